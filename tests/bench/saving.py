"""One answer saved, scored and acknowledged with 50 clients, against no writing at all and against the async ORM."""

import json
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median

from inspector.storage import inspections
from inspector.storage.store import Store, open_store
from inspector.web.operations.memory import memory_of
from tests.bench.clients import Load, get, load
from tests.bench.measure import Measured
from tests.bench.server import running
from tests.bench.world import ROUND, filled

OURS, UNSAVED, ORM = "/inspections/{}/operations", "/bench/unsaved/{}", "/bench/orm/{}"
CLIENTS, EACH, ROUNDS = 50, 20, 5
NUMBERS = count(1)
Cell = tuple[str, str, tuple[str, ...]]
"""Inspection, address, choices."""


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        settings = filled(Path(folder))
        with open_store(settings) as store:
            cells = open_cells(store)
        with running(settings) as port:
            for inspection in dict.fromkeys(cell[0] for cell in cells):
                get(port, f"/inspections/{inspection}")  # into the server's memory, as a filled-in form is
            yield from _saves(port, cells)


def open_cells(store: Store) -> list[Cell]:
    """A single choice for each client, of different items, spread over the open inspections."""
    lines = store.read_now(lambda connection: inspections.of_round(connection, ROUND))
    found: list[list[Cell]] = []
    for line in lines:
        current = store.read_now(lambda c, key=line.id: memory_of(store).current(c, key))  # type: ignore[misc]
        assert current is not None
        items = [one for one in current[0].items if one.ask.type == "select_one" and one.ask.read and not one.every]
        found.append([(line.id, f"{one.id}/value", tuple(one.ask.fields["value"].options)) for one in items])
    spread = [cells[depth] for depth in range(9) for cells in found if len(cells) > depth]
    assert len(spread) >= CLIENTS
    return spread[:CLIENTS]


class Devices:
    """What 50 open pages know: the entry each was based on and the mark of their last answer."""

    def __init__(self, port: int, cells: list[Cell]) -> None:
        self._port, self._cells = port, cells
        self._bases: dict[int, str | None] = {}
        self._marks: dict[int, str] = {}

    def save(self, route: str, each: int = EACH, *, keeps: bool = True) -> Load:
        """`keeps` says whether the route writes what it is sent."""

        def make(client: int, answer: bytes) -> tuple[str, str, bytes]:
            if answer:
                told = json.loads(answer)
                self._marks[client] = told["mark"]
                if keeps:
                    self._bases[client] = told["results"][0]["head"]
            inspection, path, choices = self._cells[client]
            number = next(NUMBERS)
            entry = {"id": f"bench-{number}", "field": path, "base": self._bases.get(client), "device": "bench"}
            operation = entry | {"raw": choices[number // CLIENTS % len(choices)], "seq": number}
            body = {"operations": [operation], "mark": self._marks.get(client, "")}
            return "POST", route.format(inspection), json.dumps(body).encode()

        return load(self._port, CLIENTS, each, make)


def _saves(port: int, cells: list[Cell]) -> Iterator[Measured]:
    devices = Devices(port, cells)
    devices.save(OURS, 5)
    devices.save(UNSAVED, 5, keeps=False)
    pairs = [(devices.save(OURS), devices.save(UNSAVED, keeps=False)) for _ in range(ROUNDS)]
    cost = median(ours.cpu / nothing.cpu for ours, nothing in pairs)
    note = f"{min(one.cpu for one, _ in pairs) * 1000:.2f} ms CPU a save, {CLIENTS} clients"
    yield Measured("answer saved and scored / route without both", cost, "x CPU", "at most", 2.5, note)
    devices.save(ORM, 1)
    orm = [(devices.save(OURS), devices.save(ORM, 4)) for _ in range(ROUNDS)]
    rate = median(slow.wall / ours.wall for ours, slow in orm)
    rates = f"{1 / orm[0][0].wall:.0f} against {1 / orm[0][1].wall:.0f} saves a second"
    yield Measured("answers saved a second / the same through the async ORM", rate, "x", "at least", 10, rates)
