"""The states of a self-evaluation (自评), apart from those of the inspection, and which role may move it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from inspector.fieldwork.operations import Refusal
from inspector.fieldwork.states import Role


class SelfState(StrEnum):
    invited = "invited"
    in_progress = "in_progress"
    approved = "approved"  # by the unit's head: frozen
    withdrawn = "withdrawn"  # by the head, before it was released
    released = "released"  # 区级审核: the team sees it
    returned = "returned"  # by the district or city


class SelfAction(StrEnum):
    enter = "enter"
    approve = "approve"
    withdraw = "withdraw"
    release = "release"
    send_back = "return"


class SelfObstacle(StrEnum):
    """Why an action is not possible, for the page to put into words."""

    state = "state"
    round = "round"
    role = "role"
    area = "area"
    reason_missing = "reason_missing"
    team_done = "team_done"


ENTERING = frozenset({SelfState.invited, SelfState.in_progress, SelfState.withdrawn, SelfState.returned})
"""Open in the hands of the unit: entries are taken, and past its day it is overdue."""

MOVES: dict[tuple[SelfState, SelfAction], SelfState] = {
    (SelfState.invited, SelfAction.enter): SelfState.in_progress,
    **{(state, SelfAction.enter): state for state in (SelfState.in_progress, SelfState.withdrawn, SelfState.returned)},
    **{
        (state, SelfAction.approve): SelfState.approved
        for state in (SelfState.in_progress, SelfState.withdrawn, SelfState.returned)
    },
    (SelfState.approved, SelfAction.withdraw): SelfState.withdrawn,
    (SelfState.approved, SelfAction.release): SelfState.released,
    (SelfState.approved, SelfAction.send_back): SelfState.returned,
    (SelfState.released, SelfAction.send_back): SelfState.returned,
}

ROLES: dict[SelfAction, frozenset[Role]] = {
    SelfAction.enter: frozenset({Role.reporter, Role.head}),
    SelfAction.approve: frozenset({Role.head}),
    SelfAction.withdraw: frozenset({Role.head}),
    SelfAction.release: frozenset({Role.evaluator}),
    SelfAction.send_back: frozenset({Role.evaluator}),
}

REASONED = frozenset({SelfAction.withdraw, SelfAction.send_back})


class SelfImpossibleError(ValueError):
    def __init__(self, obstacle: SelfObstacle, state: SelfState, action: SelfAction) -> None:
        super().__init__(f"cannot {action} a self-evaluation that is {state}: {obstacle}")
        self.obstacle = obstacle


def self_actions(state: SelfState, role: Role) -> frozenset[SelfAction]:
    """What to offer on the page."""
    return frozenset(one for one in SelfAction if (state, one) in MOVES and role in ROLES[one])


def move(
    state: SelfState,
    action: SelfAction,
    role: Role,
    *,
    reason: str = "",
    in_area: bool = True,
    round_open: bool = True,
    team_done: bool = False,
) -> SelfState:
    """The next state. `in_area` is `in_charge` or, for the unit's own people, that it is their unit.

    Once the team has handed in its own part (`team_done`) nothing moves: it went on without. Raises
    SelfImpossibleError with the obstacle.
    """
    if role not in ROLES[action]:
        raise SelfImpossibleError(SelfObstacle.role, state, action)
    if not in_area:
        raise SelfImpossibleError(SelfObstacle.area, state, action)
    if not round_open:
        raise SelfImpossibleError(SelfObstacle.round, state, action)
    if team_done:
        raise SelfImpossibleError(SelfObstacle.team_done, state, action)
    if (state, action) not in MOVES:
        raise SelfImpossibleError(SelfObstacle.state, state, action)
    if action in REASONED and not reason.strip():
        raise SelfImpossibleError(SelfObstacle.reason_missing, state, action)
    return MOVES[state, action]


def in_charge(scope: str | None, unit: str, above: Sequence[str]) -> bool:
    """Whether an evaluator of that area releases this unit's self-evaluation: nobody releases that of the own unit.

    `above` are the units it lies below. The area of one of them suffices, so that the city steps in where a
    district has no evaluator. What lies below nobody is released by its own area.
    """
    return scope is None or scope in above or (scope == unit and not above)


def overdue(state: SelfState | None, due: date | None, on: date) -> bool:
    """Not handed in although its day is over. The day itself still counts."""
    return state in ENTERING and due is not None and due < on


def frozen(state: SelfState | None) -> Refusal | None:
    """Why no entry is taken over; None while the unit may enter. No state: nobody asked the unit."""
    if state is None:
        return Refusal.not_invited
    return None if state in ENTERING else Refusal(state.value)
