"""R15: three devices and a network that repeats, loses and delays, before a server that dies; many seeds, one process.

Each device writes its entries without hearing of the others and sends them in its own order, in any batches, again
until they are acknowledged. L1 what is stored is what was sent, once. L2 what is in dispute is the same as without
faults. L3 a head is a leaf. L4 the score follows from the heads alone, and is what `rescore` gives. L5 the same
order of arrival gives the same record, however it was batched.
"""

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from inspector.fieldwork.heads import leaves
from inspector.fieldwork.operations import Level
from inspector.settings import Settings
from inspector.storage import operations, surveys
from inspector.storage.store import Store, open_store
from inspector.web.operations.intake import Entry, Taken, take
from inspector.web.operations.memory import memory_of
from tests.soak import world
from tests.soak.world import CITY, ROUND, SCHOOL

SEEDS, SEEDS_SHORT = 300, 6
DEVICES = 3
CELLS = ("pupils_refused/value", "pupils_refused/note", "home_lessons/K01/lessons")
AT = 1_790_000_000_000_000
RESULT = "SELECT * FROM result WHERE inspection_id = ?"
Row = tuple[Any, ...]


@dataclass
class Queue:
    """What a device wrote, and how much of it was acknowledged."""

    account: int
    entries: list[Entry]
    acknowledged: int = 0


@dataclass
class Run:
    """One record and what became of it; `arrived` is every batch that was committed, repeats too."""

    folder: Path
    store: Store
    clock: int = 0
    arrived: list[tuple[int, Sequence[Entry]]] = field(default_factory=list)

    def take(self, account: int, batch: Sequence[Entry], *, dies: bool = False) -> Taken | None:
        """None when the server died before the commit: whatever the job did is rolled back."""
        self.clock += 1

        def job(connection: Connection) -> Taken:
            taken = take(connection, memory_of(self.store), SCHOOL, batch, account, AT + self.clock)
            if dies:
                raise _Killed
            return taken

        try:
            taken = self.store.write_now(job)
        except _Killed:
            return None
        self.arrived.append((account, batch))
        return taken

    def restart(self) -> None:
        self.store.close()
        self.store = open_store(Settings(data_folder=self.folder))

    def history(self) -> list[operations.Entry]:
        return self.store.read_now(lambda connection: operations.history(connection, CITY, SCHOOL))

    def tips(self) -> dict[str, set[str]]:
        found = leaves([each.arrived for each in self.history()], Level.team)
        return {path: {one.id for one in tips} for path, tips in found.items()}

    def heads(self) -> dict[str, Any]:
        return self.store.read_now(lambda connection: operations.heads(connection, CITY, SCHOOL, Level.team))

    def result(self) -> dict[str, Any]:
        """The stored result without the moment at which it was worked out."""
        row = self.store.read_now(lambda connection: connection.exec_driver_sql(RESULT, (SCHOOL,)).mappings().one())
        return {name: value for name, value in row.items() if name != "computed_at"}


class _Killed(Exception):
    pass


def run(seed: int, short: bool) -> list[str]:
    seeds = SEEDS_SHORT if short else SEEDS
    sent = kills = disputes = 0
    for number in range(seeds):
        try:
            counted = _simulated(random.Random(f"{seed}-{number}"))
        except AssertionError as broken:
            raise AssertionError(f"seed {seed}, simulation {number}: {broken}") from broken
        sent, kills, disputes = sent + counted[0], kills + counted[1], disputes + counted[2]
    assert kills and disputes, "nothing of what is simulated happened"
    return [
        f"R15 simulations: {seeds}, devices in each: {DEVICES}, deaths of the server: {kills}",
        f"R15 sent: {sent}, sent minus stored: 0, stored twice: 0, cells in dispute, as without faults: {disputes}",
    ]


@contextmanager
def recorded() -> Iterator[Run]:
    with TemporaryDirectory() as name:
        shutil.copy(world.record() / "inspector.sqlite3", name)
        run_ = Run(Path(name), open_store(Settings(data_folder=Path(name))))
        try:
            yield run_
        finally:
            run_.store.close()


def written(chance: random.Random) -> list[Queue]:
    """Each device builds on its own last entry of the cell; no two entries say the same."""
    queues, number = [], 0
    for device in range(DEVICES):
        own: dict[str, str] = {}
        entries = []
        for seq in range(chance.randrange(1, 10)):
            cell, key, number = chance.choice(CELLS), f"d{device}-{seq}", number + 1
            entries.append(Entry(key, SCHOOL, cell, own.get(cell), str(number), f"d{device}", seq, AT + number))
            own[cell] = key
        queues.append(Queue(device + 1, entries))
    return queues


def _simulated(chance: random.Random) -> tuple[int, int, int]:
    """Entries sent, deaths of the server, cells in dispute."""
    queues = written(chance)
    everything = {one.id for queue in queues for one in queue.entries}
    with recorded() as noisy:
        kills = faulty(noisy, queues, chance)
        kept = [each.arrived.operation.id for each in noisy.history()]
        assert sorted(kept) == sorted(everything), "stored and sent differ"
        tips, heads, result = noisy.tips(), noisy.heads(), noisy.result()
        assert {path: head.operation for path, head in heads.items() if head.operation not in tips[path]} == {}
        noisy.store.write_now(lambda connection: surveys.rescore(connection, ROUND, at=AT))
        assert noisy.result() == result, "rescore gives another result"
        _replayed(noisy, queues)
    with recorded() as clean:
        for queue in queues:
            clean.take(queue.account, queue.entries)
        assert clean.tips() == tips, "another dispute than without faults"
    with recorded() as bare:
        said = [Entry(f"h{n}", SCHOOL, path, None, head.raw or "", "", 0, None) for n, (path, head) in _listed(heads)]
        bare.take(1, said)
        assert bare.result() == result, "the score does not follow from the heads"
    return len(everything), kills, sum(len(found) > 1 for found in tips.values())


def _listed(heads: dict[str, Any]) -> Iterator[tuple[int, tuple[str, Any]]]:
    return enumerate(sorted(heads.items()))


def faulty(noisy: Run, queues: list[Queue], chance: random.Random) -> int:
    """Everything sent until it is acknowledged; how often the server died."""
    kills = 0
    while waiting := [queue for queue in queues if queue.acknowledged < len(queue.entries)]:
        queue = chance.choice(waiting)
        size = chance.randrange(1, 6)
        batch = queue.entries[queue.acknowledged : queue.acknowledged + size]
        fate = chance.choice(("well", "well", "lost", "no answer", "late copy", "death", "restart"))
        if fate == "late copy" and noisy.arrived:
            noisy.take(*chance.choice(noisy.arrived))
        if fate in ("death", "restart"):
            noisy.take(queue.account, batch, dies=True)
            kills += 1
        if fate == "restart":
            noisy.restart()
        if fate in ("well", "no answer"):
            taken = noisy.take(queue.account, batch)
            assert taken is not None and len(taken.decisions) == len(batch)
            queue.acknowledged += len(batch) if fate == "well" else 0
    return kills


def _replayed(noisy: Run, queues: list[Queue]) -> None:
    """One after the other in the order of arrival, without faults: the same decisions, heads and score."""
    sent = {one.id: (queue.account, one) for queue in queues for one in queue.entries}
    with recorded() as again:
        for each in noisy.history():
            account, one = sent[each.arrived.operation.id]
            again.take(account, [one])
        assert [(e.arrived, e.arrival) for e in again.history()] == [(e.arrived, e.arrival) for e in noisy.history()]
        assert again.heads() == noisy.heads()
        assert again.result() == noisy.result(), "the same arrivals, another result"
