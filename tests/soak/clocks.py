"""R14: clocks that are wrong. The product reads one clock, `storage.instants.now`; here it shows what we want.

Devices three years back and three days ahead, and a server set back by an hour in the middle: the same order,
answers and score. An expired session stays expired. Days begin at midnight in Shanghai.
"""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from litestar.testing import TestClient

from inspector.fieldwork.self_evaluation import SelfState, overdue
from inspector.settings import Settings
from inspector.storage import instants, surveys
from inspector.storage.instants import SECOND, civil_date, from_moment
from inspector.storage.store import open_store
from inspector.web.app import create_app
from tests.soak import world
from tests.soak.simulation import AT, Queue, Run, recorded, written
from tests.soak.world import INSPECTOR, ROUND
from tests.web.application import HOST

HOUR, DAY = 3600 * SECOND, 24 * 3600 * SECOND
WRONG = (0, -3 * 365 * DAY, 3 * DAY)
"""How far the clock of each device is out."""

CASES, CASES_SHORT = 50, 3
LAST_DAYS = (date(2026, 1, 31), date(2026, 2, 28), date(2024, 2, 29), date(2025, 12, 31), date(2026, 4, 30))


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    cases = CASES_SHORT if short else CASES
    for number in range(cases):
        queues = written(chance)
        order = [chance.randrange(len(queues)) for _ in range(60)]
        right = _taken(queues, order)
        assert _taken(_out(queues), order) == right, f"case {number}: the clocks of devices change the record"
        assert _taken(queues, order, back=chance.randrange(1, 8)) == right, f"case {number}: an hour back changes it"
    _sessions_stay_over()
    for last in LAST_DAYS:
        _midnight(last)
    return [
        f"R14 cases of devices 3 years back and 3 days ahead, and of a server 1 h back: {cases} each, all the same",
        f"R14 expired sessions that came to life again: 0; ends of a month at midnight in Shanghai: {len(LAST_DAYS)}",
    ]


def _out(queues: list[Queue]) -> list[Queue]:
    return [
        Queue(one.account, [entry._replace(device_time=(entry.device_time or 0) + wrong) for entry in one.entries])
        for one, wrong in zip(queues, WRONG, strict=True)
    ]


def _taken(queues: list[Queue], order: list[int], back: int = 0) -> tuple[Any, ...]:
    """Order of arrival, decisions, heads and score; the server's clock goes back an hour before the batch `back`."""
    places = [0] * len(queues)
    with recorded() as run_:
        for number, chosen in enumerate([*order, *range(len(queues))]):
            size = 2 if number < len(order) else len(queues[chosen].entries)
            batch = queues[chosen].entries[places[chosen] : places[chosen] + size]
            places[chosen] += len(batch)
            if back and number == back:
                run_.clock -= HOUR
            if batch:
                run_.take(queues[chosen].account, batch)
        return _record(run_)


def _record(run_: Run) -> tuple[Any, ...]:
    kept = [(e.arrival, e.arrived.operation.id, e.arrived.outcome, e.arrived.head) for e in run_.history()]
    result = run_.result()
    run_.store.write_now(lambda connection: surveys.rescore(connection, ROUND, at=AT - 400 * DAY))
    assert run_.result() == result, "a score that follows from the clock"
    return kept, run_.heads(), result


@contextmanager
def clock() -> Iterator[dict[str, int]]:
    """The one clock of the product, at `shown["at"]`."""
    shown = {"at": instants.now()}
    with patch.object(instants, "time_ns", lambda: shown["at"] * 1000):
        yield shown


def _sessions_stay_over() -> None:
    with TemporaryDirectory() as name, clock() as shown:
        shutil.copy(world.record() / "inspector.sqlite3", name)
        settings = Settings(data_folder=Path(name))
        headers = {"cookie": f"inspector={world.token(INSPECTOR)}"}
        with open_store(settings) as store, TestClient(create_app(store, settings, freeze=False), HOST) as client:

            def status() -> int:
                return client.get("/", headers=headers, follow_redirects=False).status_code

            shown["at"] += HOUR
            assert status() == 200
            end = shown["at"] + 2 * HOUR  # seen now: idle time counts from here
            shown["at"] = end + 1
            assert status() == 303, "open after its end"
            shown["at"] = end - HOUR
            assert status() == 303, "an expired session came to life again"


def _midnight(last: date) -> None:
    """A deadline is met until the last microsecond of its day where the office is."""
    zone = Settings().zone
    midnight = from_moment(datetime(last.year, last.month, last.day, 16, tzinfo=UTC))  # 24:00 at UTC+8
    with clock() as shown:
        for at, late in ((midnight - 1, False), (midnight, True)):
            shown["at"] = at
            assert overdue(SelfState.in_progress, last, civil_date(instants.now(), zone)) is late, last
