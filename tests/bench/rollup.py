"""A million stored scores rolled up and ranked by the record's own query, on SQLite."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from inspector.settings import Settings
from inspector.storage import migrations, results
from inspector.storage.store import Store, open_store
from tests.bench.measure import Measured, cpu_seconds

SCORES, PARENTS = 1_000_000, 3_000
# A linear congruence spreads the scores without a random source: 0 .. 100 points in millionths.
FILL = """
INSERT INTO result (inspection_id, round_id, unit_id, kind, parent_id, score_low, score_high, coverage, grade,
                    vector, computed_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
SELECT 'i' || i, 'r', 'u' || i, 'regular_school', 'd' || (i % ?), (i * 7919) % 100000001, (i * 7919) % 100000001,
       1000000, '合格', x'00000000', 0 FROM n
"""


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder, open_store(Settings(data_folder=Path(folder))) as store:
        migrations.upgrade(store)
        _fill(store)
        ranked = _ranked(store)
        assert ranked[0].place == 1 and len(ranked) == PARENTS and sum(one.inspections for one in ranked) == SCORES
        seconds = min(cpu_seconds(lambda: _ranked(store), 1) for _ in range(5))
        note = f"{SCORES:,} scores below {PARENTS:,} parents"
        yield Measured("stored scores rolled up and ranked on SQLite", seconds, "s CPU", "under", 0.5, note)


def _ranked(store: Store) -> list[results.RollUp]:
    return store.read_now(lambda connection: results.roll_up(connection, "r", "regular_school"))


def _fill(store: Store) -> None:
    """Straight into the table: what its keys point to is not read by the roll-up."""
    raw = store.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("BEGIN")
        cursor.execute(FILL, (SCORES, PARENTS))
        cursor.execute("COMMIT")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
    finally:
        raw.detach()
        raw.close()
