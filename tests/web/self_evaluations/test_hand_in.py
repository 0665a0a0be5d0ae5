"""A unit fills in, its head approves and withdraws, the district releases and returns; then it is frozen."""

import json
from datetime import date

import pytest

from inspector.fieldwork.operations import Level
from inspector.fieldwork.self_evaluation import SelfState
from inspector.storage import inspections, operations, results, self_evaluations
from inspector.storage.instants import now
from inspector.web.forms.words import score_text
from tests.web.conftest import World
from tests.web.field_round import line_of, open_round
from tests.web.forms.conftest import Device, live_of
from tests.web.self_evaluations.conftest import People, said, set_due, state


def test_from_the_first_entry_to_the_release(world: World, people: People) -> None:
    assert state(world) is SelfState.invited
    people.enter("pupils_refused/value", "0")
    assert state(world) is SelfState.in_progress
    assert people.approve().headers["location"] == f"{people.path}/approval"
    assert state(world) is SelfState.approved
    assert people.step("release", world.signed_in("evaluator.east")).status_code == 303
    assert state(world) is SelfState.released
    steps = world.store.read_now(lambda c: self_evaluations.steps(c, "r-east_school"))
    assert [one.action for one in steps] == ["release", "approve", "enter", "invite"]


def test_the_teams_answers_and_its_stored_result_stay_as_they_are(world: World, people: People) -> None:
    before = world.store.read_now(lambda c: results.by_inspection(c, "r-east_school"))
    told = people.enter("pupils_refused/value", "0")
    assert told["results"][0]["outcome"] == "applied"
    assert said(world, Level.self) == {"pupils_refused/value": ("0", "0")}
    assert said(world, Level.team) == {}
    assert world.store.read_now(lambda c: results.by_inspection(c, "r-east_school")) == before
    assert live_of(world).results["pupils_refused"].state == "not_checked"
    line = world.store.read_now(lambda c: inspections.line(c, "r-east_school"))
    assert line is not None and line.state == "assigned"


def test_after_approval_an_entry_is_refused_and_kept(world: World, people: People) -> None:
    people.enter("pupils_refused/value", "0")
    people.approve()
    told = people.enter("pupils_refused/value", "2")
    assert told["results"][0]["outcome"] == "refused"
    assert told["results"][0]["reason"] == "approved"
    assert "自评" in told["results"][0]["message"]
    assert said(world, Level.self) == {"pupils_refused/value": ("0", "0")}
    kept = world.store.read_now(lambda c: operations.history(c, "shi", "r-east_school", Level.self))
    assert [one.arrived.outcome for one in kept] == ["applied", "refused"]


def test_a_head_withdraws_with_a_reason_until_it_is_released(world: World, people: People) -> None:
    people.enter("pupils_refused/value", "0")
    people.approve()
    assert people.step("withdraw").status_code == 409
    assert state(world) is SelfState.approved
    people.step("withdraw", reason="第3项填错")
    assert state(world) is SelfState.withdrawn
    assert "第3项填错" in people.reporter.get(people.path).text
    assert people.enter("pupils_refused/note", "无")["results"][0]["outcome"] == "applied"
    people.approve()
    people.step("release", world.signed_in("evaluator.east"))
    assert people.step("withdraw", reason="又错").status_code == 409
    assert state(world) is SelfState.released


def test_after_release_only_the_district_returns_it(world: World, people: People) -> None:
    people.enter("pupils_refused/value", "0")
    people.approve()
    evaluator = world.signed_in("evaluator.east")
    people.step("release", evaluator)
    assert people.step("return", evaluator).status_code == 409
    people.step("return", evaluator, reason="缺佐证材料")
    assert state(world) is SelfState.returned
    assert "缺佐证材料" in people.head.get("/").text
    assert people.enter("pupils_refused/note", "已补")["results"][0]["outcome"] == "applied"


def test_a_reporter_does_not_approve(world: World, people: People) -> None:
    people.enter("pupils_refused/value", "0")
    assert people.step("approve", people.reporter, stays_open="1").status_code == 403
    assert state(world) is SelfState.in_progress


def test_nothing_entered_is_not_approved_and_open_questions_are_confirmed(world: World, people: People) -> None:
    assert people.approve().status_code == 409
    people.enter("pupils_refused/value", "0")
    assert people.step("approve").status_code == 409
    assert state(world) is SelfState.in_progress


def test_where_nothing_is_asked_the_head_approves_at_once(world: World, people: People) -> None:
    """The school has no senior stage, and the round looks at nothing else."""
    known = {"data_date": date(2025, 9, 1), "cutoff": date(2025, 12, 31)}
    open_round(world, selection=json.dumps(["senior_included"]), selection_digest="senior", **known)
    inspection = line_of(world, "east_school").id
    later, at = date(2099, 12, 31), now()
    world.store.write_now(lambda c: self_evaluations.invite(c, [inspection], due=later, account_id=None, at=at))
    path = f"/self-evaluations/{inspection}/approval"
    assert 'value="approve"' not in people.reporter.get(path).text and 'value="approve"' in people.head.get(path).text
    assert "没有需要该单位回答的问题" in people.head.get(path).text
    assert people.head.post(path, data={"step": "approve"}).status_code == 303
    assert world.signed_in("evaluator.east").post(path, data={"step": "release"}).status_code == 303


@pytest.mark.parametrize(("login", "status"), [("evaluator.west", 404), ("clerk.east", 403), ("inspector.east", 403)])
def test_only_an_evaluator_above_releases(world: World, people: People, login: str, status: int) -> None:
    people.enter("pupils_refused/value", "0")
    people.approve()
    assert people.step("release", world.signed_in(login)).status_code == status
    assert state(world) is SelfState.approved


def test_the_team_goes_on_without_a_unit_that_hands_in_nothing(world: World, people: People) -> None:
    """Once the team has handed in, the unit's part stands still; nothing of it counts anywhere, as zero or else."""
    set_due(world, "r-east_school", date(2025, 1, 31))
    people.enter("pupils_refused/value", "0")
    inspector = world.signed_in("inspector.east")
    entered = Device(inspector).enter("pupils_refused/value", "1")
    assert inspector.post("/inspections/r-east_school/submit", data={"stays_open": "1"}).status_code == 303
    told = people.enter("pupils_refused/value", "3")
    assert (told["results"][0]["outcome"], told["results"][0]["reason"]) == ("refused", "submitted")
    assert people.approve().status_code == 409
    assert said(world, Level.team) == {"pupils_refused/value": ("1", "1")}
    assert entered["score"] == score_text(live_of(world))
