"""Findings come into the ledger with the confirmation, from rounds confirmed before, and anew when numbers change."""

from inspector.fieldwork.operations import Level
from inspector.fieldwork.states import Action, Role
from inspector.storage import finding_events, inspections, operations
from inspector.storage.instants import now
from inspector.storage.rows import table
from inspector.storage.tables import Finding, FindingChapter, FindingEvent
from tests.web.conftest import World
from tests.web.ledger.ledger_world import confirmed, ledger, one, step, submitted
from tests.web.museum_round import ROUND


def emptied(world: World) -> None:
    """As in a record whose round was confirmed before there was a ledger."""
    for record in (FindingEvent, FindingChapter, Finding):
        world.store.write_now(lambda c, record=record: c.execute(table(record).delete()) and None)  # type: ignore[misc]


def test_a_returned_inspection_brings_nothing_and_a_confirmed_one_all_at_once(museums: World) -> None:
    evaluator = museums.signed_in("evaluator.city")
    path = submitted(museums, "m1")
    assert evaluator.post(f"{path}/review", data={"step": "return", "reason": "照片不清"}).status_code == 303
    assert ledger(museums, "m1") == []
    confirmed(museums, "m1")
    rows = ledger(museums, "m1")
    assert [(row.number, row.item_id, row.state, row.first_round) for row in rows] == [
        (1, "guide", "found", ROUND),
        (2, "toilet", "found", ROUND),
    ]
    assert [row.term_days for row in rows] == [60, 30]


def test_a_round_confirmed_before_is_taken_over_once(museums: World) -> None:
    evaluator = confirmed(museums, "m1", "m3", "south")
    emptied(museums)
    path = f"/rounds/{ROUND}/ledger"
    assert "接收3项" in evaluator.get(path).text
    page = evaluator.post(path, data={"done": "0"}).text
    assert "新增6条" in page and "3 / 3" in page
    assert "新增0条" in evaluator.post(path, data={"done": "0"}).text
    assert len(ledger(museums, "m1", "m3", "south")) == 6
    for login in ("clerk.city", "administrator.city", "inspector.city", "evaluator.south"):
        assert museums.signed_in(login).post(path, data={"done": "0"}).status_code == 403


def test_a_district_is_taken_anew_when_a_school_below_it_is_confirmed(museums: World) -> None:
    """The share of the district follows from its museum: 0 of 1, and 1 of 1 once the answer was changed."""
    confirmed(museums, "south")
    before = one(museums, "south", "guide_share")
    inspector = museums.signed_in("inspector.city")
    entry = {"id": "op-1", "field": "guide/value", "base": _head(museums), "raw": "full"}
    sent = inspector.post(f"/inspections/{ROUND}-m1/operations", json={"operations": [entry], "mark": ""})
    assert sent.status_code == 200, sent.text
    assert one(museums, "south", "guide_share") == before
    confirmed(museums, "m1")
    after = next(row for row in ledger(museums, "south") if row.item_id == "guide_share")
    events = museums.store.read_now(lambda c: finding_events.of_finding(c, after.id))
    assert (after.state, [event.step for event in events]) == ("dropped", ["found", "gone"])


def _head(world: World) -> str:
    heads = world.store.read_now(lambda c: operations.heads(c, "city", f"{ROUND}-m1", Level.team))
    return heads["guide/value"].operation or ""


def test_a_voided_inspection_takes_back_what_nobody_was_told(museums: World) -> None:
    confirmed(museums, "m1")
    clerk = museums.signed_in("clerk.city")
    step(clerk, one(museums, "m1", "guide"), "tell", day="2026-01-05", due="2026-02-04")
    by = museums.account_id("administrator.city")
    act = {"account_id": by, "role": Role.administrator, "at": now(), "reason": "选错单位"}
    museums.store.write_now(lambda c: inspections.act(c, f"{ROUND}-m1", Action.void, **act))  # type: ignore[arg-type]
    told, untold = one(museums, "m1", "guide"), one(museums, "m1", "toilet")
    assert (told.state, untold.state) == ("open", "dropped")
    assert "不再认定" in clerk.get(f"/ledger/{told.id}").text
