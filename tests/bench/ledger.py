"""A ledger of 100,000 findings: filtered, sorted and counted through its page, and read row by row for an export."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import httpx

from inspector.settings import Settings
from inspector.storage.store import Store, open_store
from inspector.web.sessions import cookie_name
from tests.bench.measure import Measured
from tests.bench.server import running
from tests.bench.world import EVALUATOR, ROUND, filled

FINDINGS, CITY = 100_000, "zhuhai"
# Spread by linear congruences instead of a random source over the units that the record has.
FILL = """
INSERT INTO finding (id, city_id, number, checklist_id, unit_id, item_id, unit_name, district_id, kind, severity, title,
    text, basis, clauses, office, leads, helpers, action, term_kind, term_from, state, due, due_source, asked_due,
    measure, person, progress, first_round, last_round, chapters, demo, version, found_at)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :many),
    u(id, name, parent, place) AS (SELECT unit_id, name, coalesce(parent_id, ''), row_number() OVER (ORDER BY unit_id)
        FROM round_unit WHERE round_id = :round)
SELECT printf('bench%08d', i), :city, i + 1, 'bench', u.id, 'item' || i, u.name, u.parent,
    CASE i % 3 WHEN 0 THEN 'suggestion' ELSE 'problem' END,
    CASE i % 10 WHEN 0 THEN 'grave' WHEN 1 THEN 'serious' ELSE 'ordinary' END,
    '招收残疾学生5人以上的学校建成资源教室',
    u.name || '在校残疾学生12人，未建成资源教室，设备未配齐，记录不全。', '["四、(九)"]',
    '["4"]', '办公室' || (i % 17), '[]', '[]', '建成资源教室并配齐基本设备', 'calendar', 'notice_received',
    CASE i % 7 WHEN 0 THEN 'found' WHEN 1 THEN 'reported' WHEN 2 THEN 'partly' WHEN 3 THEN 'verified'
        WHEN 4 THEN 'closed' ELSE 'open' END,
    CASE i % 7 WHEN 0 THEN NULL ELSE date('2026-01-01', '+' || ((i * 37) % 700) || ' days') END, '', NULL, '', '', '',
    :round, :round, 1, 0, 1, 0
FROM n JOIN u ON u.place = 1 + i % (SELECT max(place) FROM u)
"""
ASKED = {
    "everything": "",
    "by last day": "?sort=due",
    "overdue by unit": "?state=overdue&sort=unit",
    "a district by severity": f"?district={CITY}01&sort=severity",
    "an office by state": "?office=办公室3&sort=-state",
    "words by office": "?text=香洲区第一小学&sort=office",
    "the last page": "?page=2000&sort=-due",
}
READ = """
import sys
from datetime import date
from pathlib import Path
from inspector.settings import Settings
from inspector.storage import ledger
from inspector.storage.store import open_store
with open_store(Settings(data_folder=Path(sys.argv[1]))) as store:
    read = store.read_now(lambda c: sum(len(row.text) > 0 for row in ledger.each(c, ledger.Filter(), ledger.Order(
        ledger.Column.due), date(2026, 6, 1))))
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(read, int(most.split()[1]) / 1024)
"""


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        settings = filled(Path(folder))
        with open_store(settings) as store:
            _fill(store)
        note = f"{FINDINGS:,} findings, one page with its totals"
        with running(settings) as port:
            base = f"http://127.0.0.1:{port}"
            cookies = {cookie_name(settings): EVALUATOR}
            with httpx.Client(base_url=base, cookies=cookies, timeout=60) as client:
                for name, query in ASKED.items():
                    yield Measured(f"ledger page: {name}", _server_seconds(client, query), "s CPU", "under", 0.3, note)
        read, megabytes = _read(settings)
        assert read == FINDINGS
        yield Measured("ledger read row by row for an export", megabytes, "MB", "under", 200, f"{read:,} rows")


def _server_seconds(client: httpx.Client, query: str) -> float:
    """CPU time of the server for one page, the median of several: other work on the machine does not count."""

    def once() -> float:
        before = float(client.get("/bench/cpu").text)
        answer = client.get(f"/ledger{query}")
        assert answer.status_code == 200 and 'class="entry-table ledger"' in answer.text, answer.text[:500]
        return float(client.get("/bench/cpu").text) - before

    return median(once() for _ in range(5))


def _read(settings: Settings) -> tuple[int, float]:
    """In a process of its own; rows and the most memory it ever held."""
    command = [sys.executable, "-c", READ, str(settings.data_folder)]
    read, megabytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(read), float(megabytes)


def _fill(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.exec_driver_sql(FILL, {"many": FINDINGS, "round": ROUND, "city": CITY})
        connection.commit()
