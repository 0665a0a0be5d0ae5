"""Queries about inspections handed in on a device without signal."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from inspector.storage.rows import add, one, table
from inspector.storage.tables import Account, HandIn, Operation

A = table(Account).c
H = table(HandIn).c
OP = table(Operation).c


class HandInLine(NamedTuple):
    """Times in microseconds; `signed_at` by the clock of the device."""

    signed_as: str
    account: str
    device: str
    signed_at: int
    completed_at: int


def record(connection: Connection, hand_in: HandIn) -> None:
    add(connection, hand_in)


def by_id(connection: Connection, hand_in_id: str) -> HandIn | None:
    return one(connection, HandIn, H.id == hand_in_id)


def arrived(connection: Connection, city_id: str, operation_id: str) -> bool:
    """Whether the record has this entry, whatever became of it."""
    query = select(OP.id).where(OP.city_id == city_id, OP.id == operation_id)
    return connection.execute(query).first() is not None


def last(connection: Connection, inspection_id: str) -> HandInLine | None:
    """The last one of an inspection."""
    query = (
        select(H.signed_as, A.name, H.device, H.signed_at, H.completed_at)
        .join_from(table(HandIn), table(Account), A.id == H.account_id)
        .where(H.inspection_id == inspection_id)
        .order_by(H.completed_at.desc(), H.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else HandInLine._make(row)
