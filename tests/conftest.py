"""Temporary files of the tests lie in memory where it has room: no test cuts the power, so none has to wait until a
disk has written. `make soak` stays on the disk."""

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes; a whole run keeps less than one of these four gigabytes at a time."""


def _serves() -> bool:
    """Room enough, and programs of an environment made there may be run."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    found = os.statvfs(MEMORY)
    return found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and _serves():
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
