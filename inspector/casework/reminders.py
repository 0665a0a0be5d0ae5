"""Which finding is brought to whose mind on which day. Each reminder belongs to a day and is told once."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from inspector.casework.finding_life import WITH_UNIT, FindingState


class What(StrEnum):
    week_before = "week_before"
    days_before = "days_before"
    last_day = "last_day"
    overdue = "overdue"  # one day after, a week after, then weekly
    time_asked = "time_asked"  # nobody has decided yet
    report_waits = "report_waits"  # nobody has checked what the unit reported


class Audience(StrEnum):
    unit = "unit"
    clerk = "clerk"
    evaluator = "evaluator"


AUDIENCES: Mapping[What, frozenset[Audience]] = {
    What.week_before: frozenset({Audience.unit}),
    What.days_before: frozenset({Audience.unit}),
    What.last_day: frozenset({Audience.unit}),
    What.overdue: frozenset({Audience.unit, Audience.clerk}),
    What.time_asked: frozenset({Audience.clerk}),
    What.report_waits: frozenset({Audience.evaluator}),
}
WEEK = timedelta(days=7)
SOON = timedelta(days=3)
DAY = timedelta(days=1)
REPORT_MAY_WAIT = timedelta(days=10)
"""How long a report may lie before the evaluator is reminded."""
SERIES: Mapping[What, str] = {
    What.week_before: "due",
    What.days_before: "due",
    What.last_day: "due",
    What.overdue: "due",
    What.time_asked: "time_asked",
    What.report_waits: "report_waits",
}
"""Reminders of one series follow one another: a later one takes the place of an earlier one that was not told."""


class Dates(Struct, frozen=True):
    """What is known of a finding for reminding."""

    state: FindingState
    due: date | None = None
    asked_due: date | None = None
    reported_on: date | None = None


class Reminder(Struct, frozen=True):
    what: What
    day: date


def reminders(of: Dates, today: date) -> tuple[Reminder, ...]:
    """The newest of each series that has come by today: after a stand-still of weeks there is one, not four."""
    return tuple(_found(of, today))


def _found(of: Dates, today: date) -> Iterator[Reminder]:
    if of.state in WITH_UNIT:
        if of.due is not None and (told := _about_due(of.due, today)):
            yield told
        if of.asked_due is not None:
            yield Reminder(What.time_asked, of.asked_due)
    if of.state is FindingState.reported and of.reported_on is not None:
        first = of.reported_on + REPORT_MAY_WAIT
        if first <= today:
            yield Reminder(What.report_waits, first + (today - first) // WEEK * WEEK)


def _about_due(due: date, today: date) -> Reminder | None:
    if today > due:
        weeks = (today - due) // WEEK
        return Reminder(What.overdue, due + (weeks * WEEK if weeks else DAY))
    if today == due:
        return Reminder(What.last_day, due)
    if today >= due - SOON:
        return Reminder(What.days_before, due - SOON)
    return Reminder(What.week_before, due - WEEK) if today >= due - WEEK else None


def told_to(audience: Audience, found: tuple[Reminder, ...]) -> tuple[Reminder, ...]:
    return tuple(one for one in found if audience in AUDIENCES[one.what])
