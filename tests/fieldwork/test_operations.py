"""What becomes of one operation (design 6, offline design): the table of decisions."""

import pytest
from msgspec.structs import replace

from inspector.checklist.cells import CellPathError
from inspector.fieldwork.operations import (
    Decision,
    Head,
    Known,
    Level,
    MalformedOperationError,
    Operation,
    Outcome,
    check,
    receive,
)
from inspector.fieldwork.states import State

OPERATION = Operation("op2", "i1", Level.team, "room/value", "op1", "in_use", "in_use", account=1)
HEAD = Head("op1", "none", "none")


def decide(operation: Operation = OPERATION, head: Head = HEAD, state: State = State.in_progress) -> Decision:
    return receive(operation, None, head, state, base=operation.base)


def test_an_entry_based_on_the_head_is_applied() -> None:
    assert decide() == Decision(Outcome.applied, "op2")


def test_the_first_entry_of_a_cell_is_applied() -> None:
    assert decide(replace(OPERATION, base=None), Head()) == Decision(Outcome.applied, "op2")


def test_an_entry_based_on_something_older_conflicts_and_names_the_head() -> None:
    assert decide(head=Head("op9", "none")) == Decision(Outcome.conflict, "op9")


def test_agreeing_with_a_head_never_seen_is_the_same() -> None:
    assert decide(head=Head("op9", "in_use")) == Decision(Outcome.same, "op9")


def test_emptying_what_someone_else_changed_conflicts() -> None:
    emptied = replace(OPERATION, value=None, raw="")
    assert decide(emptied, Head("op9", "none")).outcome is Outcome.conflict
    assert decide(emptied, Head("op9", None, None)).outcome is Outcome.same


def test_two_unreadable_texts_are_not_the_same() -> None:
    unreadable = replace(OPERATION, value=None, raw="12人")
    assert decide(unreadable, Head("op9", None, "十二")).outcome is Outcome.conflict
    assert decide(unreadable, Head("op9", None, "12人")).outcome is Outcome.same


@pytest.mark.parametrize("state", [State.submitted, State.confirmed, State.void])
def test_late_entries_are_refused_with_the_state_as_reason(state: State) -> None:
    assert decide(state=state) == Decision(Outcome.refused, "op1", state.value)


@pytest.mark.parametrize("state", [State.assigned, State.in_progress, State.returned])
def test_a_closed_round_refuses_in_every_state(state: State) -> None:
    decision = receive(OPERATION, None, HEAD, state, base="op1", round_open=False)
    assert decision == Decision(Outcome.refused, "op1", "round_not_open")


@pytest.mark.parametrize("outcome", [Outcome.applied, Outcome.same, Outcome.conflict, Outcome.refused])
@pytest.mark.parametrize("state", list(State))
def test_a_repeat_gets_the_stored_outcome_in_every_state(outcome: Outcome, state: State) -> None:
    known = Known(OPERATION.content_hash, outcome, "kept")
    assert receive(OPERATION, known, HEAD, state, base="op1") == Decision(outcome, "op1", "kept")


@pytest.mark.parametrize(
    "change",
    [
        {"value": "other", "raw": "other"},
        {"base": None},
        {"field": "room/note"},
        {"account": 2},
        {"level": Level.self},
        {"inspection": "i2"},
        {"device": "d2"},
        {"seq": 9},
        {"device_time": 5},
    ],
)
def test_other_content_under_a_known_id_is_told_apart(change: dict[str, object]) -> None:
    known = Known(OPERATION.content_hash, Outcome.applied)
    other = replace(OPERATION, **change)
    assert receive(other, known, HEAD, State.in_progress, base="op1").outcome is Outcome.id_reused


def test_a_better_reading_of_the_same_text_is_the_same_content() -> None:
    """After an upgrade the server may read １２ as 12: the device sent the same thing."""
    unread = replace(OPERATION, value=None, raw="１２")
    assert unread.content_hash == replace(unread, value="12").content_hash
    assert unread.said != replace(unread, value="12").said


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": "a b"},
        {"id": "x" * 65},
        {"id": "编号"},
        {"base": "a'--"},
        {"base": "op2"},
        {"inspection": "../i1"},
        {"value": "a\x00b"},
        {"raw": "\ud800"},
        {"value": "x" * 100_001},
        {"device": "d" * 65},
        {"seq": -1},
        {"seq": 2**31},
        {"device_time": -1},
        {"device_time": 2**62},
    ],
)
def test_malformed_operations_are_told_before_they_reach_the_record(change: dict[str, object]) -> None:
    check(OPERATION)
    with pytest.raises(MalformedOperationError):
        check(replace(OPERATION, **change))


def test_an_operation_on_no_cell_is_malformed() -> None:
    with pytest.raises(CellPathError):
        check(replace(OPERATION, field="room"))
