"""A batch goes on after the process that worked on it was killed: each letter goes out once, numbers without gaps."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from inspector.storage import batches, letter_events
from tests.web.application import serving
from tests.web.batch_world import ORDER, kept, numbers, settled, waiting
from tests.web.conftest import World
from tests.web.museum_round import museum_store

REPOSITORY = Path(__file__).parents[2]
VISITED = ["south", "m1", "n1", "north", "m2", "m3"]


def killed(world: World, writes: int) -> None:
    """After the server is gone another process works on, and dies in that write."""
    command = [sys.executable, "-m", "tests.web.dying_runner", str(world.settings.data_folder), str(writes)]
    assert subprocess.run(command, cwd=REPOSITORY, check=False).returncode == -signal.SIGKILL


def served_again(world: World, path: str) -> str:
    """How the next server leaves the batch."""
    with serving(world.store, world.settings):
        return settled(world, path).state


def test_a_batch_goes_on_where_a_killed_process_left_it(tmp_path: Path) -> None:
    with museum_store(tmp_path / "data") as (store, settings):
        with serving(store, settings) as server:
            world = World(store, settings, server.app, server)
        path = waiting(world, VISITED)
        assert served_again(world, path) == "done"
        order = json.dumps(ORDER | {"numbers": "series", "by": world.account_id("clerk.city")})
        assert store.write_now(lambda connection: batches.order(connection, "b1", order))
        killed(world, 6 * 2 + 1 + 3)  # a trial is two writes, one of them taken back
        assert [number != "" for number in numbers(world, path)] == [True, True, False, False, False, False]
        assert served_again(world, path) == "done"
        assert numbers(world, path) == [f"东教督〔2026〕{serial}号" for serial in range(1, 7)]
        assert len(kept(world)) == 6
        for row in kept(world):
            events = store.read_now(lambda connection, letter=row.id: letter_events.of_letter(connection, letter))  # type: ignore[misc]
            assert [one.step for one in events] == ["draft", "review", "sign", "issue"]
