"""The ledger as a list: what a filter leaves of it, sorted, counted, page by page or row by row."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, cast

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from inspector.casework.finding_life import ENDED, RUNNING, WITH_UNIT, FindingState
from inspector.storage.raw import Cursor
from inspector.storage.rows import table
from inspector.storage.sought import among, holds
from inspector.storage.tables import Finding, FindingChapter

F, C = table(Finding).c, table(FindingChapter).c
SOON = timedelta(days=14)
BATCH = 500
MOST_KEYS = 5000
DIFFERENT = """
WITH RECURSIVE one(value) AS (
    SELECT min(COLUMN) FROM finding WHERE city_id = ? UNION ALL
    SELECT (SELECT min(f.COLUMN) FROM finding f WHERE f.city_id = ? AND f.COLUMN > one.value) FROM one
    WHERE one.value IS NOT NULL
)
SELECT value FROM one WHERE value IS NOT NULL
"""
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


class Filter(Struct, frozen=True):
    """What is looked for; an empty field asks for nothing.

    `units` are those the reader may see, None: all. `state` is a FindingState or a Group. `unit` keeps the
    findings of one unit, `district` those of a district and of all below it, `round` what that round tells.
    `text` is looked for in title, sentences and unit's name; a number finds the ledger number too.
    `asked` keeps those that wait for an answer about more time. `due_from` and `due_to` are inclusive. `ids`: only
    among these.
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
    ids: frozenset[str] | None = None

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


def page(
    connection: Connection,
    wanted: Filter,
    order: Order,
    offset: int,
    limit: int,
    today: date,
    *,
    of: int | None = None,
) -> list[Finding]:
    """Only the keys are sorted: rows of 100,000 findings are too wide to be carried through a sort.

    `of`: how many there are, where that is known; what lies behind the middle is then read from the other end.
    """
    far = of is not None and offset > of // 2
    columns = _order(order, turned=far)
    if far and of is not None:
        offset, limit = max(of - offset - limit, 0), min(limit, of - offset)
    keys = select(F.id).where(*conditions(wanted, today)).order_by(*columns).offset(offset).limit(max(limit, 0))
    ids = list(connection.execute(keys).scalars())
    return _rows(connection, list(reversed(ids)) if far else ids)


def narrowed(connection: Connection, wanted: Filter, today: date) -> Filter:
    """Words are looked for once; few findings are then asked for by their keys."""
    if not wanted.text:
        return wanted
    found = connection.execute(select(F.id).where(*conditions(wanted, today)).limit(MOST_KEYS + 1)).scalars().all()
    return replace(wanted, text="", ids=frozenset(found)) if len(found) <= MOST_KEYS else wanted


def each(connection: Connection, wanted: Filter, order: Order, today: date) -> Iterator[Finding]:
    """Row by row, however many there are; the connection serves nothing else meanwhile.

    Keys first, as for a page, then rows a batch at a time: what is in memory stays little.
    """
    keys = select(F.id).where(*conditions(wanted, today)).order_by(*_order(order))
    ids = list(connection.execute(keys).scalars())
    for at in range(0, len(ids), BATCH):
        yield from _rows(connection, ids[at : at + BATCH])


def _rows(connection: Connection, ids: list[str]) -> list[Finding]:
    """They read like findings and are none: to make records takes ten times as long as to read the rows."""
    rows = {row.id: row for row in connection.execute(select(table(Finding)).where(F.id.in_(ids)))}
    return [cast(Finding, rows[one]) for one in ids]


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


def offices(connection: Connection, city: str) -> list[str]:
    """Who answers for findings of a city."""
    return _different(connection, "office", city)


def districts(connection: Connection, city: str) -> list[str]:
    """Those that findings of a city belong to."""
    return [one for one in _different(connection, "district_id", city) if one]


def _different(connection: Connection, column: str, city: str) -> list[str]:
    """From one value to the next along the index, instead of through all of it."""
    sql = DIFFERENT.replace("COLUMN", column)
    return [row[0] for row in Cursor(connection, alone=True).rows(sql, (city, city))]


def conditions(wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    """What a row must meet."""
    beside = bool(wanted.text) or wanted.ids is not None
    city = F.city_id.concat("") if beside else F.city_id  # words stand in the rows, keys lead to them: no index helps
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
    if wanted.ids is not None:
        found.append(among(F.id, wanted.ids))
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
        places = [holds(column, word) for column in (F.unit_name, F.title, F.text, F.person)]
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


def _order(order: Order, *, turned: bool = False) -> list[ColumnElement[Any]]:
    """The ledger number settles ties; what has no last day comes after what has one. `turned`: from the end."""
    without_day = [(F.due.is_(None), False)] if order.by is Column.due else []
    columns = [*without_day, *((one, order.falling) for one in SORTED[order.by]), (F.city_id, False), (F.number, False)]
    return [one.desc() if falls != turned else one.asc() for one, falls in columns]
