"""The ledger as a list: what a filter leaves of it, sorted, counted, page by page or row by row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from inspector.casework.finding_life import ENDED, RUNNING, WITH_UNIT, FindingState
from inspector.storage.rows import many, table
from inspector.storage.tables import Finding, FindingChapter

F, C = table(Finding).c, table(FindingChapter).c
SOON = timedelta(days=14)
BATCH = 500
SEVERITIES = ("grave", "serious", "ordinary")


class Group(StrEnum):
    """Several states at once, or a state with a deadline."""

    running = "running"
    overdue = "overdue"
    due_soon = "due_soon"  # at most 14 days are left
    ended = "ended"


class Column(StrEnum):
    """What the ledger can be sorted by."""

    number = "number"
    due = "due"
    unit = "unit"
    office = "office"
    severity = "severity"
    state = "state"


@dataclass(frozen=True)
class Filter:
    """What is looked for; an empty field asks for nothing.

    `units` are those the reader may see, None: all. `state` is a FindingState or a Group. `unit` keeps the
    findings of one unit, `district` those of a district and of all below it, `round` what that round tells.
    `text` is looked for in title, sentences and unit's name; a number finds the ledger number too.
    `asked` keeps those that wait for an answer about more time. `due_from` and `due_to` are inclusive.
    """

    city: str = ""
    units: frozenset[str] | None = None
    district: str = ""
    unit: str = ""
    office: str = ""
    state: str = ""
    kind: str = ""
    severity: str = ""
    round: str = ""
    text: str = ""
    due_from: date | None = None
    due_to: date | None = None
    asked: bool = False

    def covers(self, city: str, unit: str) -> bool:
        """Whether a finding there lies in the area that this filter limits to."""
        return self.city in ("", city) and (self.units is None or unit in self.units)

    def limited(self, area: "Filter") -> "Filter":
        """The same, in that area only."""
        return replace(self, city=area.city, units=area.units)


class Order(NamedTuple):
    by: Column = Column.number
    falling: bool = False


class Totals(NamedTuple):
    """How many stories a filter leaves: all, by state and by kind; `running` and, of these, late, soon due, and
    waiting for an answer about more time."""

    all: int = 0
    running: int = 0
    overdue: int = 0
    due_soon: int = 0
    asked: int = 0
    found: int = 0
    open: int = 0
    reported: int = 0
    partly: int = 0
    verified: int = 0
    closed: int = 0
    dropped: int = 0
    problem: int = 0
    unproven: int = 0
    suggestion: int = 0


SORTED: dict[Column, tuple[ColumnElement[Any], ...]] = {
    Column.number: (F.number,),
    Column.due: (F.due,),
    Column.unit: (F.unit_name,),
    Column.office: (F.office,),
    Column.severity: (case({name: place for place, name in enumerate(SEVERITIES)}, value=F.severity),),
    Column.state: (case({state.value: place for place, state in enumerate(FindingState)}, value=F.state),),
}


def page(connection: Connection, wanted: Filter, order: Order, offset: int, limit: int, today: date) -> list[Finding]:
    """Only the keys are sorted: rows of 100,000 findings are too wide to be carried through a sort."""
    keys = select(F.id).where(*conditions(wanted, today)).order_by(*_order(order)).offset(offset).limit(limit)
    ids = list(connection.execute(keys).scalars())
    found = {one.id: one for one in many(connection, Finding, select(table(Finding)).where(F.id.in_(ids)))}
    return [found[one] for one in ids]


def each(connection: Connection, wanted: Filter, order: Order, today: date) -> Iterator[Finding]:
    """Row by row, however many there are; the connection serves nothing else meanwhile.

    The rows read like findings and are none: to make 100,000 records takes ten times as long as to read them.
    """
    query = select(table(Finding)).where(*conditions(wanted, today)).order_by(*_order(order))
    for row in connection.execute(query.execution_options(yield_per=BATCH)):
        yield cast(Finding, row)


def totals(connection: Connection, wanted: Filter, today: date) -> Totals:
    """Grouped first: what is asked of each of 100,000 rows is little."""
    marks = (_overdue(today), _due_soon(today), and_(_states(WITH_UNIT), F.asked_due.is_not(None)))
    sums = (func.sum(case((one, 1), else_=0)) for one in marks)
    query = select(F.state, F.kind, func.count(), *sums).where(*conditions(wanted, today)).group_by(F.state, F.kind)
    found = Counter[str]()
    for state, kind, number, overdue, due_soon, asked in connection.execute(query):
        found.update({"all": number, state: number, kind: number})
        found.update({"overdue": overdue, "due_soon": due_soon, "asked": asked})
        found["running"] += number if state in RUNNING else 0
    return Totals(**{name: found[name] for name in Totals._fields})


def offices(connection: Connection, city: str) -> dict[str, int]:
    """Who answers for how many findings of a city, the one with the most first."""
    query = select(F.office, func.count()).where(F.city_id == city).group_by(F.office)
    return {row[0]: row[1] for row in connection.execute(query.order_by(func.count().desc(), F.office))}


def districts(connection: Connection, city: str) -> list[str]:
    """Those that findings of a city belong to."""
    query = select(F.district_id).where(F.city_id == city, F.district_id != "").distinct()
    return list(connection.execute(query.order_by(F.district_id)).scalars())


def conditions(wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    """What a row must meet."""
    city = F.city_id.concat("") if wanted.text else F.city_id  # words stand in the rows: no index helps
    equal = {
        city: wanted.city,
        F.unit_id: wanted.unit,
        F.office: wanted.office,
        F.kind: wanted.kind,
        F.severity: wanted.severity,
    }
    found = [column == value for column, value in equal.items() if value]
    if wanted.units is not None:
        found.append(F.unit_id.in_(sorted(wanted.units)))
    if wanted.district:
        found.append(or_(F.district_id == wanted.district, F.unit_id == wanted.district))
    if wanted.round:
        found.append(F.id.in_(select(C.finding_id).where(C.round_id == wanted.round)))
    if wanted.state:
        found.append(_in_state(wanted.state, today))
    if wanted.due_from:
        found.append(F.due >= wanted.due_from)
    if wanted.due_to:
        found.append(F.due <= wanted.due_to)
    if wanted.asked:
        found += [F.asked_due.is_not(None), _states(WITH_UNIT)]
    return found + _texts(wanted.text)


def _texts(text: str) -> list[ColumnElement[bool]]:
    found = []
    for word in text.split():
        places = [column.contains(word, autoescape=True) for column in (F.title, F.text, F.unit_name, F.person)]
        digits = word.removeprefix("第").removesuffix("号")
        if digits.isdecimal() and digits.isascii() and len(digits) < 10:
            places.append(F.number == int(digits))
        found.append(or_(*places))
    return found


def _in_state(name: str, today: date) -> ColumnElement[bool]:
    groups = {Group.running: _states(RUNNING), Group.ended: _states(ENDED)}
    groups |= {Group.overdue: _overdue(today), Group.due_soon: _due_soon(today)}
    return groups[Group(name)] if name in set(Group) else F.state == name


def _states(states: frozenset[FindingState]) -> ColumnElement[bool]:
    return F.state.in_(sorted(state.value for state in states))


def _overdue(today: date) -> ColumnElement[bool]:
    """As `finding_life.is_overdue`."""
    return and_(_states(WITH_UNIT), F.due < today)


def _due_soon(today: date) -> ColumnElement[bool]:
    return and_(_states(WITH_UNIT), F.due.between(today, today + SOON))


def _order(order: Order) -> list[ColumnElement[Any]]:
    """The ledger number settles ties; what has no last day comes after what has one."""
    columns = [one.desc() if order.falling else one.asc() for one in SORTED[order.by]]
    without_day = [F.due.is_(None)] if order.by is Column.due else []
    return [*without_day, *columns, F.city_id, F.number]
