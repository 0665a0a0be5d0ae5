"""Queries about facts: what was known of a unit on a date, and where it came from."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from inspector.casework.contradictions import Statement
from inspector.storage import counters
from inspector.storage.raw import Cursor
from inspector.storage.rows import add, many, table
from inspector.storage.tables import Fact

F = table(Fact).c
SAID = (F.unit_id, F.fact, F.dimension, F.as_of, F.value, F.source, F.status, F.arrival, F.account_id)
AT = select(F.unit_id, F.fact, F.dimension, F.as_of, F.value, F.source, F.status, F.arrival)


class FactAt(NamedTuple):
    """`value` is canonical text; None means that an earlier value was withdrawn: unknown again."""

    unit_id: str
    fact: str
    dimension: str
    as_of: date
    value: str | None
    source: str
    status: str
    arrival: int


class NewFact(NamedTuple):
    unit_id: str
    fact: str
    as_of: date
    value: str | None
    dimension: str = ""
    source: str = ""
    status: str = "reported"  # reported 上报, verified 核实, settled 裁定, withdrawn 撤回


def record(connection: Connection, city_id: str, facts: Sequence[NewFact], *, at: int, account_id: int | None) -> None:
    """Appends; nothing is overwritten. A correction is the same fact of the same day, arriving later."""
    first = counters.take(Cursor(connection), city_id, "fact", len(facts))
    common = {"city_id": city_id, "account_id": account_id, "recorded_at": at}
    rows = [fact._asdict() | common | {"arrival": first + place} for place, fact in enumerate(facts)]
    add(connection, *(Fact(**row) for row in rows))


def current(connection: Connection, city_id: str, on: date, *, through: int | None = None) -> dict[str, list[FactAt]]:
    """By unit, each fact as of a date (数据时点): the latest day up to it, of that day the last arrival.

    `through` is a round's pinned arrival: later arrivals are not seen.
    """
    by_unit: dict[str, list[FactAt]] = {}
    for fact in _latest(connection, _as_of(city_id, on, through)):
        by_unit.setdefault(fact.unit_id, []).append(fact)
    return by_unit


def of_units(
    connection: Connection, city_id: str, unit_ids: Iterable[str], on: date, *, through: int | None = None
) -> list[FactAt]:
    """As `current`, for a few units: an inspection's own unit and those it lies below."""
    return _latest(connection, _as_of(city_id, on, through).where(F.unit_id.in_(list(unit_ids))))


def statements(
    connection: Connection,
    city_id: str,
    on: date,
    *,
    through: int | None = None,
    unit_ids: Iterable[str] | None = None,
) -> list[Statement]:
    """Everything recorded up to a date, overtaken figures included, of all units or of some."""
    query = select(*SAID).where(F.city_id == city_id, F.as_of <= on)
    if through is not None:
        query = query.where(F.arrival <= through)
    if unit_ids is not None:
        query = query.where(F.unit_id.in_(list(unit_ids)))
    return [Statement(*row) for row in connection.execute(query.order_by(F.arrival))]


def arrived(connection: Connection, city_id: str, first: int, last: int) -> list[Statement]:
    """What came in under these arrival numbers."""
    query = select(*SAID).where(F.city_id == city_id, F.arrival >= first, F.arrival <= last)
    return [Statement(*row) for row in connection.execute(query.order_by(F.arrival))]


def history(connection: Connection, city_id: str, unit_id: str, fact: str) -> list[Fact]:
    """Every value ever recorded of one fact of a unit, in order of arrival."""
    where = (F.city_id == city_id, F.unit_id == unit_id, F.fact == fact)
    return many(connection, Fact, select(table(Fact)).where(*where).order_by(F.arrival))


def last_arrival(connection: Connection, city_id: str) -> int:
    """What a round pins; 0 when nothing has arrived."""
    return connection.execute(select(func.max(F.arrival)).where(F.city_id == city_id)).scalar() or 0


def _as_of(city_id: str, on: date, through: int | None) -> Select[Any]:
    query = AT.where(F.city_id == city_id, F.as_of <= on)
    if through is not None:
        query = query.where(F.arrival <= through)
    return query.order_by(F.unit_id, F.fact, F.dimension, F.as_of, F.arrival)  # the order of the key


def _latest(connection: Connection, query: Select[Any]) -> list[FactAt]:
    latest = {tuple(row[:3]): FactAt(*row) for row in connection.execute(query)}
    return list(latest.values())
