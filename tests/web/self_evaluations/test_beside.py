"""The team's form with the self-evaluation beside each question: taken over, corrected, not proven; or without."""

import json
import re
from datetime import date
from html import unescape

import pytest

from inspector.fieldwork.operations import Level
from inspector.storage import results, surveys
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of
from tests.web.self_evaluations.conftest import People, said, set_due

FORM = "/inspections/r-east_school"
SAID = {
    "pupils_refused/value": "0",
    "class_size/K01/pupils": "2",
    "hosted_classes/value": "class",
    "pupil_devices/state": "not_applicable",
    "pupil_devices/reason": "无此需求",
}


@pytest.fixture
def released(world: World, people: People) -> People:
    for path, raw in SAID.items():
        people.enter(path, raw)
    people.enter("pupils_refused/note", "全部接收，附花名册")
    people.approve()
    people.step("release", world.signed_in("evaluator.east"))
    return people


def aside(page: str, item: str) -> str:
    """What stands beside one question."""
    found = re.search(rf'<article[^>]*id="q-{item}".*?</article>', page, re.DOTALL)
    assert found is not None
    return found[0].partition("<aside")[2].partition("</aside>")[0]


def offered(page: str, item: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(unescape(re.search(r'data-adopt="([^"]*)"', aside(page, item))[1]))  # type: ignore[index]
    return found


def test_value_account_and_result_stand_beside_the_question(world: World, released: People) -> None:
    page = world.signed_in("inspector.east").get(FORM).text
    assert "<b>0</b>" in aside(page, "pupils_refused") and "全部接收，附花名册" in aside(page, "pupils_refused")
    assert "无此需求" in aside(page, "pupil_devices")
    assert offered(page, "pupils_refused") == {"pupils_refused/value": "0"}
    assert "data-adopt" not in aside(page, "credits_taken")


def test_confirming_enters_the_units_answer_as_the_inspectors_own(world: World, released: People) -> None:
    inspector = world.signed_in("inspector.east")
    Device(inspector).enter("pupils_refused/value", "4")
    for item in ("pupils_refused", "class_size", "hosted_classes", "pupil_devices"):
        inspector.post(FORM, data={"adopt": item})
    assert said(world, Level.team) == {path: (raw, raw) for path, raw in SAID.items()}
    own = live_of(world).results
    assert {own[item].state for item in ("pupils_refused", "pupil_devices")} == {"pass", "not_applicable"}
    assert said(world, Level.self).keys() == {*SAID, "pupils_refused/note"}


def test_not_proven_sets_the_state_with_a_reason(world: World, released: People) -> None:
    inspector = world.signed_in("inspector.east")
    inspector.post(FORM, data={"unproven": "pupils_refused"})
    assert live_of(world).results["pupils_refused"].state == "unverifiable"
    assert said(world, Level.team)["pupils_refused/reason"][0]


def test_confirming_after_not_proven_takes_the_state_away_again(world: World, released: People) -> None:
    inspector = world.signed_in("inspector.east")
    inspector.post(FORM, data={"unproven": "pupils_refused"})
    inspector.post(FORM, data={"adopt": "pupils_refused"})
    assert live_of(world).results["pupils_refused"].state == "pass"


@pytest.mark.parametrize("step", ["nothing", "entered", "approved"])
def test_before_the_release_the_form_is_as_it_always_was(world: World, people: People, step: str) -> None:
    if step != "nothing":
        people.enter("pupils_refused/value", "0")
    if step == "approved":
        people.approve()
    inspector = world.signed_in("inspector.east")
    page = inspector.get(FORM).text
    assert "<aside" not in page
    inspector.post(FORM, data={"adopt": "pupils_refused"})
    assert said(world, Level.team) == {}


def test_a_unit_that_is_late_is_named_and_one_never_asked_is_not(world: World, people: People) -> None:
    set_due(world, "r-east_school", date(2025, 1, 31))
    assert "逾期未提交自评" in world.signed_in("inspector.east").get(FORM).text
    assert "自评" not in world.signed_in("inspector.west").get("/inspections/r-west_school").text


def test_credibility_is_told_to_the_evaluator(world: World, released: People) -> None:
    inspector, evaluator = world.signed_in("inspector.east"), world.signed_in("evaluator.east")
    device = Device(inspector)
    device.enter("pupils_refused/value", "3")  # the unit said 0, met; the team finds 3, not met
    device.enter("hosted_classes/value", "class")
    page = evaluator.get(f"{FORM}/review").text
    assert "双方均有结果的2项中，1项判定一致，一致率50%；自评偏高1项，偏低0项" in page
    assert "仅自评有结果，不计入" in page
    assert "自评可信度" not in evaluator.get("/rounds/r/districts/east").text
    assert inspector.post(f"{FORM}/submit", data={"stays_open": "1"}).status_code == 303
    assert "东城第一小学" in evaluator.get("/rounds/r/districts/east").text.partition('id="credibility"')[2]


def test_what_the_units_say_moves_no_number_of_the_round(world: World, released: People) -> None:
    before = world.store.read_now(lambda c: results.of_round(c, "r"))
    world.store.write_now(lambda c: surveys.rescore(c, "r", at=before[0].computed_at))
    assert world.store.read_now(lambda c: results.of_round(c, "r")) == before
