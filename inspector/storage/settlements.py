"""Queries about settlements: which contradiction a person settled, how and why."""

from sqlalchemy import Connection, select

from inspector.storage import counters
from inspector.storage.raw import Cursor
from inspector.storage.rows import add, many, table
from inspector.storage.tables import Settlement

S = table(Settlement).c


def next_number(connection: Connection, city_id: str) -> int:
    """The number of the next settlement of a city."""
    return counters.take(Cursor(connection), city_id, "settlement")


def record(connection: Connection, settlement: Settlement) -> None:
    add(connection, settlement)


def of_city(connection: Connection, city_id: str) -> list[Settlement]:
    """Latest first."""
    query = select(table(Settlement)).where(S.city_id == city_id).order_by(S.number.desc())
    return many(connection, Settlement, query)


def of_fact(connection: Connection, city_id: str, unit_id: str, fact: str) -> list[Settlement]:
    """Latest first."""
    query = select(table(Settlement)).where(S.city_id == city_id, S.unit_id == unit_id, S.fact == fact)
    return many(connection, Settlement, query.order_by(S.number.desc()))
