"""Temporary files of the tests lie in memory where it has room: no test cuts the power, so none has to wait until a
disk has written. They go with the run: with a TMPDIR of your own those of failed tests stay. `make soak` stays on the
disk.

Garbage is looked for seldom: both plans stay loaded for the whole run, and going through them again and again took a
sixth of its time.

Laws are checked on the same examples in every run, and a slow machine refutes none; `pytest
--hypothesis-profile=search` looks for new ones."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

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

UNASKED = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("search", deadline=None, max_examples=1_000, suppress_health_check=UNASKED)
settings.register_profile("tests", settings.get_profile("search"), max_examples=100, derandomize=True, database=None)
settings.load_profile("tests")
