"""Queries about results: the cache of what was computed, and its roll-up."""

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from inspector.storage.raw import Cursor
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Result

R = table(Result).c
NAMES = [column.name for column in table(Result).columns]
AS_ROW = attrgetter(*NAMES)
PUT = f"""
INSERT INTO result ({", ".join(NAMES)}) VALUES ({", ".join("?" for _ in NAMES)})
ON CONFLICT (inspection_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in NAMES[3:])}
"""  # an inspection keeps its round and its unit
# Means are compared without rounding: the whole part first, then the remainder over the count, which is exact
# up to a million inspections below one unit (two remainders then differ by at least 1 in 10^12).
ROLL_UP = """
WITH group_sum AS (
    SELECT parent_id, COUNT(*) AS inspections, CAST(SUM(score_low) AS BIGINT) AS low,
           CAST(SUM(score_high) AS BIGINT) AS high
    FROM result WHERE round_id = ? AND kind = ? AND score_low IS NOT NULL GROUP BY parent_id
)
SELECT parent_id, inspections, low, high, RANK() OVER (
    ORDER BY low / inspections DESC, (low % inspections) * 1000000000000 / inspections DESC
) AS place
FROM group_sum ORDER BY place, parent_id
"""


class RollUp(NamedTuple):
    """Sums over inspections of one kind below one parent, in millionths: the mean is low / inspections.

    `place` ranks the means of the low ends (1224); equal means share it.
    """

    parent_id: str | None
    inspections: int
    low: int
    high: int
    place: int


class ResultRow(NamedTuple):
    """What is stored of a result: as the table's model, which costs more to construct than to store."""

    inspection_id: str
    round_id: str
    unit_id: str
    kind: str
    parent_id: str | None
    score_low: int | None
    score_high: int | None
    coverage: int
    grade: str
    vector: bytes
    computed_at: int


def put(connection: Connection, results: Iterable[Result | ResultRow]) -> None:
    """Stores what was computed, over what was there before."""
    Cursor(connection).run_many(PUT, map(AS_ROW, results))


def by_inspection(connection: Connection, inspection_id: str) -> Result | None:
    return one(connection, Result, R.inspection_id == inspection_id)


def of_round(connection: Connection, round_id: str, kind: str | None = None) -> list[Result]:
    query = select(table(Result)).where(R.round_id == round_id).order_by(R.kind, R.parent_id, R.unit_id)
    return many(connection, Result, query if kind is None else query.where(R.kind == kind))


def below(connection: Connection, round_id: str, parent_id: str) -> list[Result]:
    """Results of the units right below one unit, as the round froze its tree."""
    query = select(table(Result)).where(R.round_id == round_id, R.parent_id == parent_id)
    return many(connection, Result, query.order_by(R.kind, R.unit_id))


def drop(connection: Connection, round_id: str | None = None) -> int:
    """Empties the cache, of one round or of all; returns how many results went."""
    query = delete(table(Result))
    return connection.execute(query if round_id is None else query.where(R.round_id == round_id)).rowcount


def roll_up(connection: Connection, round_id: str, kind: str) -> list[RollUp]:
    """Inspections of one kind summed by parent and ranked, best first."""
    return [RollUp(*row) for row in Cursor(connection).rows(ROLL_UP, (round_id, kind))]
