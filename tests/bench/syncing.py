"""A day without signal sent at once; a room full of inspectors who save while others read the ranking."""

import asyncio
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from inspector.storage.store import open_store
from tests.bench.clients import get, send
from tests.bench.measure import Measured
from tests.bench.saving import Cell, open_cells
from tests.bench.server import running
from tests.bench.world import EVALUATOR, ROUND, filled

OURS, BARE = "/inspections/{}/operations", "/bench/bare/{}"
RANKING = f"/rounds/{ROUND}/ranking"
QUEUED, BATCH, ROUNDS = 500, 50, 5
INSPECTORS, READERS = 50, 5
SECONDS, EVERY = 30.0, 2.0
NUMBERS = count(1)


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        settings = filled(Path(folder))
        with open_store(settings) as store:
            cells = open_cells(store)
        with running(settings) as port:
            for inspection in dict.fromkeys(cell[0] for cell in cells):
                get(port, f"/inspections/{inspection}")  # into the server's memory, as an open form is
            asyncio.run(_drained(port, cells, OURS))
            pairs = [[asyncio.run(_drained(port, cells, route)) for route in (OURS, BARE)] for _ in range(ROUNDS)]
            yield from _queue(pairs)
            yield from _crowd(asyncio.run(_working(port, cells)))


def _queue(pairs: list[list[float]]) -> Iterator[Measured]:
    note = f"{QUEUED // BATCH} batches of {BATCH}, median of {ROUNDS}"
    yield Measured("500 queued entries sent and acknowledged", median(one for one, _ in pairs), "s", "under", 2, note)
    ratio = median(ours / bare for ours, bare in pairs)
    yield Measured("the same / a bare handler that commits the same rows", ratio, "x time", note="judged, scored, told")


def _crowd(waits: list[float]) -> Iterator[Measured]:
    times = sorted(waits)
    name = f"p95 of a save: {INSPECTORS} inspectors every {EVERY:g} s, {READERS} readers"
    note = f"{len(times)} saves in {SECONDS:g} s, median {median(times) * 1000:.0f} ms, no error"
    yield Measured(name, quantiles(times, n=20)[-1] * 1000, "ms", "at most", 300, note)
    yield Measured("p99 of a save, the same load", quantiles(times, n=100)[-1] * 1000, "ms", "at most", 1000)


class Sender:
    """What the outbox of one device sends: each entry based on the one before it in its cell."""

    def __init__(self) -> None:
        self._bases: dict[tuple[str, str], str] = {}

    def batch(self, cell: Cell, many: int) -> bytes:
        inspection, path, choices = cell
        operations = []
        for _ in range(many):
            number = next(NUMBERS)
            entry = {"id": f"sync-{number}", "field": path, "raw": choices[number % len(choices)], "seq": number}
            operations.append(entry | {"base": self._bases.get((inspection, path)), "device": "bench"})
            self._bases[inspection, path] = f"sync-{number}"
        return json.dumps({"operations": operations}).encode()


async def _drained(port: int, cells: list[Cell], route: str) -> float:
    """Seconds until the last of the queue is acknowledged; batches go one after the other, as the outbox does it."""
    sender = Sender()
    batches = [(cell[0], sender.batch(cell, BATCH)) for cell in cells[: QUEUED // BATCH]]
    async with _line(port) as line:
        start = time.perf_counter()
        for inspection, body in batches:
            _acknowledged(await send(port, *line, "POST", route.format(inspection), body))
        return time.perf_counter() - start


async def _working(port: int, cells: list[Cell]) -> list[float]:
    """Seconds each save took; an error of any request ends the bench."""
    end = time.perf_counter() + SECONDS

    async def inspector(cell: Cell, chance: random.Random) -> list[float]:
        sender, took = Sender(), []
        await asyncio.sleep(chance.uniform(0, EVERY))
        async with _line(port) as line:
            while (start := time.perf_counter()) < end:
                _acknowledged(await send(port, *line, "POST", OURS.format(cell[0]), sender.batch(cell, 1)))
                took.append(time.perf_counter() - start)
                await asyncio.sleep(max(0.0, EVERY - took[-1]))
        return took

    async def reader(chance: random.Random) -> list[float]:
        await asyncio.sleep(chance.uniform(0, EVERY))
        async with _line(port) as line:
            while time.perf_counter() < end:
                await send(port, *line, "GET", RANKING, b"", EVALUATOR)
                await asyncio.sleep(EVERY)
        return []

    inspectors = [inspector(cell, random.Random(number)) for number, cell in enumerate(cells[:INSPECTORS])]
    found = await asyncio.gather(*inspectors, *(reader(random.Random(number)) for number in range(READERS)))
    return [one for took in found for one in took]


@asynccontextmanager
async def _line(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


def _acknowledged(answer: bytes) -> None:
    outcomes = {one["outcome"] for one in json.loads(answer)["results"]}
    if not outcomes <= {"applied", "same", "conflict"}:
        raise RuntimeError(f"not taken: {outcomes}")
