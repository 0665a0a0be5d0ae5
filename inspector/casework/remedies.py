"""What a unit may say against a paper: its defence, objection, request for review, appeal; their terms and course."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from inspector.casework.deadlines import NO_SOURCE, Days, Deadline, Rule, deadline

ACCOUNTABILITY = "《教育督导问责办法》"


class Remedy(StrEnum):
    defence = "defence"  # 陈述申辩, against a preliminary opinion
    objection = "objection"  # 异议, against an opinion
    review = "review"  # 复核, of a measure, by who decided it
    appeal = "appeal"  # 申诉, against a measure, to the level above


class Decision(StrEnum):
    upheld = "upheld"  # 维持: the paper stands
    changed = "changed"  # 部分采纳
    dropped = "dropped"  # 采纳: the finding or the measure is withdrawn


class Stage(StrEnum):
    received = "received"
    say_by = "say_by"
    said = "said"
    decide_by = "decide_by"
    decided = "decided"
    correct_by = "correct_by"


class StatementObstacle(StrEnum):
    """Why a statement is not taken or not decided, for a page to put into words."""

    unknown = "unknown"
    role = "role"
    recused = "recused"
    foreign = "foreign"
    not_delivered = "not_delivered"
    withdrawn = "withdrawn"
    kind = "kind"
    text_missing = "text_missing"
    day_early = "day_early"
    day_ahead = "day_ahead"
    said_already = "said_already"
    decided_already = "decided_already"
    reason_missing = "reason_missing"
    change_missing = "change_missing"
    no_finding = "no_finding"


SAY_WITHIN: Mapping[Remedy, Rule | None] = {
    Remedy.defence: None,  # the letter itself prints the day
    Remedy.objection: None,
    Remedy.review: Rule(30, "calendar", "measure_received", ACCOUNTABILITY),
    Remedy.appeal: Rule(15, "calendar", "measure_received", ACCOUNTABILITY),
}
"""No national rule sets a term for defence and objection: the office does."""
DECIDE_WITHIN: Mapping[Remedy, Rule | None] = {
    Remedy.defence: None,
    Remedy.objection: None,
    Remedy.review: Rule(30, "calendar", "review_asked", ACCOUNTABILITY),
    Remedy.appeal: Rule(60, "calendar", "appeal_asked", ACCOUNTABILITY),
}
CORRECT_WITHIN = Rule(15, "calendar", "decision_found_wrong", ACCOUNTABILITY)
AGAINST_MEASURES = (Remedy.review, Remedy.appeal)
"""Neither stops the measure: it is carried out meanwhile."""


class Term(Struct, frozen=True):
    """`last` is None where nobody has set a last day; an empty `source` is none in law: the office's own."""

    last: Deadline | None = None
    source: str = NO_SOURCE

    def is_late(self, day: date) -> bool:
        """The last day itself still belongs to the unit."""
        return self.last is not None and day > self.last.last


def term(rule: Rule | None, happened: date | None, days: Days) -> Term:
    if rule is None or happened is None:
        return Term()
    return Term(deadline(rule, happened, days), rule.source)


class Said(Struct, frozen=True):
    """A statement as its course tells it; `decided` is None while it waits, `finding` the ledger number of the one it
    is about, None for the whole paper."""

    kind: Remedy
    on: date
    text: str = ""
    who: str = ""
    late: bool = False
    decided: date | None = None
    decision: Decision | None = None
    reason: str = ""
    decided_by: str = ""
    finding: int | None = None


class Accepted(Struct, frozen=True):
    """What the office followed in a statement: `text` is to be said instead, of the item with that `title`, or, where
    it names none, of the paper as a whole; without a text the item is withdrawn."""

    statement: str
    item: str = ""
    title: str = ""
    text: str = ""


class Moment(Struct, frozen=True):
    """One line of a course: what happened on a `day`, or what has a last day and has not happened (`day` None).

    No `term` for an appeal whose days begin with the review's decision.
    """

    stage: Stage
    kind: Remedy
    day: date | None = None
    who: str = ""
    text: str = ""
    term: Term | None = None
    late: bool = False
    decision: Decision | None = None
    finding: int | None = None


def course(
    kinds: Sequence[Remedy],
    received: date,
    said: Sequence[Said],
    days: Days,
    today: date,
    *,
    printed: Term | None = None,
    say_within: Mapping[Remedy, Rule | None] = SAY_WITHIN,
    decide_within: Mapping[Remedy, Rule | None] = DECIDE_WITHIN,
) -> list[Moment]:
    """What happened and what may still happen, in the order of `kinds`.

    `printed` is the term that the paper itself sets. An appeal counts from the review's decision where there is one.
    """
    found = [Moment(Stage.received, kinds[0], received)]
    begins = received
    for kind in kinds:
        until = printed or term(say_within[kind], begins, days)
        mine = [one for one in said if one.kind is kind]
        for one in sorted(mine, key=lambda one: one.on):
            found += _told(one, until, term(decide_within[kind], one.on, days), days, today)
            begins = one.decided or begins
        if kind is Remedy.appeal and not mine and _review_open(said, received, days, today, say_within):
            found.append(Moment(Stage.say_by, kind))
        elif not mine or (kind not in AGAINST_MEASURES and not until.is_late(today)):
            found.append(Moment(Stage.say_by, kind, term=until, late=until.is_late(today)))
    return found


def _review_open(
    said: Sequence[Said], received: date, days: Days, today: date, within: Mapping[Remedy, Rule | None]
) -> bool:
    """Whether the term of an appeal will yet begin anew: a review runs, or may still be asked for after the days for
    a direct appeal."""
    review = [one for one in said if one.kind is Remedy.review]
    if review:
        return any(one.decided is None for one in review)
    direct = term(within[Remedy.appeal], received, days)
    return direct.is_late(today) and not term(within[Remedy.review], received, days).is_late(today)


def _told(one: Said, until: Term, decide_by: Term, days: Days, today: date) -> list[Moment]:
    about, late = one.finding, decide_by.is_late(one.decided or today)
    said = Moment(Stage.said, one.kind, one.on, one.who, one.text, until, one.late, finding=about)
    if one.decided is None:
        return [said, Moment(Stage.decide_by, one.kind, term=decide_by, late=late, finding=about)]
    who, why = one.decided_by, one.reason
    found = [said, Moment(Stage.decided, one.kind, one.decided, who, why, decide_by, late, one.decision, about)]
    if one.kind in AGAINST_MEASURES and one.decision is not Decision.upheld:
        found.append(Moment(Stage.correct_by, one.kind, term=term(CORRECT_WITHIN, one.decided, days)))
    return found
