"""What an attacker and a careless clerk tried on the pages after an inspection, and what they get now."""

from collections.abc import Iterator

import pytest

from inspector.storage import measures
from tests.web.conftest import World
from tests.web.recheck_round import recuse, state_of
from tests.web.supervision_world import accused, checked_again, stated, supervision_world
from tests.web.test_rectification_files import PDF, announce, path
from tests.web.unit_world import TODAY, finding, paper


@pytest.fixture(scope="module")
def museums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with supervision_world(tmp_path_factory.mktemp("attacks") / "data") as world:
        yield world


def test_the_ledger_names_no_unit_outside_the_area(museums: World) -> None:
    for login in ("clerk.north", "clerk.else"):
        assert "江南博物馆" not in museums.signed_in(login).get("/ledger?unit=m1").text
    assert "江南博物馆" in museums.signed_in("clerk.south").get("/ledger?unit=m1").text


def test_statements_are_closed_to_inspectors_whom_their_letter_is_closed_to(museums: World) -> None:
    statement = stated(museums, museums.signed_in("clerk.city"), paper(museums))
    own, other = museums.signed_in("inspector.city"), museums.signed_in("inspector.other")
    assert statement in own.get("/statements").text and own.get(f"/statements/{statement}").status_code == 200
    assert statement not in other.get("/statements").text
    assert other.get(f"/statements/{statement}").status_code == 404


def test_who_keeps_out_of_a_unit_neither_plans_nor_calls_off_its_recheck(museums: World) -> None:
    inspection = checked_again(museums, finding(museums, place=1).id)
    recuse(museums, "evaluator.south", "m1")
    kept_out = museums.signed_in("evaluator.south")
    plan = {"to": str(museums.account_id("inspector.city")), "on": TODAY.isoformat()}
    for step, form in (("off", {"why": "不查了"}), ("plan", plan)):
        back = kept_out.post(f"/rechecks/{inspection}/{step}", data=form)
        assert back.status_code == 409 and "回避" in back.text
    assert state_of(museums, inspection) != "void"


def test_a_measure_is_not_dated_in_the_year_1(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    case = accused(museums, clerk)["case_id"]
    form = {"step": "group", "seen": "1", "note": "张某、李某"}
    for day in ("0001-01-01", "9999-12-31", "2026-02-30"):
        back = clerk.post(f"/measures/{case}/steps", data=form | {"day": day})
        assert back.status_code == 422 and "张某、李某" in back.text
        fact = {"condition": "deceit", "text": "改动了记录", "evidence": "记录", "happened_on": day}
        back = clerk.post("/measures/units/m1/facts", data=fact)
        assert back.status_code == 422 and "改动了记录" in back.text
    row = museums.store.read_now(lambda connection: measures.by_id(connection, case))
    assert row is not None and row.state == "proposed"


def test_the_place_of_a_piece_is_a_number_of_sane_length(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    upload = announce(museums, head, "head.m1", row, PDF).json()["id"]
    for place in ("9" * 5000, "-1", "0x0", ""):
        answer = head.patch(f"{path(row)}/uploads/{upload}", content=PDF, headers={"upload-offset": place})
        assert answer.status_code == 409
