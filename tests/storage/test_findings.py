"""Findings in the record: taken over from rounds, moved step by step, taken back."""

from datetime import date
from typing import Any

import pytest

from inspector.casework.finding_life import FindingObstacle, FindingStep, Step
from inspector.casework.stories import Story, Told
from inspector.fieldwork.states import Role
from inspector.storage import accounts, finding_events, findings, rounds
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.finding_taking import Taken, take
from inspector.storage.findings import advance
from inspector.storage.store import Store
from inspector.storage.tables import Finding
from tests.storage.world import AT, CITY, JIANG, SCHOOL, People, draft

TODAY = date(2026, 3, 1)


def story(item: str = "room_built", sentence: str = "未建成资源教室。", **more: Any) -> Story:
    known: dict[str, Any] = {
        "checklist": "p",
        "unit": SCHOOL,
        "unit_name": "绛县特殊教育学校",
        "district": JIANG,
        "item": item,
        "was": (),
        "kind": "problem",
        "severity": "ordinary",
        "title": "建成资源教室",
        "told": (Told("problem", "", sentence),),
        "basis": ("第四条",),
        "clauses": ("4",),
        "leads": ("教育局",),
        "helpers": (),
        "rectify": None,
        "result": "fail",
        "share": (0, 0),
    }
    return Story(**(known | more))


@pytest.fixture
def clerk(store: Store, people: People) -> int:
    who = {"login": "chen", "name": "陈文书", "password_hash": "x", "scope_unit": None}
    return store.write_now(lambda c: accounts.add(c, role=Role.clerk, at=AT, **who))  # type: ignore[arg-type]


def taken(store: Store, found: list[Story], round_id: str = "r1") -> Taken:
    def job(connection: Any) -> Taken:
        round_ = rounds.by_id(connection, round_id)
        assert round_ is not None
        return take(connection, round_, SCHOOL, found, by=None, at=AT)

    return store.write_now(job)


def another_round(store: Store, round_id: str = "r2") -> None:
    store.write_now(lambda c: rounds.add(c, draft(round_id)))


def ledger(store: Store) -> list[Finding]:
    return store.read_now(lambda c: findings.of_unit(c, SCHOOL))


def moved(store: Store, row: Finding, name: FindingStep, by: int, **given: Any) -> Finding:
    step = Step(name, **given)
    return store.write_now(lambda c: advance(c, row.id, step, by=by, at=AT, today=TODAY))


def test_taking_twice_changes_nothing_and_numbers_have_no_gap(store: Store, people: People) -> None:
    assert taken(store, [story("a"), story("b")]) == Taken(new=2)
    before = ledger(store)
    assert taken(store, [story("a"), story("b")]) == Taken()
    assert ledger(store) == before
    assert [row.number for row in before] == [1, 2]
    assert before[0].city_id == CITY and before[0].office == "教育局"


def test_same_item_in_a_later_round_is_the_same_story(store: Store, people: People, clerk: int) -> None:
    taken(store, [story("a")])
    another_round(store)
    assert taken(store, [story("b", "换了说法。", was=("a",))], "r2") == Taken(again=1)
    (row,) = ledger(store)
    assert (row.item_id, row.chapters, row.first_round, row.last_round, row.text) == ("b", 2, "r1", "r2", "换了说法。")


def test_closed_story_that_is_found_again_begins_anew(store: Store, people: People, clerk: int) -> None:
    taken(store, [story("a")])
    row = moved(store, ledger(store)[0], FindingStep.tell, clerk, day=date(2026, 1, 5), due=date(2026, 2, 4))
    row = moved(store, row, FindingStep.report, clerk, day=date(2026, 1, 20), note="已建成")
    row = moved(store, row, FindingStep.recheck, people.wang, day=date(2026, 2, 1), outcome="done")
    row = moved(store, row, FindingStep.close, clerk, day=date(2026, 2, 2))
    assert (row.state, row.closed_on) == ("closed", date(2026, 2, 2))
    another_round(store)
    taken(store, [story("a")], "r2")
    (row,) = ledger(store)
    assert (row.state, row.chapters, row.due, row.closed_on) == ("found", 2, None, None)


def test_what_the_round_takes_back_goes_as_it_came(store: Store, people: People) -> None:
    taken(store, [story("a", "第一次。")])
    another_round(store)
    taken(store, [story("a", "第二次。")], "r2")
    assert taken(store, [], "r2") == Taken(gone=1)
    (row,) = ledger(store)
    assert (row.state, row.chapters, row.last_round, row.text) == ("found", 1, "r1", "第一次。")
    assert taken(store, []) == Taken(gone=1)
    assert ledger(store)[0].state == "dropped"
    assert taken(store, [story("a", "第一次。")]) == Taken(again=1)
    assert ledger(store)[0].state == "found"


def test_second_person_at_the_same_finding_is_told(store: Store, people: People, clerk: int) -> None:
    taken(store, [story("a")])
    row = ledger(store)[0]
    step = Step(FindingStep.tell, day=date(2026, 1, 5), due=date(2026, 2, 4))
    store.write_now(lambda c: advance(c, row.id, step, by=clerk, at=AT, today=TODAY, seen=row.version))
    with pytest.raises(FindingProblem) as problem:
        store.write_now(lambda c: advance(c, row.id, step, by=clerk, at=AT, today=TODAY, seen=row.version))
    assert problem.value.obstacle is FindingObstacle.stale


def test_undo_takes_back_what_nobody_went_on_with(store: Store, people: People, clerk: int) -> None:
    taken(store, [story("a"), story("b")])
    first, second = ledger(store)
    step = Step(FindingStep.tell, day=date(2026, 1, 5), due=date(2026, 2, 4))
    for row in (first, second):
        store.write_now(lambda c, row=row: advance(c, row.id, step, by=clerk, at=AT, today=TODAY, bulk="b1"))  # type: ignore[misc]
    moved(store, second, FindingStep.plan, clerk, measure="建设")
    done, left = store.write_now(lambda c: findings.undo(c, "b1", by=clerk, at=AT))
    assert (done, [row.id for row in left]) == (1, [second.id])
    again = ledger(store)[0]
    assert (again.state, again.due, again.told_on) == ("found", None, None)
    names = [one.step for one in store.read_now(lambda c: finding_events.of_finding(c, first.id))]
    assert names == ["found", "tell", "undo"]
