"""What takes long to make and is only read: made by the first test process that asks, for all of this run."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` filled in the place where it stays; what failed half way is not handed on."""
    ours = factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours  # xdist gives each process a folder in it
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def demo_record(factory: pytest.TempPathFactory) -> Path:
    """What `inspector demo` made from nothing: `data`, and `printed` with what it said. Tests take copies."""

    def make(folder: Path) -> None:
        environment = {**os.environ, "INSPECTOR_DATA_FOLDER": str(folder / "data"), "PYTHONPATH": str(REPOSITORY)}
        command = [sys.executable, "-m", "inspector", "demo"]
        with (folder / "printed").open("wb") as printed:
            subprocess.run(command, env=environment, stdout=printed, check=True)

    return made_once(factory, "demo-record", make)
