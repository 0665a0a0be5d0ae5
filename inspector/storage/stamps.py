"""Queries about how far the record has come: whether what a server keeps in memory is still what it holds."""

from typing import NamedTuple

from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.storage.raw import Cursor

STAMP = """
SELECT i.city_id, i.unit_id, i.state, r.state, r.id, r.edition_digest, r.scheme_digest, r.selection_digest,
       r.settings, r.cutoff, r.data_date, r.period_from, r.period_to, r.facts_through, f.last,
       (SELECT o.id FROM operation o WHERE o.city_id = i.city_id AND o.inspection_id = i.id AND o.level = ?
        ORDER BY o.arrival DESC LIMIT 1),
       (SELECT s.computed_at FROM result s WHERE s.inspection_id = i.id), c.last
FROM inspection i JOIN round r ON r.id = i.round_id
LEFT JOIN counter f ON f.city_id = i.city_id AND f.noun = 'fact'
LEFT JOIN counter c ON c.city_id = i.city_id AND c.noun = 'operation'
WHERE i.id = ?
"""
ARRIVED = "SELECT last FROM counter WHERE city_id = ? AND noun = 'operation'"


class Stamp(NamedTuple):
    """Where one level of an inspection and its round stand.

    `ground` is everything of the round that a result follows from, `tip` the last operation of that level,
    `computed_at` when the team's result was stored (a self-evaluation has none), `arrived` the last arrival
    number given out in the city.
    """

    city_id: str
    unit_id: str
    state: str
    round_state: str
    round_id: str
    ground: tuple[object, ...]
    tip: str | None
    computed_at: int | None
    arrived: int | None


def of_inspection(connection: Connection, inspection_id: str, level: Level = Level.team) -> Stamp | None:
    """None for an inspection that does not exist."""
    row = Cursor(connection).row(STAMP, (level.value, inspection_id))
    if row is None:
        return None
    city_id, unit_id, state, round_state, round_id, *ground, tip_, computed_at, arrived_ = row
    computed_at = computed_at if level is Level.team else None
    return Stamp(city_id, unit_id, state, round_state, round_id, tuple(ground), tip_, computed_at, arrived_)


def arrived(connection: Connection, city_id: str) -> int | None:
    """The last arrival number given out to an operation of the city."""
    row = Cursor(connection).row(ARRIVED, (city_id,))
    return None if row is None else int(row[0])
