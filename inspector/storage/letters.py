"""Queries about letters."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Letter

L = table(Letter).c


def add(connection: Connection, letter: Letter) -> None:
    """A new draft. What was written before stays: each draft is a letter of its own."""
    add_records(connection, letter)


def by_id(connection: Connection, letter_id: str) -> Letter | None:
    return one(connection, Letter, L.id == letter_id)


def of_round(connection: Connection, round_id: str, unit_id: str | None = None) -> list[Letter]:
    """Newest first."""
    query = select(table(Letter)).where(L.round_id == round_id).order_by(L.created_at.desc(), L.id.desc())
    return many(connection, Letter, query if unit_id is None else query.where(L.unit_id == unit_id))


def drop_drafts(connection: Connection, letter_ids: Collection[str]) -> None:
    """Drafts that nobody has reviewed, taken back by whoever made them."""
    connection.execute(delete(table(Letter)).where(L.id.in_(letter_ids), L.state == "draft"))
