"""Queries about findings in letters: which letters say something about an item at a unit."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, table
from inspector.storage.tables import Letter, LetterFinding

L, F = table(Letter).c, table(LetterFinding).c


def record(connection: Connection, letter_id: str, findings: Iterable[tuple[str, str]]) -> None:
    """`findings` are units with items; each is kept once."""
    for unit, item in dict.fromkeys(findings):
        add_records(connection, LetterFinding(letter_id=letter_id, unit_id=unit, item_id=item))


def letters_with(connection: Connection, round_id: str, unit_id: str, item_id: str) -> list[Letter]:
    """Of one round, the oldest first."""
    query = (
        select(table(Letter))
        .join(table(LetterFinding), F.letter_id == L.id)
        .where(L.round_id == round_id, F.unit_id == unit_id, F.item_id == item_id)
        .order_by(L.created_at, L.id)
    )
    return many(connection, Letter, query)
