"""Counting days: a rule, an event and a table of days give the last day, and say what they rest on."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, field

from inspector.checklist.items import Rectify

NO_SOURCE = ""
"""What a rule's source is when no law sets the term: pages and papers say so."""
ROLLS = "《中华人民共和国民法典》第二百零三条"
"""Where it is said that a last day on a holiday moves to the next working day."""
MOST_FREE_DAYS = 60
SATURDAY = 5


class Days(Struct, frozen=True):
    """Days as the State Council announces them each year: `off` are holidays, `worked` are weekends to work on.

    `years` are those the table knows; in others only weekends are free, and a deadline there is marked unsure.
    """

    off: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)


class Rule(Struct, frozen=True):
    """So many days from an event. `source` is the law or rule that says so, empty where the office set it itself.

    `on_holiday`: what becomes of a last day that nobody works: it moves to the next working day, or stays.
    """

    days: int
    kind: Literal["calendar", "working"]
    event: str
    source: str = NO_SOURCE
    on_holiday: Literal["moves", "stays"] = "moves"


class Deadline(Struct, frozen=True):
    """`unsure` are years in between whose holidays the table does not know; `moved` is the last day as counted."""

    last: date
    unsure: tuple[int, ...] = ()
    moved: date | None = None


class Running(Struct, frozen=True):
    """Terms that run since a day, counted with one table of days."""

    since: date
    days: Days

    def until(self, rule: Rule) -> Deadline:
        return deadline(rule, self.since, self.days)


def running(since: date | None, days: Days) -> Running | None:
    """None until the day is known."""
    return Running(since, days) if since is not None else None


def rule_of(rectify: Rectify) -> Rule:
    """An item's own term: the office's, as the plans set none."""
    return Rule(rectify.within.days, rectify.within.kind, rectify.from_)


def deadline(rule: Rule, happened: date, days: Days) -> Deadline:
    """The day of the event does not count (民法典 201); the last day still belongs to the unit."""
    counted = _counted(rule, happened, days)
    last = next_working(counted, days) if rule.on_holiday == "moves" else counted
    unsure = tuple(year for year in range(happened.year, last.year + 1) if year not in days.years)
    return Deadline(last, unsure, counted if last != counted else None)


def _counted(rule: Rule, happened: date, days: Days) -> date:
    if rule.kind == "calendar":
        return happened + timedelta(days=rule.days)
    day, left = happened, rule.days
    while left:
        day += timedelta(days=1)
        left -= days.is_working(day)
    return day


def next_working(day: date, days: Days) -> date:
    """A table that calls months on end free is no reason to wait for ever."""
    for ahead in range(MOST_FREE_DAYS):
        if days.is_working(later := day + timedelta(days=ahead)):
            return later
    return day


def days_over(last: date, today: date) -> int:
    """Calendar days after the last day; 0 on it and before."""
    return max((today - last).days, 0)
