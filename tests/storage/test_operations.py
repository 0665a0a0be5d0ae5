"""The record of entries against the pure laws: whatever arrives, in whatever batches and how often.

O1 the table of heads is what folding the history gives; O2 exactly once; O3 nothing sent is lost, late and
reused ones included; O4 arrival numbers are dense and in order; O5 batching changes nothing.
"""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.fieldwork.heads import fold, replay
from inspector.fieldwork.operations import Decision, Head, Level, Operation, Outcome, Refusal
from inspector.fieldwork.states import Action, Role, State
from inspector.storage import inspections, operations, rounds
from inspector.storage.store import Store
from inspector.storage.tables import Inspection
from tests.storage import world

LAWS = settings(max_examples=25)


def entry(key: str, base: str | None, value: str | None, field: str = "room/value") -> Operation:
    return Operation(key, "i1", Level.team, field, base, value, value, account=1, device="d", seq=1)


def take(store: Store, *batch: Operation) -> list[Decision]:
    return store.write_now(lambda connection: operations.receive(connection, batch, world.AT))


def outcomes(decisions: list[Decision]) -> list[str]:
    return [decision.outcome.value for decision in decisions]


def history(store: Store) -> list[operations.Entry]:
    return store.read_now(lambda connection: operations.history(connection, world.CITY, "i1"))


def stored_heads(store: Store, level: Level) -> dict[str, Head]:
    return store.read_now(lambda connection: operations.heads(connection, world.CITY, "i1", level))


def team_heads(store: Store) -> dict[str, Head]:
    return stored_heads(store, Level.team)


ENTRIES = st.lists(
    st.builds(
        lambda number, base, value, field, level: Operation(
            f"op{number}",
            "i1",
            level,
            f"room/{field}",
            base if base != f"op{number}" else None,
            value,
            value,
            1,
        ),
        st.integers(0, 6),
        st.none() | st.integers(0, 7).map(lambda number: f"op{number}"),
        st.sampled_from([None, "a", "b"]),
        st.sampled_from(["value", "note"]),
        st.sampled_from(list(Level)),
    ),
    max_size=12,
)
"""Hostile on purpose: ids repeat with other content, bases are missing, foreign or in a circle."""


@LAWS
@given(sent=ENTRIES, cuts=st.lists(st.integers(0, 12), max_size=4))
def test_whatever_arrives_is_kept_once_and_folds_to_the_heads(sent: list[Operation], cuts: list[int]) -> None:
    with world.copied_store() as store:
        edges = [0, *sorted(cuts), len(sent)]
        pieces = [sent[start:end] for start, end in pairwise(edges)]
        decisions = [decision for piece in pieces for decision in take(store, *piece)]
        kept = history(store)
        firsts = {operation.id: operation for operation in reversed(sent)}
        assert [each.arrived.operation for each in kept] == list(dict.fromkeys(firsts[o.id] for o in sent))
        assert [each.arrived for each in kept] == replay(sent)
        assert [each.arrival for each in kept] == list(range(1, len(kept) + 1))
        for level in Level:
            assert stored_heads(store, level) == fold([each.arrived for each in kept], level)
        aside = store.read_now(lambda connection: operations.set_aside(connection, "i1"))
        assert {o for o, _ in aside} == {o for o in sent if o.content_hash != firsts[o.id].content_hash}
        reused = [decision.outcome is Outcome.id_reused for decision in decisions]
        assert reused == [o.content_hash != firsts[o.id].content_hash for o in sent]


@LAWS
@given(sent=ENTRIES)
def test_one_at_a_time_is_the_same_as_all_at_once(sent: list[Operation]) -> None:
    with world.copied_store() as together, world.copied_store() as apart:
        assert take(together, *sent) == [take(apart, operation)[0] for operation in sent]
        assert history(together) == history(apart)


@LAWS
@given(sent=ENTRIES)
def test_sending_everything_again_answers_the_same_and_stores_nothing(sent: list[Operation]) -> None:
    with world.copied_store() as store:
        first = outcomes(take(store, *sent))
        before = history(store)
        assert outcomes(take(store, *sent)) == first
        assert history(store) == before


def test_the_first_entry_starts_the_inspection(store: Store, people: world.People) -> None:
    take(store, replace(entry("a", None, "x"), level=Level.self))
    assert state(store) is State.assigned
    take(store, entry("b", None, "x"))
    assert state(store) is State.in_progress


