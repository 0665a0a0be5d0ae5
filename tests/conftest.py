"""Temporary files of the tests lie in memory where it has room: no test cuts the power, so none has to wait until a
disk has written. They go with the run: with a TMPDIR of your own those of failed tests stay. `make soak` stays on the
disk.

Garbage is looked for seldom: both plans stay loaded for the whole run, and going through them again and again took a
sixth of its time."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that must be free; a whole run keeps far less than these four gigabytes at a time."""


def _serves() -> bool:
    """Room enough, and programs of an environment made there may be run."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    found = os.statvfs(MEMORY)
    return found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and _serves():
    os.environ["TMPDIR"] = tempfile.tempdir = tempfile.mkdtemp(prefix="inspector-tests-", dir=MEMORY)
    atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)  # worker processes get its name and leave it

gc.set_threshold(100_000, 50, 50)
