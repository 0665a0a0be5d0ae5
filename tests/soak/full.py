"""R7: the disk of the server is full. Saves are turned down in words, pages still open, and with room all goes on.

As root the record lies on a file system of a few megabytes that is filled up; otherwise a limit on the size of
files is put on the running server, which SQLite meets with another error of the system.
"""

import os
import random
import resource
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.own_server import OwnServer, own_server
from tests.soak import world
from tests.soak.world import SCHOOL, Device, entry

MEGABYTES = 32
SAVES, TRIES, TRIES_SHORT = 20, 400, 60
LONG = "很长的一段话" * 600


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    lines = _limited_files(chance, TRIES_SHORT if short else TRIES)
    if os.geteuid() == 0 and not short:
        lines += _small_disk(chance, TRIES)
    return lines


def _limited_files(chance: random.Random, tries: int) -> list[str]:
    with world.served() as server:
        pid = server.pid
        whole = resource.prlimit(pid, resource.RLIMIT_FSIZE)

        def fill() -> None:
            log = server.data / "inspector.sqlite3-wal"
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (log.stat().st_size + 30_000, whole[1]))

        def free() -> None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, whole)

        return _full_and_free(server, chance, tries, fill, free, "limit on files")


def _small_disk(chance: random.Random, tries: int) -> list[str]:
    with _mounted() as folder, own_server(folder, world.record()) as server:
        ballast = folder / "ballast"

        def fill() -> None:
            room = shutil.disk_usage(folder).free
            ballast.write_bytes(bytes(max(0, room - 60_000)))

        return _full_and_free(server, chance, tries, fill, ballast.unlink, f"disk of {MEGABYTES} MB")


@contextmanager
def _mounted() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", name], check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def _full_and_free(
    server: OwnServer,
    chance: random.Random,
    tries: int,
    fill: Callable[[], object],
    free: Callable[[], object],
    how: str,
) -> list[str]:
    saving = Saving(Device(server), chance)
    for _ in range(SAVES):
        assert saving.one() == 200, "not saved with room on the disk"
    fill()
    refused = Counter(status for _ in range(tries) if (status := saving.one()) != 200)
    assert refused, f"{how}: not full after {tries} saves"
    assert set(refused) <= {503, 507}, refused
    page = Device(server).page(f"/inspections/{SCHOOL}")
    assert saving.last in page, "the page does not show what was saved last"
    free()
    for _ in range(SAVES):
        assert saving.one() == 200, "not saved when there was room again"
    found = world.stored(server.data)
    lost = set(saving.acknowledged) - set(found)
    assert not lost, f"acknowledged and not stored: {sorted(lost)[:10]}"
    assert sorted(found) == sorted(saving.acknowledged), "stored twice, or never acknowledged"
    world.assert_sound(server.data)
    told = ", ".join(f"{status} {count} times" for status, count in sorted(refused.items()))
    return [f"R7 {how}: acknowledged {len(saving.acknowledged)}, lost 0, turned down in words: {told}; pages open"]


@dataclass
class Saving:
    """One inspector who goes on writing in one cell; what was turned down is sent again under its id."""

    device: Device
    chance: random.Random
    acknowledged: list[str] = field(default_factory=list)
    last: str = ""

    def one(self) -> int:
        """The status; one other than 200 comes with words."""
        number = len(self.acknowledged)
        text = f"{number}-{LONG[: self.chance.randrange(1, len(LONG))]}"
        made = entry(f"f{number}", world.notes(SCHOOL)[0], text, base=f"f{number - 1}" if number else None)
        reply = self.device.client.post(f"/inspections/{SCHOOL}/operations", json={"operations": [made]})
        if reply.status_code != 200:
            problem = reply.json()["error"]
            assert problem["message"] and problem["next_step"], problem
            return reply.status_code
        assert reply.json()["results"][0]["outcome"] == "applied", reply.text
        self.acknowledged.append(made["id"])
        self.last = text
        return 200
