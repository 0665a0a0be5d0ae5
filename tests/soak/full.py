"""R7: the disk of the server is full. Saves are turned down in words, pages still open, and with room all goes on.

As root the record lies on a file system of a few megabytes that is filled up; otherwise a limit on the size of
files is put on the running server, which SQLite meets with another error of the system.
"""

import os
import random
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.own_server import OwnServer, own_server
from tests.soak import world
from tests.soak.world import SCHOOL, Device, entry

MEGABYTES = 32
SAVES, TRIES, TRIES_SHORT = 20, 400, 60
UNTIL_FULL = 100
LONG = "很长的一段话" * 600


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    lines = _limited_files(chance, TRIES_SHORT if short else TRIES)
    if os.geteuid() == 0 and not short:
        lines += _small_disk(chance, TRIES)
    return lines


def _limited_files(chance: random.Random, tries: int) -> list[str]:
    with world.served() as server:
        assert server.pid is not None
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
