"""The states of a self-evaluation: the whole table of who may do what, when; overdue; who is in charge."""

from datetime import date

import pytest

from inspector.fieldwork.operations import Refusal
from inspector.fieldwork.self_evaluation import (
    SelfAction,
    SelfImpossibleError,
    SelfObstacle,
    SelfState,
    frozen,
    in_charge,
    move,
    overdue,
    self_actions,
)
from inspector.fieldwork.states import Role

ALLOWED = {
    **{
        (state, "enter", role): after
        for state, after in [
            ("invited", "in_progress"),
            ("in_progress", "in_progress"),
            ("withdrawn", "withdrawn"),
            ("returned", "returned"),
        ]
        for role in ("reporter", "head")
    },
    ("in_progress", "approve", "head"): "approved",
    ("withdrawn", "approve", "head"): "approved",
    ("returned", "approve", "head"): "approved",
    ("approved", "withdraw", "head"): "withdrawn",
    ("approved", "release", "evaluator"): "released",
    ("approved", "return", "evaluator"): "returned",
    ("released", "return", "evaluator"): "returned",
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(SelfAction))
@pytest.mark.parametrize("state", list(SelfState))
def test_only_the_table_is_possible(state: SelfState, action: SelfAction, role: Role) -> None:
    expected = ALLOWED.get((state.value, action.value, role.value))
    assert (action in self_actions(state, role)) == (expected is not None)
    if expected is None:
        with pytest.raises(SelfImpossibleError):
            move(state, action, role, reason="r")
    else:
        assert move(state, action, role, reason="r").value == expected


@pytest.mark.parametrize(
    ("given", "obstacle"),
    [
        ({"reason": " "}, SelfObstacle.reason_missing),
        ({"reason": "r", "round_open": False}, SelfObstacle.round),
        ({"reason": "r", "in_area": False}, SelfObstacle.area),
        ({"reason": "r", "team_done": True}, SelfObstacle.team_done),
    ],
)
def test_what_is_in_the_way_is_named(given: dict[str, object], obstacle: SelfObstacle) -> None:
    with pytest.raises(SelfImpossibleError) as error:
        move(SelfState.approved, SelfAction.send_back, Role.evaluator, **given)  # type: ignore[arg-type]
    assert error.value.obstacle is obstacle


@pytest.mark.parametrize("action", [SelfAction.withdraw, SelfAction.send_back])
def test_withdrawing_and_returning_need_a_reason_and_releasing_none(action: SelfAction) -> None:
    role = Role.head if action is SelfAction.withdraw else Role.evaluator
    with pytest.raises(SelfImpossibleError):
        move(SelfState.approved, action, role)
    assert move(SelfState.approved, SelfAction.release, Role.evaluator) is SelfState.released


def test_after_release_the_head_asks_in_vain() -> None:
    with pytest.raises(SelfImpossibleError) as error:
        move(SelfState.released, SelfAction.withdraw, Role.head, reason="r")
    assert error.value.obstacle is SelfObstacle.state


@pytest.mark.parametrize(
    ("scope", "unit", "above", "expected"),
    [
        (None, "school", ["district", "city"], True),
        ("district", "school", ["district", "city"], True),
        ("city", "school", ["district", "city"], True),  # where a district has no evaluator
        ("school", "school", ["district", "city"], False),
        ("other", "school", ["district", "city"], False),
        ("district", "district", ["city"], False),
        ("city", "district", ["city"], True),
        ("city", "city", [], True),
        ("other", "city", [], False),
    ],
)
def test_who_releases(scope: str | None, unit: str, above: list[str], expected: bool) -> None:
    assert in_charge(scope, unit, above) is expected


@pytest.mark.parametrize(
    ("state", "on", "expected"),
    [
        ("invited", date(2026, 3, 31), False),
        ("invited", date(2026, 4, 1), True),
        ("in_progress", date(2026, 4, 1), True),
        ("returned", date(2026, 4, 1), True),
        ("approved", date(2026, 4, 1), False),
        ("released", date(2026, 4, 1), False),
    ],
)
def test_overdue_is_what_is_not_handed_in_after_its_day(state: str, on: date, expected: bool) -> None:
    assert overdue(SelfState(state), date(2026, 3, 31), on) is expected


def test_nobody_is_late_who_was_not_asked() -> None:
    assert not overdue(None, None, date(2026, 4, 1))
    assert frozen(None) is Refusal.not_invited


def test_entries_are_refused_with_the_state_as_reason() -> None:
    assert {state: frozen(state) for state in SelfState} == {
        SelfState.invited: None,
        SelfState.in_progress: None,
        SelfState.withdrawn: None,
        SelfState.returned: None,
        SelfState.approved: Refusal.approved,
        SelfState.released: Refusal.released,
    }
