"""A million stored scores rolled up and ranked by the record's own query, on SQLite."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from inspector.settings import Settings
from inspector.storage import migrations, results
from inspector.storage.store import Store, open_store
from tests.bench.measure import Measured

SCORES, PARENTS = 1_000_000, 3_000
# A linear congruence spreads the scores without a random source: 0 .. 100 points in millionths.
FILL = """
INSERT INTO result (inspection_id, round_id, unit_id, kind, parent_id, score_low, score_high, coverage, grade,
                    vector, computed_for, computed_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
SELECT 'i' || i, 'r', 'u' || i, 'regular_school', 'd' || (i % ?), (i * 7919) % 100000001, (i * 7919) % 100000001,
       1000000, '合格', x'00000000', 'x', 0 FROM n
"""


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder, open_store(Settings(data_folder=Path(folder))) as store:
        migrations.upgrade(store)
        _fill(store)
        seconds = []
        for _ in range(5):
            start = time.process_time()
            found = store.read_now(lambda connection: results.roll_up(connection, "r", "regular_school"))
            seconds.append(time.process_time() - start)
        assert found[0].place == 1 and len(found) == PARENTS and sum(one.inspections for one in found) == SCORES
        note = f"{SCORES:,} scores below {PARENTS:,} parents"
        yield Measured("stored scores rolled up and ranked on SQLite", min(seconds), "s CPU", "under", 0.5, note)


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
