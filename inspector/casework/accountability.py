"""How far findings are put right: counts, shares and days to the striking off, by place, office, clause and month.

Everything is counted from the same findings, so that the parts of a division add up to the whole.
"""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct, field

from inspector.casework.finding_life import RUNNING, FindingState, is_overdue

OWN = ""
"""The office of findings for which the plan names none: the units answer for themselves."""
AGAIN = 2
"""From so many rounds on that found it, a finding is one of a repeat offender; opened again once, too."""


class Case(Struct, frozen=True):
    """A finding as a report counts it: `clauses` where the plan asks it, `reopened` how often it was opened again."""

    number: int
    unit: str
    unit_name: str
    district: str
    office: str
    clauses: tuple[str, ...]
    state: FindingState
    due: date | None = None
    told_on: date | None = None
    closed_on: date | None = None
    chapters: int = 1
    reopened: int = 0

    @property
    def counts(self) -> bool:
        """One that was dropped was no finding."""
        return self.state is not FindingState.dropped

    @property
    def repeated(self) -> bool:
        return self.counts and (self.chapters >= AGAIN or self.reopened > 0)

    @property
    def lead(self) -> str:
        return OWN if self.office == self.unit_name else self.office

    @property
    def days(self) -> int | None:
        """Calendar days from the day the unit was told to the day of striking off."""
        if self.state is not FindingState.closed or self.told_on is None or self.closed_on is None:
            return None
        return (self.closed_on - self.told_on).days


class Figures(Struct, frozen=True):
    """`all` leaves out what was dropped and is `not_told`, `running` and `closed` together.

    `overdue`, `reported` and `verified` are some of those that run. `rate` is closed of all that the units were
    told of; None when there was nothing. `days` is the median of calendar days from telling to striking off.
    """

    all: int = 0
    not_told: int = 0
    running: int = 0
    overdue: int = 0
    reported: int = 0
    verified: int = 0
    closed: int = 0
    dropped: int = 0
    repeated: int = 0
    rate: Fraction | None = None
    days: Fraction | None = None


class Month(Struct, frozen=True):
    """`told` and `closed` in the month; `running` were told and not struck off at its end."""

    year: int
    month: int
    told: int
    closed: int
    running: int


class Offender(Struct, frozen=True):
    """A unit with findings that came back. `numbers` are those of the ledger."""

    unit: str
    name: str
    district: str
    numbers: tuple[int, ...]
    running: int


class AccountabilityReport(Struct, frozen=True):
    """Divisions are pairs of name and figures. A finding of several clauses counts under each of them."""

    whole: Figures
    districts: tuple[tuple[str, Figures], ...] = ()
    offices: tuple[tuple[str, Figures], ...] = ()
    clauses: tuple[tuple[str, Figures], ...] = ()
    months: tuple[Month, ...] = ()
    offenders: tuple[Offender, ...] = ()
    as_of: date = field(default=date.min)


def report(cases: Iterable[Case], today: date) -> AccountabilityReport:
    """The order of `cases` does not matter. `today` decides what is overdue."""
    found = sorted(cases, key=lambda one: one.number)
    return AccountabilityReport(
        figures(found, today),
        divided(found, today, lambda one: (one.district,)),
        _most_first(divided(found, today, lambda one: (one.lead,))),
        _most_first(divided(found, today, lambda one: one.clauses)),
        months(found),
        offenders(found),
        today,
    )


def figures(cases: Sequence[Case], today: date) -> Figures:
    states = Counter(one.state for one in cases)
    running, closed = sum(states[state] for state in RUNNING), states[FindingState.closed]
    return Figures(
        all=len(cases) - states[FindingState.dropped],
        not_told=states[FindingState.found],
        running=running,
        overdue=sum(is_overdue(one.state, one.due, today) for one in cases),
        reported=states[FindingState.reported],
        verified=states[FindingState.verified],
        closed=closed,
        dropped=states[FindingState.dropped],
        repeated=sum(one.repeated for one in cases),
        rate=Fraction(closed, running + closed) if running + closed else None,
        days=median([one.days for one in cases if one.days is not None]),
    )


def median(days: Sequence[int]) -> Fraction | None:
    """Exact: of an even number, half of the two in the middle."""
    return Fraction(statistics.median(map(Fraction, days))) if days else None


def divided(
    cases: Sequence[Case], today: date, names: Callable[[Case], tuple[str, ...]]
) -> tuple[tuple[str, Figures], ...]:
    """By name, names in order."""
    groups: dict[str, list[Case]] = {}
    for one in cases:
        for name in dict.fromkeys(names(one)):
            groups.setdefault(name, []).append(one)
    return tuple((name, figures(groups[name], today)) for name in sorted(groups))


def _most_first(found: tuple[tuple[str, Figures], ...]) -> tuple[tuple[str, Figures], ...]:
    return tuple(sorted(found, key=lambda pair: (-pair[1].all, pair[0])))


def months(cases: Sequence[Case]) -> tuple[Month, ...]:
    """Every month from the first telling to the last event, without gaps. A finding that was told anew counts from
    its last telling; one that is struck off without ever having been told counts as told that day."""
    counted = [one for one in cases if one.counts]
    closed = Counter(_month(one.closed_on) for one in counted if one.closed_on and one.state is FindingState.closed)
    told = Counter(_month(day) for one in counted if (day := _told(one)))
    every = sorted(told.keys() | closed.keys())
    found, running = [], 0
    for place in range(every[0], every[-1] + 1) if every else ():
        running += told[place] - closed[place]
        found.append(Month(place // 12, place % 12 + 1, told[place], closed[place], running))
    return tuple(found)


def _told(one: Case) -> date | None:
    return one.told_on or (one.closed_on if one.state is FindingState.closed else None)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def offenders(cases: Sequence[Case]) -> tuple[Offender, ...]:
    """Units with findings that came back, those with the most first."""
    units: dict[str, list[Case]] = {}
    for one in cases:
        if one.repeated:
            units.setdefault(one.unit, []).append(one)
    found = [
        Offender(
            unit,
            some[-1].unit_name,
            some[-1].district,
            tuple(one.number for one in some),
            sum(one.state in RUNNING for one in some),
        )
        for unit, some in units.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.numbers), one.name, one.unit)))
