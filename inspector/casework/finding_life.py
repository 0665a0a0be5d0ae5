"""The life of a finding: its states, who takes which step, what a step needs, until it is struck off (销号)."""

from datetime import date
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from inspector.fieldwork.states import UNIT_ROLES, Role


class FindingState(StrEnum):
    found = "found"  # 已发现: the unit has not been told by a letter
    open = "open"  # 整改中
    reported = "reported"  # 已报整改, waits for the re-check
    partly = "partly"  # 部分完成: checked again, something is left
    verified = "verified"  # 已复查: put right, waits to be struck off
    closed = "closed"  # 已销号
    dropped = "dropped"  # 已撤销: it was no finding, such as after the unit's defence


class FindingStep(StrEnum):
    tell = "tell"
    plan = "plan"
    progress = "progress"
    report = "report"
    send_back = "return"
    ask_time = "ask_time"
    grant_time = "grant_time"
    refuse_time = "refuse_time"
    urge = "urge"
    recheck = "recheck"
    close = "close"
    reopen = "reopen"
    drop = "drop"
    restore = "restore"
    change = "change"  # severity, responsible person, due date by hand
    seen_again = "seen_again"  # by the record: the same item at the same unit in a later round
    undo = "undo"


Outcome = Literal["", "done", "partly", "not_done"]


class FindingObstacle(StrEnum):
    """Why a step is not possible, for a page to put into words."""

    unknown = "unknown"
    stale = "stale"
    state = "state"
    role = "role"
    recused = "recused"
    reason_missing = "reason_missing"
    text_missing = "text_missing"
    day_missing = "day_missing"
    day_early = "day_early"
    day_ahead = "day_ahead"
    due_missing = "due_missing"
    due_early = "due_early"
    outcome_missing = "outcome_missing"
    nothing_asked = "nothing_asked"
    asked_already = "asked_already"
    own_verification = "own_verification"
    undo_late = "undo_late"


WITH_UNIT = frozenset({FindingState.open, FindingState.partly})
"""The unit works on it, and its deadline runs."""
RUNNING = WITH_UNIT | {FindingState.reported, FindingState.verified}
"""Neither at its beginning nor at its end: what a ledger calls open."""
ENDED = frozenset({FindingState.closed, FindingState.dropped})

AFTER_RECHECK: dict[str, FindingState] = {
    "done": FindingState.verified,
    "partly": FindingState.partly,
    "not_done": FindingState.open,
}
SAME = "same"
FROM: dict[FindingStep, tuple[frozenset[FindingState], FindingState | str]] = {
    FindingStep.tell: (frozenset({FindingState.found}), FindingState.open),
    FindingStep.plan: (WITH_UNIT, SAME),
    FindingStep.progress: (WITH_UNIT, SAME),
    FindingStep.report: (WITH_UNIT, FindingState.reported),
    FindingStep.send_back: (frozenset({FindingState.reported}), FindingState.open),
    FindingStep.ask_time: (WITH_UNIT, SAME),
    FindingStep.grant_time: (WITH_UNIT, SAME),
    FindingStep.refuse_time: (WITH_UNIT, SAME),
    FindingStep.urge: (WITH_UNIT, SAME),
    FindingStep.recheck: (WITH_UNIT | {FindingState.reported}, "outcome"),
    FindingStep.close: (frozenset({FindingState.verified}), FindingState.closed),
    FindingStep.reopen: (frozenset({FindingState.verified, FindingState.closed}), FindingState.open),
    FindingStep.drop: (WITH_UNIT | {FindingState.found, FindingState.reported}, FindingState.dropped),
    FindingStep.restore: (frozenset({FindingState.dropped}), FindingState.found),
    FindingStep.change: (frozenset(FindingState) - ENDED, SAME),
}
"""From which states a step goes, and to which. `seen_again` and `undo` are the record's own."""

OFFICE = frozenset({Role.clerk, Role.evaluator})
ROLES: dict[FindingStep, frozenset[Role]] = {
    FindingStep.plan: UNIT_ROLES | {Role.clerk},
    FindingStep.progress: UNIT_ROLES | {Role.clerk},
    FindingStep.report: UNIT_ROLES | {Role.clerk},
    FindingStep.ask_time: UNIT_ROLES | {Role.clerk},
    FindingStep.recheck: frozenset({Role.evaluator}),
    FindingStep.drop: frozenset({Role.evaluator}),
    FindingStep.restore: frozenset({Role.evaluator}),
    FindingStep.reopen: OFFICE,
    FindingStep.change: OFFICE,
    **{
        step: frozenset({Role.clerk})
        for step in (
            FindingStep.tell,
            FindingStep.send_back,
            FindingStep.grant_time,
            FindingStep.refuse_time,
            FindingStep.urge,
            FindingStep.close,
        )
    },
}
"""Who strikes off is never who verified; a unit types for itself, and a clerk types what came on paper."""

