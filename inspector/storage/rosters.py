"""Queries about rosters: children by code."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from inspector.storage.rows import add as add_records
from inspector.storage.rows import table
from inspector.storage.tables import Roster

R = table(Roster).c


class Entry(NamedTuple):
    unit_id: str
    fact: str
    code: str


def of_city(connection: Connection, city_id: str) -> frozenset[Entry]:
    query = select(R.unit_id, R.fact, R.code).where(R.city_id == city_id)
    return frozenset(Entry(*row) for row in connection.execute(query))


def of_unit(connection: Connection, city_id: str, unit_id: str) -> dict[str, list[str]]:
    """Codes by roster, in order of code."""
    query = select(R.fact, R.code).where(R.city_id == city_id, R.unit_id == unit_id).order_by(R.fact, R.code)
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.fact, []).append(row.code)
    return found


def add(connection: Connection, city_id: str, entries: Iterable[Entry]) -> None:
    add_records(connection, *(Roster(city_id=city_id, **entry._asdict()) for entry in entries))


def remove(connection: Connection, city_id: str, entry: Entry) -> bool:
    """False when it stands on the roster no more."""
    where = (R.city_id == city_id, R.unit_id == entry.unit_id, R.fact == entry.fact, R.code == entry.code)
    return connection.execute(delete(table(Roster)).where(*where)).rowcount == 1
