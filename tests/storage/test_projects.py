"""What a project keeps: draws made once, first reasons that stay, recusals that take back only what is open."""

import json

import pytest
from sqlalchemy import select

from inspector.fieldwork.states import Action, Role
from inspector.storage import draws, inspections, recusals, teams
from inspector.storage.draws import DrawStateError
from inspector.storage.rows import table
from inspector.storage.store import Store
from inspector.storage.tables import Complaint, Recusal, Waiver
from tests.storage.world import AT, JIANG, OTHER, SCHOOL, People


def recusal(person: int, unit: str, **more: object) -> Recusal:
    values = {"id": f"q{person}{unit}", "round_id": "r1", "account_id": person, "unit_id": unit}
    return Recusal(**values, ground="own_unit", recorded_at=AT, **more)  # type: ignore[arg-type]


def fix(store: Store, seed: str) -> int:
    return store.write_now(lambda c: draws.fix_seed(c, "r1", seed, source="", reason="", at=AT, by=None))


def test_a_seed_is_fixed_once_and_a_draw_is_made_once(store: Store, people: People) -> None:
    assert fix(store, "1") == 1
    with pytest.raises(DrawStateError):
        fix(store, "2")
    store.write_now(lambda c: draws.finish(c, "r1", 1, "{}", at=AT, by=people.zhao))
    with pytest.raises(DrawStateError):
        store.write_now(lambda c: draws.finish(c, "r1", 1, '{"other": 1}', at=AT, by=people.zhao))
    assert fix(store, "2") == 2
    current = store.read_now(lambda c: draws.current(c, "r1"))
    assert current is not None and (current.number, current.protocol) == (1, "{}")


def test_the_first_reason_and_the_first_complaint_stay(store: Store, people: People) -> None:
    for text in ("甲", "乙"):
        waiver = Waiver(round_id="r1", gap="team", reason=text, given_at=AT)
        complaint = Complaint(round_id="r1", unit_id=SCHOOL, note=text, added_at=AT)
        store.write_now(lambda c, waiver=waiver: teams.waive(c, waiver))  # type: ignore[misc]
        store.write_now(lambda c, complaint=complaint: draws.add_complaint(c, complaint))  # type: ignore[misc]
    assert store.read_now(lambda c: teams.waivers(c, "r1"))["team"].reason == "甲"
    assert store.read_now(lambda c: draws.complaints(c, "r1"))[SCHOOL].note == "甲"


@pytest.mark.parametrize(
    ("unit", "went_back"), [(SCHOOL, ["i1"]), (JIANG, ["i1"]), (OTHER, [])], ids=["itself", "above", "elsewhere"]
)
def test_a_recusal_takes_back_what_lies_below_its_unit(
    store: Store, people: People, unit: str, went_back: list[str]
) -> None:
    assert store.write_now(lambda c: recusals.record(c, recusal(people.li, unit))) == len(went_back)
    line = store.read_now(lambda c: inspections.line(c, "i1"))
    assert line is not None and (line.inspector_id is None) is bool(went_back)
    kept = store.read_now(lambda c: c.execute(select(table(Recusal).c.released)).scalar_one())
    assert json.loads(kept) == went_back


def test_somebody_elses_inspection_stays(store: Store, people: People) -> None:
    assert store.write_now(lambda c: recusals.record(c, recusal(people.wang, SCHOOL))) == 0


def test_what_is_confirmed_is_not_taken_back(store: Store, people: People) -> None:
    def job(connection: object) -> None:
        connection.exec_driver_sql("UPDATE inspection SET state = 'submitted'")  # type: ignore[attr-defined]

    store.write_now(job)
    store.write_now(
        lambda c: inspections.act(c, "i1", Action.confirm, account_id=people.wang, role=Role.evaluator, at=AT)
    )
    assert store.write_now(lambda c: recusals.record(c, recusal(people.li, SCHOOL))) == 0


def test_a_ground_with_an_end_holds_until_that_instant(store: Store, people: People) -> None:
    store.write_now(lambda c: recusals.record(c, recusal(people.li, JIANG, ends_at=AT + 10)))
    held = [store.read_now(lambda c, at=at: recusals.recused(c, "i1", people.li, at)) for at in (AT, AT + 9, AT + 10)]  # type: ignore[misc]
    assert held == [True, True, False]
    assert not store.read_now(lambda c: recusals.recused(c, "i1", people.wang, AT))