def test_two_people_in_one_form(store: Store, people: world.People) -> None:
    take(store, entry("a", None, "in_use"))
    second = replace(entry("b", None, "none"), account=people.wang)
    assert take(store, second) == [Decision(Outcome.conflict, "a")]
    assert team_heads(store) == {"room/value": Head("a", "in_use", "in_use")}
    assert disputes(store) == {"room/value": [second]}
    settled = [entry("c", "a", "none"), replace(entry("d", "b", "none"), account=people.wang)]
    assert outcomes(take(store, *settled)) == ["applied", "same"]
    assert team_heads(store)["room/value"].value == "none"
    assert disputes(store) == {}


def test_after_submission_entries_are_refused_and_kept_and_repeats_answered(store: Store, people: world.People) -> None:
    take(store, entry("a", None, "x"))
    act(store, Action.submit, people.li, Role.inspector)
    late = entry("b", "a", "y")
    assert take(store, late) == [Decision(Outcome.refused, "a", Refusal.submitted)]
    assert take(store, late, entry("a", None, "x")) == [
        Decision(Outcome.refused, "a", Refusal.submitted),
        Decision(Outcome.applied, "a"),
    ]
    assert [each.arrived.outcome for each in history(store)] == [Outcome.applied, Outcome.refused]
    assert team_heads(store)["room/value"].value == "x"


def test_a_returned_inspection_takes_entries_that_build_on_a_refused_one(store: Store, people: world.People) -> None:
    take(store, entry("a", None, "x"))
    act(store, Action.submit, people.li, Role.inspector)
    take(store, entry("b", "a", "y"))
    act(store, Action.send_back, people.wang, Role.evaluator, "第3项缺佐证")
    assert outcomes(take(store, entry("c", "b", "z"))) == ["applied"]


def test_a_closed_round_refuses(store: Store, people: world.People) -> None:
    store.write_now(lambda connection: rounds.close_round(connection, "r1", at=world.AT))
    assert take(store, entry("a", None, "x")) == [Decision(Outcome.refused, None, Refusal.round_not_open)]
    assert len(history(store)) == 1
    assert state(store) is State.assigned


def test_an_unknown_inspection_is_refused_without_spoiling_the_batch(store: Store, people: world.People) -> None:
    decisions = take(store, replace(entry("a", None, "x"), inspection="nowhere"), entry("b", None, "x"))
    assert decisions == [
        Decision(Outcome.refused, None, Refusal.unknown_inspection),
        Decision(Outcome.applied, "b"),
    ]


def test_what_stands_in_another_inspection_is_no_base_here(store: Store, people: world.People) -> None:
    """x was refused in i2 and names a as its base: in i1 that must not pass for having seen a."""
    other = Inspection(id="i2", city_id=world.CITY, round_id="r1", unit_id=world.OTHER, created_at=world.AT)
    voided = other.model_copy(update={"state": "void"})
    store.write_now(lambda connection: inspections.assign(connection, voided))
    take(store, entry("a", None, "1"))
    assert outcomes(take(store, replace(entry("x", "a", "2"), inspection="i2"))) == ["refused"]
    assert outcomes(take(store, entry("b", "x", "3"))) == ["conflict"]


def test_a_failing_neighbour_in_the_group_does_not_touch_arrival_numbers(store: Store, people: world.People) -> None:
    def take_and_fail(connection: Connection) -> None:
        operations.receive(connection, [entry("lost", None, "x")], world.AT)
        raise ArithmeticError

    take(store, entry("a", None, "1"))
    try:
        store.write_now(take_and_fail)
    except ArithmeticError:
        take(store, entry("b", "a", "2"))
    assert [(each.arrived.operation.id, each.arrival) for each in history(store)] == [("a", 1), ("b", 2)]


def state(store: Store) -> State:
    inspection = store.read_now(lambda connection: inspections.by_id(connection, "i1"))
    assert inspection is not None
    return State(inspection.state)


def disputes(store: Store) -> dict[str, list[Operation]]:
    return store.read_now(lambda c: operations.open_conflicts(c, world.CITY, "i1", Level.team))


def act(store: Store, action: Action, account: int, role: Role, reason: str = "") -> None:
    def job(connection: Connection) -> State:
        return inspections.act(connection, "i1", action, account_id=account, role=role, at=world.AT, reason=reason)

    store.write_now(job)
