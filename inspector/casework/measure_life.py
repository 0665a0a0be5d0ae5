"""The life of a case of accountability (问责): proposed, looked into, heard, consulted, approved, in force, ended."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from inspector.fieldwork.states import Role


class CaseState(StrEnum):
    proposed = "proposed"  # 已提出
    grouped = "grouped"  # 已成立调查组
    noticed = "noticed"  # 已书面告知, the unit may state its view
    heard = "heard"  # 已听取陈述申辩
    consulted = "consulted"  # 已征求成员单位意见
    approved = "approved"  # 已批准
    in_force = "in_force"  # 决定已生效
    ended = "ended"  # 已办结
    corrected = "corrected"  # 原决定已纠正
    not_taken = "not_taken"  # 不予采取


class CaseStep(StrEnum):
    group = "group"
    notice = "notice"
    hear = "hear"
    consult = "consult"
    approve = "approve"
    enact = "enact"
    deliver = "deliver"
    ask_review = "ask_review"
    answer_review = "answer_review"
    ask_appeal = "ask_appeal"
    answer_appeal = "answer_appeal"
    correct = "correct"
    end = "end"
    refuse = "refuse"
    letter = "letter"


class CaseObstacle(StrEnum):
    """Why a step is not possible, for a page to put into words."""

    unknown = "unknown"
    stale = "stale"
    state = "state"
    role = "role"
    recused = "recused"
    inspected = "inspected"
    own_proposal = "own_proposal"
    running = "running"
    gone = "gone"
    not_proposed = "not_proposed"
    skip_reason_missing = "skip_reason_missing"
    post_missing = "post_missing"
    evidence_missing = "evidence_missing"
    text_missing = "text_missing"
    day_missing = "day_missing"
    day_early = "day_early"
    day_ahead = "day_ahead"
    hearing_runs = "hearing_runs"
    approver_missing = "approver_missing"
    approver_post = "approver_post"
    approver_barred = "approver_barred"
    facts_missing = "facts_missing"
    grounds_missing = "grounds_missing"
    outcome_missing = "outcome_missing"
    not_delivered = "not_delivered"
    delivered_already = "delivered_already"
    asked_already = "asked_already"
    nothing_asked = "nothing_asked"
    decided_there = "decided_there"
    too_late = "too_late"
    nothing_wrong = "nothing_wrong"
    remedy_runs = "remedy_runs"
    exit_unknown = "exit_unknown"
    letter_unknown = "letter_unknown"
    letter_withdrawn = "letter_withdrawn"


class Bar(StrEnum):
    """Why a person neither proposes nor approves a measure against a unit."""

    recused = "recused"  # 回避
    inspected = "inspected"  # inspected the unit
    head = "head"  # leads or reports for it
    proposed = "proposed"  # proposed the measure


BEFORE_FORCE = (
    CaseState.proposed,
    CaseState.grouped,
    CaseState.noticed,
    CaseState.heard,
    CaseState.consulted,
    CaseState.approved,
)
RUNNING = frozenset(BEFORE_FORCE) | {CaseState.in_force}
ARCHIVED = frozenset(CaseState) - RUNNING
IN_FORCE = frozenset({CaseState.in_force})
WAY: dict[CaseStep, tuple[CaseState, CaseState]] = {
    CaseStep.group: (CaseState.proposed, CaseState.grouped),
    CaseStep.notice: (CaseState.grouped, CaseState.noticed),
    CaseStep.hear: (CaseState.noticed, CaseState.heard),
    CaseStep.consult: (CaseState.heard, CaseState.consulted),
    CaseStep.approve: (CaseState.consulted, CaseState.approved),
    CaseStep.enact: (CaseState.approved, CaseState.in_force),
    CaseStep.deliver: (CaseState.in_force, CaseState.in_force),
    CaseStep.ask_review: (CaseState.in_force, CaseState.in_force),
    CaseStep.answer_review: (CaseState.in_force, CaseState.in_force),
    CaseStep.ask_appeal: (CaseState.in_force, CaseState.in_force),
    CaseStep.answer_appeal: (CaseState.in_force, CaseState.in_force),
    CaseStep.correct: (CaseState.in_force, CaseState.corrected),
    CaseStep.end: (CaseState.in_force, CaseState.ended),
}
"""From where to where: no step can be left out. Review and appeal leave the decision in force (不停止执行)."""
ROLES = frozenset({Role.clerk, Role.evaluator})
BY_ANOTHER = frozenset({CaseStep.approve, CaseStep.enact})
"""Recorded by somebody else than who proposed."""
POSTS: Mapping[str, tuple[str, ...]] = {"committee_chair": ("主任", "副主任"), "agency_leader": ("督导机构负责人",)}
IN_WORDS = frozenset(CaseStep) - {CaseStep.deliver, CaseStep.approve, CaseStep.enact, CaseStep.letter}
OUTCOMES = ("upheld", "wrong")
"""Of a review or an appeal: the decision stands, or it was wrong and has to be corrected."""
STATEMENTS = ("stated", "silent")
ANSWERS = {CaseStep.answer_review: "review", CaseStep.answer_appeal: "appeal"}


class CaseMove(Struct, frozen=True):
    """What comes with a step: `note` its words, `outcome` of a hearing or remedy or the exit at its end, `person` and
    `post` who approved, `facts` and `grounds` of the decision, `late` why an application came in late and is taken."""

    name: CaseStep
    note: str = ""
    day: date | None = None
    outcome: str = ""
    person: str = ""
    post: str = ""
    facts: str = ""
    grounds: str = ""
    late: str = ""
    letter: str = ""


class CaseStanding(Struct, frozen=True):
    """Where a case stands. `hear_until` and `ask_until` are last days of the statement and of asking for a review,
    `appeal_until` of the appeal; `review` and `appeal` are "", asked, upheld or wrong; `stated` those of both that
    the unit asked for on its own page and that nobody has decided about; `exits` those of its measure;
    `barred` the ground on which whoever acts keeps out, `barred_names` those who may not approve."""

    state: CaseState
    approves: str
    exits: frozenset[str]
    last: date | None = None
    hear_until: date | None = None
    received: date | None = None
    ask_until: date | None = None
    appeal_until: date | None = None
    review: str = ""
    appeal: str = ""
    stated: frozenset[str] = frozenset()
    barred: Bar | None = None
    barred_names: Mapping[str, Bar] = field(default_factory=dict)


class ImpossibleCaseStepError(ValueError):
    def __init__(self, obstacle: CaseObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


def case_steps(at: CaseStanding, role: Role) -> tuple[CaseStep, ...]:
    """What to offer on the page, by state and remedies; whether it is complete is seen when it is taken."""
    if role not in ROLES or at.state not in RUNNING:
        return ()
    found = [step for step, (state, _) in WAY.items() if state is at.state and _remedy(at, CaseMove(step)) is None]
    return (*found, *((CaseStep.refuse,) if at.state in BEFORE_FORCE else ()), CaseStep.letter)


def move(at: CaseStanding, step: CaseMove, role: Role, today: date) -> CaseState:
    """The next state. `today` is the last day that a step may be dated. Raises ImpossibleCaseStepError."""
    obstacle = _barred(at, step, role) or _days(at, step, today) or _said(at, step) or _remedy(at, step)
    obstacle = obstacle or _decided(at, step) or _late(at, step)
    if obstacle is not None:
        raise ImpossibleCaseStepError(obstacle)
    if step.name is CaseStep.refuse:
        return CaseState.not_taken
    return at.state if step.name is CaseStep.letter else WAY[step.name][1]


def _barred(at: CaseStanding, step: CaseMove, role: Role) -> CaseObstacle | None:
    if role not in ROLES:
        return CaseObstacle.role
    if step.name is CaseStep.letter:
        fits = at.state in RUNNING
    else:
        fits = at.state in BEFORE_FORCE if step.name is CaseStep.refuse else at.state is WAY[step.name][0]
    if not fits:
        return CaseObstacle.state
    if at.barred is Bar.proposed:
        return CaseObstacle.own_proposal if step.name in BY_ANOTHER else None
    if at.barred is Bar.inspected:
        return CaseObstacle.inspected if step.name in BY_ANOTHER else None
    return CaseObstacle.recused if at.barred is not None else None


def _days(at: CaseStanding, step: CaseMove, today: date) -> CaseObstacle | None:
    if step.name is CaseStep.letter:
        return None
    if step.day is None:
        return CaseObstacle.day_missing
    if step.day > today:
        return CaseObstacle.day_ahead
    return CaseObstacle.day_early if at.last is not None and step.day < at.last else None


def _said(at: CaseStanding, step: CaseMove) -> CaseObstacle | None:
    if step.name in IN_WORDS and not step.note.strip():
        return CaseObstacle.text_missing
    if step.name is CaseStep.letter and not step.letter:
        return CaseObstacle.letter_unknown
    if step.name is not CaseStep.hear:
        return None
    if step.outcome not in STATEMENTS:
        return CaseObstacle.outcome_missing
    waits = at.hear_until is not None and step.day is not None and step.day <= at.hear_until
    return CaseObstacle.hearing_runs if step.outcome == "silent" and waits else None


def _remedy(at: CaseStanding, step: CaseMove) -> CaseObstacle | None:
    """Whether a step fits to where review and appeal stand."""
    name, asked = step.name, "asked" in (at.review, at.appeal)
    wrong = "wrong" in (at.review, at.appeal)
    if name is CaseStep.deliver:
        return CaseObstacle.delivered_already if at.received else None
    if name in (CaseStep.ask_review, CaseStep.ask_appeal):
        if at.received is None:
            return CaseObstacle.not_delivered
        mine = at.review or at.appeal if name is CaseStep.ask_review else at.appeal
        return CaseObstacle.asked_already if mine or asked or wrong else None
    if name in ANSWERS:
        return _answer(at, ANSWERS[name])
    if name is CaseStep.correct:
        return None if wrong else CaseObstacle.nothing_wrong
    return CaseObstacle.remedy_runs if name is CaseStep.end and (asked or wrong) else None


def _answer(at: CaseStanding, remedy: str) -> CaseObstacle | None:
    if remedy in at.stated:
        return CaseObstacle.decided_there
    return None if getattr(at, remedy) == "asked" else CaseObstacle.nothing_asked


def _decided(at: CaseStanding, step: CaseMove) -> CaseObstacle | None:
    if step.name is CaseStep.approve:
        if not step.person.strip():
            return CaseObstacle.approver_missing
        if step.post not in POSTS[at.approves]:
            return CaseObstacle.approver_post
        return CaseObstacle.approver_barred if step.person.strip() in at.barred_names else None
    if step.name is CaseStep.enact and not step.facts.strip():
        return CaseObstacle.facts_missing
    if step.name is CaseStep.enact and not step.grounds.strip():
        return CaseObstacle.grounds_missing
    if step.name in ANSWERS and step.outcome not in OUTCOMES:
        return CaseObstacle.outcome_missing
    return CaseObstacle.exit_unknown if step.name is CaseStep.end and step.outcome not in at.exits else None


def _late(at: CaseStanding, step: CaseMove) -> CaseObstacle | None:
    """A late application is taken only with a reason."""
    until = {CaseStep.ask_review: at.ask_until, CaseStep.ask_appeal: at.appeal_until}.get(step.name)
    late = until is not None and step.day is not None and step.day > until
    return CaseObstacle.too_late if late and not step.late.strip() else None
