"""A process that is killed in the middle of writing has lost nothing that it acknowledged."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from inspector.settings import Settings
from inspector.storage import operations
from inspector.storage.migrations import upgrade
from inspector.storage.store import open_store
from tests.storage import world

WRITER = """
import asyncio, sys
from pathlib import Path
from inspector.fieldwork.operations import Level, Operation
from inspector.settings import Settings
from inspector.storage import operations
from inspector.storage.store import open_store

store = open_store(Settings(data_folder=Path(sys.argv[1])))

async def client(name):
    base = None
    for number in range(100_000):
        cell = ("i1", Level.team, f"room_{name}/value")
        operation = Operation(f"{name}-{number}", *cell, base, "x", "x", 1)
        await store.write(lambda c: operations.receive(c, [operation], number))
        base = operation.id
        print(operation.id, flush=True)

async def clients():
    await asyncio.gather(*(client(f"c{name}") for name in range(8)))

asyncio.run(clients())
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    (tmp_path / world.FILE).write_bytes(world.built())
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(400)]
        process.kill()
        acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    with sqlite3.connect(tmp_path / world.FILE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with open_store(Settings(data_folder=tmp_path)) as store:
        upgrade(store)
        kept = store.read_now(lambda c: operations.history(c, world.CITY, "i1"))
    ids = [entry.arrived.operation.id for entry in kept]
    assert set(acknowledged) <= set(ids)
    assert len(ids) == len(set(ids)) <= len(acknowledged) + 8  # one unacknowledged entry a client at most
    assert [entry.arrival for entry in kept] == list(range(1, len(kept) + 1))
