"""The states of an inspection, and which role may move it."""

from enum import StrEnum


class Role(StrEnum):
    inspector = "inspector"  # 督学
    evaluator = "evaluator"  # 评估人员
    clerk = "clerk"  # 文书人员
    administrator = "administrator"  # 管理员
    reporter = "reporter"  # 填报人, of one unit
    head = "head"  # 单位负责人


UNIT_ROLES = frozenset({Role.reporter, Role.head})
"""People of the unit that is inspected: they see its self-evaluation and nothing else."""
OFFICE_ROLES = frozenset(Role) - UNIT_ROLES


class State(StrEnum):
    assigned = "assigned"
    in_progress = "in_progress"
    submitted = "submitted"
    returned = "returned"
    confirmed = "confirmed"
    void = "void"


class Action(StrEnum):
    enter = "enter"
    submit = "submit"
    send_back = "return"
    confirm = "confirm"
    void = "void"


class Obstacle(StrEnum):
    """Why an action is not possible, for the page to put into words."""

    state = "state"
    round = "round"
    role = "role"
    reason_missing = "reason_missing"
    own_work = "own_work"
    recused = "recused"


ENTERING = frozenset({State.assigned, State.in_progress, State.returned})

MOVES: dict[tuple[State, Action], State] = {
    (State.assigned, Action.enter): State.in_progress,
    (State.in_progress, Action.enter): State.in_progress,
    (State.returned, Action.enter): State.returned,
    (State.in_progress, Action.submit): State.submitted,
    (State.returned, Action.submit): State.submitted,
    (State.submitted, Action.send_back): State.returned,
    (State.submitted, Action.confirm): State.confirmed,
    **{(state, Action.void): State.void for state in State if state is not State.void},
}

# Who manages accounts and rounds does not fill in or judge the work: an administrator only voids.
ROLES: dict[Action, frozenset[Role]] = {
    Action.enter: frozenset({Role.inspector}),
    Action.submit: frozenset({Role.inspector}),
    Action.send_back: frozenset({Role.evaluator}),
    Action.confirm: frozenset({Role.evaluator}),
    Action.void: frozenset({Role.administrator}),
}

REASONED = frozenset({Action.send_back, Action.void})


class ImpossibleError(ValueError):
    def __init__(self, obstacle: Obstacle, state: State, action: Action) -> None:
        super().__init__(f"cannot {action} an inspection that is {state}: {obstacle}")
        self.obstacle = obstacle


def actions(state: State, role: Role) -> frozenset[Action]:
    """What to offer on the page."""
    return frozenset(action for action in Action if (state, action) in MOVES and role in ROLES[action])


def move(
    state: State,
    action: Action,
    role: Role,
    *,
    reason: str = "",
    own_work: bool = False,
    recused: bool = False,
    round_open: bool = True,
) -> State:
    """The next state. `own_work`: the person who acts submitted this inspection and may not confirm it.

    `recused`: the person keeps out of this unit and takes no step there.

    Raises ImpossibleError with the obstacle.
    """
    if role not in ROLES[action]:
        raise ImpossibleError(Obstacle.role, state, action)
    if recused:
        raise ImpossibleError(Obstacle.recused, state, action)
    if not round_open:
        raise ImpossibleError(Obstacle.round, state, action)
    if (state, action) not in MOVES:
        raise ImpossibleError(Obstacle.state, state, action)
    if action in REASONED and not reason.strip():
        raise ImpossibleError(Obstacle.reason_missing, state, action)
    if action is Action.confirm and own_work:
        raise ImpossibleError(Obstacle.own_work, state, action)
    return MOVES[state, action]
