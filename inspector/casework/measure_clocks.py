"""The terms of a case: what runs, from which day, until when, and what sets the term."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from inspector.casework.deadlines import NO_SOURCE, Days, Deadline, Rule, deadline
from inspector.checklist.ladder import NONE, Clock, Ladder, LegalSource, Measure
from inspector.checklist.values import Term

ClockName = Literal["group", "hearing", "term", "review", "review_answer", "appeal", "appeal_answer", "correction"]


class Dates(Struct, frozen=True):
    """The days on which things happened, None for what has not."""

    inspected: date | None = None
    grouped: date | None = None
    noticed: date | None = None
    heard: date | None = None
    enacted: date | None = None
    received: date | None = None
    review_asked: date | None = None
    review_answered: date | None = None
    appeal_asked: date | None = None
    appeal_answered: date | None = None
    wrong: date | None = None
    ended: date | None = None


class Running(Struct, frozen=True):
    """One term: `since` the day of its event, `met` the day on which what it waits for was done."""

    name: ClockName
    rule: Rule
    since: date
    until: Deadline
    met: date | None

    def overdue(self, today: date) -> bool:
        return (self.met or today) > self.until.last


def clocks(ladder: Ladder, measure: Measure, dates: Dates, days: Days) -> list[Running]:
    """Those that have begun, in the order of a case."""
    found = []
    for name, clock, term, since, met in _begun(ladder, measure, dates):
        if clock is None or term is None or since is None:
            continue
        rule = Rule(term.days, term.kind, name, source_of(ladder.sources, clock.source))
        found.append(Running(name, rule, since, deadline(rule, since, days), met))
    return found


def _begun(
    ladder: Ladder, measure: Measure, at: Dates
) -> Iterator[tuple[ClockName, Clock | None, Term | None, date | None, date | None]]:
    yield "group", ladder.group, ladder.group.within, at.inspected, at.grouped
    hearing, term = measure.hearing, measure.term
    yield "hearing", hearing, hearing.within if hearing else None, at.noticed, at.heard
    yield "term", term, term.within if term else None, at.enacted, at.ended
    review = ladder.remedies.get("review") if "review" in measure.remedies else None
    yield "review", review, review.within if review else None, at.received, at.review_asked
    yield "review_answer", review, review.decided if review else None, at.review_asked, at.review_answered
    appeal = ladder.remedies.get("appeal") if "appeal" in measure.remedies else None
    appealed_from = at.review_answered if at.review_asked else at.received  # also without a review
    yield "appeal", appeal, appeal.within if appeal else None, appealed_from, at.appeal_asked
    yield "appeal_answer", appeal, appeal.decided if appeal else None, at.appeal_asked, at.appeal_answered
    yield "correction", ladder.correction, ladder.correction.within, at.wrong, at.ended if at.wrong else None


def remedy_rules(ladder: Ladder, name: str) -> tuple[Rule | None, Rule | None]:
    """Within how many days a review or an appeal is asked for, and answered; None where the ladder has no such term."""
    remedy = ladder.remedies.get(name)
    if remedy is None:
        return None, None
    source = source_of(ladder.sources, remedy.source)
    asked, answered = (
        Rule(term.days, term.kind, event, source) if term else None
        for term, event in ((remedy.within, remedy.from_), (remedy.decided, f"{name}_asked"))
    )
    return asked, answered


def source_of(sources: Mapping[str, LegalSource], name: str) -> str:
    return sources[name].title if name not in ("", NONE) else NO_SOURCE
