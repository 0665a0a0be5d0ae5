"""The states of an inspection: the whole table of who may do what, when."""

import pytest

from inspector.fieldwork.states import Action, ImpossibleError, Obstacle, Role, State, actions, move

ALLOWED = {
    ("assigned", "enter", "inspector"): "in_progress",
    ("in_progress", "enter", "inspector"): "in_progress",
    ("returned", "enter", "inspector"): "returned",
    ("in_progress", "submit", "inspector"): "submitted",
    ("returned", "submit", "inspector"): "submitted",
    ("submitted", "return", "evaluator"): "returned",
    ("submitted", "confirm", "evaluator"): "confirmed",
    ("assigned", "void", "administrator"): "void",
    ("in_progress", "void", "administrator"): "void",
    ("submitted", "void", "administrator"): "void",
    ("returned", "void", "administrator"): "void",
    ("confirmed", "void", "administrator"): "void",
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("state", list(State))
def test_only_the_table_is_possible(state: State, action: Action, role: Role) -> None:
    expected = ALLOWED.get((state.value, action.value, role.value))
    assert (action in actions(state, role)) == (expected is not None)
    if expected is None:
        with pytest.raises(ImpossibleError):
            move(state, action, role, reason="r")
    else:
        assert move(state, action, role, reason="r").value == expected


@pytest.mark.parametrize(
    ("state", "action", "role"),
    [(State.submitted, Action.send_back, Role.evaluator), (State.submitted, Action.void, Role.administrator)],
)
@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_returning_and_voiding_need_a_reason(state: State, action: Action, role: Role, reason: str) -> None:
    with pytest.raises(ImpossibleError) as error:
        move(state, action, role, reason=reason)
    assert error.value.obstacle is Obstacle.reason_missing


def test_nobody_confirms_what_he_submitted_himself() -> None:
    with pytest.raises(ImpossibleError) as error:
        move(State.submitted, Action.confirm, Role.evaluator, own_work=True)
    assert error.value.obstacle is Obstacle.own_work


def test_nothing_moves_in_a_round_that_is_not_open() -> None:
    with pytest.raises(ImpossibleError) as error:
        move(State.in_progress, Action.submit, Role.inspector, round_open=False)
    assert error.value.obstacle is Obstacle.round


def test_the_obstacle_says_whether_role_or_state_is_in_the_way() -> None:
    with pytest.raises(ImpossibleError) as wrong_role:
        move(State.submitted, Action.confirm, Role.clerk)
    with pytest.raises(ImpossibleError) as wrong_state:
        move(State.assigned, Action.confirm, Role.evaluator)
    assert (wrong_role.value.obstacle, wrong_state.value.obstacle) == (Obstacle.role, Obstacle.state)
