"""Queries for what leaves the record: rows come one after another and are never all in memory."""

from collections.abc import Iterator

from sqlalchemy import Connection

from inspector.storage.raw import Cursor
from inspector.storage.tables import Round

HEADS = """
SELECT i.unit_id, h.level, h.field, h.value, h.raw, o.received_at
FROM inspection i JOIN round_unit u ON u.round_id = i.round_id AND u.unit_id = i.unit_id
JOIN head h ON h.city_id = i.city_id AND h.inspection_id = i.id
LEFT JOIN operation o ON o.city_id = h.city_id AND o.id = h.operation_id
WHERE i.round_id = ? AND i.state <> 'void'
ORDER BY u.position, i.unit_id, h.level DESC, h.field
"""

HeadRow = tuple[str, str, str, str | None, str | None, int | None]
"""Unit, level, address, canonical text, as typed, instant of arrival."""


def heads(connection: Connection, round_: Round) -> Iterator[HeadRow]:
    """Every current answer of a round, unit by unit, the team's before the unit's own; void inspections left out."""
    for row in Cursor(connection).each(HEADS, (round_.id,)):
        unit_id, level, path, value, raw, received = row
        yield unit_id, level, path, value, raw, received
