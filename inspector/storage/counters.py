"""Arrival numbers: the order in which the server took things in, within a city and a noun."""

from inspector.storage.raw import Cursor

# One row a city: the row's lock makes arrival order the order of commits, also with several processes.
TAKE = """
INSERT INTO counter (city_id, noun, last) VALUES (?, ?, ?)
ON CONFLICT (city_id, noun) DO UPDATE SET last = counter.last + excluded.last
RETURNING last
"""


def take(cursor: Cursor, city_id: str, noun: str, many: int = 1) -> int:
    """Reserves `many` numbers and returns the first."""
    row = cursor.row(TAKE, (city_id, noun, many))
    assert row is not None
    return int(row[0]) - many + 1