REASONED = frozenset(
    {
        FindingStep.send_back,
        FindingStep.ask_time,
        FindingStep.refuse_time,
        FindingStep.reopen,
        FindingStep.drop,
        FindingStep.restore,
        FindingStep.change,
    }
)
TOLD_IN_WORDS = frozenset({FindingStep.plan, FindingStep.progress, FindingStep.report})
DATED = frozenset({FindingStep.tell, FindingStep.report, FindingStep.urge, FindingStep.recheck, FindingStep.close})
NEW_DUE = frozenset({FindingStep.ask_time, FindingStep.grant_time, FindingStep.urge, FindingStep.reopen})


class Step(Struct, frozen=True):
    """What comes with a step: `day` its civil date, `due` the last day it sets or asks for, `due_source` the law
    that sets it or empty, `note` reason or report, `measure` and `person` of a plan, `proofs` SHA-256 of files."""

    name: FindingStep
    note: str = ""
    day: date | None = None
    due: date | None = None
    due_source: str = ""
    outcome: Outcome = ""
    measure: str = ""
    person: str = ""
    severity: str = ""
    proofs: tuple[str, ...] = ()


class Standing(Struct, frozen=True):
    """Where a finding stands: `last` is the day of its last dated step, `asked` the day the unit asked for.

    `own_verification`: who acts has verified it; `recused`: who acts keeps out of this unit.
    """

    state: FindingState
    due: date | None = None
    asked: date | None = None
    last: date | None = None
    own_verification: bool = False
    recused: bool = False


class ImpossibleFindingStepError(ValueError):
    def __init__(self, obstacle: FindingObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


def finding_steps(state: FindingState, role: Role) -> tuple[FindingStep, ...]:
    """What to offer on the page."""
    return tuple(step for step, (states, _) in FROM.items() if state in states and role in ROLES[step])


def move(at: Standing, step: Step, role: Role, today: date) -> FindingState:
    """The next state. `today` is the last day that a step may be dated. Raises ImpossibleFindingStepError."""
    obstacle = _barred(at, step, role) or _lacking(step) or _days(at, step, today) or _about(at, step)
    if obstacle is not None:
        raise ImpossibleFindingStepError(obstacle)
    after = FROM[step.name][1]
    if after == "outcome":
        return AFTER_RECHECK[step.outcome]
    return at.state if after == SAME else FindingState(after)


def _barred(at: Standing, step: Step, role: Role) -> FindingObstacle | None:
    if step.name not in FROM or role not in ROLES[step.name]:
        return FindingObstacle.role
    if at.recused:
        return FindingObstacle.recused
    return None if at.state in FROM[step.name][0] else FindingObstacle.state


def _lacking(step: Step) -> FindingObstacle | None:
    if step.name in REASONED and not step.note.strip():
        return FindingObstacle.reason_missing
    if step.name in TOLD_IN_WORDS and not (step.note.strip() or step.measure.strip() or step.proofs):
        return FindingObstacle.text_missing
    if step.name is FindingStep.recheck and step.outcome not in AFTER_RECHECK:
        return FindingObstacle.outcome_missing
    if step.name in DATED and step.day is None:
        return FindingObstacle.day_missing
    left = step.name is FindingStep.recheck and step.outcome != "done"
    return FindingObstacle.due_missing if (step.name in NEW_DUE or left) and step.due is None else None


def _days(at: Standing, step: Step, today: date) -> FindingObstacle | None:
    if step.day is not None and step.day > today:
        return FindingObstacle.day_ahead
    if step.day is not None and at.last is not None and step.day < at.last:
        return FindingObstacle.day_early
    begins = step.day or at.last
    if step.due is not None and begins is not None and step.due < begins:
        return FindingObstacle.due_early
    longer = step.name in (FindingStep.ask_time, FindingStep.grant_time)
    return FindingObstacle.due_early if longer and at.due and step.due and step.due <= at.due else None


def _about(at: Standing, step: Step) -> FindingObstacle | None:
    if step.name is FindingStep.ask_time and at.asked is not None:
        return FindingObstacle.asked_already
    if step.name is FindingStep.refuse_time and at.asked is None:
        return FindingObstacle.nothing_asked
    if step.name is FindingStep.close and at.own_verification:
        return FindingObstacle.own_verification
    return None


def is_overdue(state: FindingState, due: date | None, today: date) -> bool:
    """The last day still belongs to the unit; what it has reported is not late any more."""
    return state in WITH_UNIT and due is not None and due < today
