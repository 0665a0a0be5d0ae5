"""The life of a letter: its states, who takes which step, what a step needs, and when an opinion may go out."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from inspector.fieldwork.states import Role


class LetterState(StrEnum):
    draft = "draft"
    reviewed = "reviewed"
    signed = "signed"
    issued = "issued"
    delivered = "delivered"
    replied = "replied"
    withdrawn = "withdrawn"


class LetterStep(StrEnum):
    review = "review"
    sign = "sign"
    issue = "issue"
    deliver = "deliver"
    reply = "reply"
    send_back = "return"
    withdraw = "withdraw"


class Binding(StrEnum):
    """A file that belongs to an issued letter: the stamped paper, or the text as it was edited elsewhere."""

    scan = "bind_scan"
    edited = "bind_edited"


class Way(StrEnum):
    """送达方式. `left_there`: the receiver refused, and the letter was left before a witness (留置送达)."""

    handed_over = "handed_over"
    posted = "posted"
    electronic = "electronic"
    left_there = "left_there"


class LetterObstacle(StrEnum):
    """Why a step is not possible, for a page to put into words."""

    unknown = "unknown"
    stale = "stale"
    state = "state"
    role = "role"
    reason_missing = "reason_missing"
    own_draft = "own_draft"
    person_missing = "person_missing"
    way_missing = "way_missing"
    witness_missing = "witness_missing"
    day_missing = "day_missing"
    day_early = "day_early"
    day_ahead = "day_ahead"
    reply_over = "reply_over"
    file_missing = "file_missing"
    number_missing = "number_missing"
    number_form = "number_form"
    number_year = "number_year"
    number_taken = "number_taken"
    number_own = "number_own"
    code_missing = "code_missing"
    code_assigned = "code_assigned"
    preliminary_missing = "preliminary_missing"
    preliminary_not_delivered = "preliminary_not_delivered"
    defence_running = "defence_running"
    defence_open = "defence_open"
    statement_undecided = "statement_undecided"
    statement_unheeded = "statement_unheeded"
    text_changed = "text_changed"
    deviation = "deviation"
    damaged = "damaged"
    correction_running = "correction_running"


HEARING = frozenset(
    {
        LetterObstacle.preliminary_missing,
        LetterObstacle.preliminary_not_delivered,
        LetterObstacle.defence_running,
        LetterObstacle.defence_open,
        LetterObstacle.statement_undecided,
        LetterObstacle.statement_unheeded,
    }
)
"""A person may go on in spite of these, with a reason that is kept."""

OUT = frozenset({LetterState.issued, LetterState.delivered, LetterState.replied})
"""It has a number and left the house; what it says stands still."""

IN_HOUSE = frozenset({LetterState.draft, LetterState.reviewed, LetterState.signed})
"""It waits for the clerk."""

MOVES: dict[tuple[LetterState, LetterStep], LetterState] = {
    (LetterState.draft, LetterStep.review): LetterState.reviewed,
    (LetterState.reviewed, LetterStep.sign): LetterState.signed,
    (LetterState.signed, LetterStep.issue): LetterState.issued,
    (LetterState.issued, LetterStep.deliver): LetterState.delivered,
    (LetterState.delivered, LetterStep.reply): LetterState.replied,
    (LetterState.draft, LetterStep.send_back): LetterState.draft,
    (LetterState.reviewed, LetterStep.send_back): LetterState.draft,
    (LetterState.signed, LetterStep.send_back): LetterState.draft,
    **{
        (state, LetterStep.withdraw): LetterState.withdrawn
        for state in LetterState
        if state is not LetterState.withdrawn
    },
}

# A second pair of eyes may be an evaluator's, who knows the numbers and says what is wrong; all other steps are the
# clerk's. An administrator reads: who manages accounts does not judge the work.
_JUDGING = frozenset({LetterStep.review, LetterStep.send_back})
ROLES: dict[LetterStep, frozenset[Role]] = {
    step: frozenset({Role.clerk, Role.evaluator}) if step in _JUDGING else frozenset({Role.clerk})
    for step in LetterStep
}
REASONED = frozenset({LetterStep.send_back, LetterStep.withdraw})
DATED = frozenset({LetterStep.sign, LetterStep.issue, LetterStep.deliver, LetterStep.reply})


class Given(Struct, frozen=True):
    """What comes with a step. `day` is its civil date, `person` the signer with post or the receiver,
    `note` the reason or remark, `blob` the SHA-256 of a file."""

    note: str = ""
    day: date | None = None
    person: str = ""
    way: str = ""
    blob: str | None = None


class ImpossibleStepError(ValueError):
    def __init__(self, obstacle: LetterObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


def letter_steps(state: LetterState, role: Role, *, own_draft: bool = False) -> tuple[LetterStep, ...]:
    """What to offer on the page, the step that goes on first."""
    return tuple(step for step in LetterStep if role in ROLES[step] and _leads_on(state, step, own_draft))


def _leads_on(state: LetterState, step: LetterStep, own_draft: bool) -> bool:
    """Nobody returns an own draft to oneself."""
    returned = own_draft and (state, step) == (LetterState.draft, LetterStep.send_back)
    return (state, step) in MOVES and not returned


def move(
    state: LetterState,
    step: LetterStep,
    role: Role,
    given: Given,
    *,
    own_draft: bool = False,
    before: date | None = None,
) -> LetterState:
    """The next state. `own_draft`: who acts has made this draft; `before` is the day of the last dated step.

    Raises ImpossibleStepError.
    """
    if role not in ROLES[step]:
        raise ImpossibleStepError(LetterObstacle.role)
    if not _leads_on(state, step, own_draft):
        raise ImpossibleStepError(LetterObstacle.state)
    found = _lacking(step, given, own_draft)
    if found is None and step in DATED and given.day is not None and before is not None and given.day < before:
        found = LetterObstacle.day_early
    if found is not None:
        raise ImpossibleStepError(found)
    return MOVES[state, step]


def _lacking(step: LetterStep, given: Given, own_draft: bool) -> LetterObstacle | None:
    note = given.note.strip()
    if step in REASONED and not note:
        return LetterObstacle.reason_missing
    if step is LetterStep.review and own_draft and not note:
        return LetterObstacle.own_draft
    if step in (LetterStep.sign, LetterStep.deliver) and not given.person.strip():
        return LetterObstacle.person_missing
    if step is LetterStep.deliver and given.way not in set(Way):
        return LetterObstacle.way_missing
    if given.way == Way.left_there and not note:
        return LetterObstacle.witness_missing
    if step in DATED and given.day is None:
        return LetterObstacle.day_missing
    if step is LetterStep.reply and not note and given.blob is None:
        return LetterObstacle.file_missing
    return None


class Preliminary(Struct, frozen=True):
    """A 初步督导意见 to the same unit: where it stands, and the last day for its answer.

    `more_to_say`: it was answered by a statement, and there is something in it that the unit has not spoken about.
    """

    state: LetterState
    reply_by: date | None
    more_to_say: bool = False

    def is_over(self, on: date) -> bool:
        """The whole term belongs to the unit, however early it spoke of a part; without a term one answer ends it."""
        if self.reply_by is not None and self.reply_by < on:
            return True
        return self.state is LetterState.replied and not (self.more_to_say and self.reply_by)


def defence(found: Sequence[Preliminary], on: date) -> LetterObstacle | None:
    """What keeps the opinion of that day back: it goes out after the unit was told and could answer (条例).

    One preliminary opinion that was answered in full, or whose time ran out, suffices. Its last day still belongs
    to the unit; without a last day only an answer ends the time.
    """
    out = [one for one in found if one.state in OUT]
    told = [one for one in out if one.state is not LetterState.issued]
    if not out:
        return LetterObstacle.preliminary_missing
    if not told:
        return LetterObstacle.preliminary_not_delivered
    if any(one.is_over(on) for one in told):
        return None
    return LetterObstacle.defence_running if any(one.reply_by for one in told) else LetterObstacle.defence_open
