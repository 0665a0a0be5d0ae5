"""How long a person waits: for the help text, and from `serve` to the first page."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.measure import Measured
from tests.serving import serving


def measure() -> Iterator[Measured]:
    yield Measured("inspector --help", median(_help() for _ in range(7)), "s", "under", 0.5, "wall, median of 7")
    with tempfile.TemporaryDirectory() as folder:
        first = _start(Path(folder))
        again = min(_start(Path(folder)) for _ in range(3))
    yield Measured("server start to first page", again, "s", "under", 3, "wall, demo database already filled")
    yield Measured("server start that fills the demo database", first, "s", note="wall, once in its life; no goal")


def _help() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "inspector", "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _start(folder: Path) -> float:
    start = time.perf_counter()
    with serving(Path(sys.executable), folder, {"PYTHONPATH": os.getcwd()}):
        return time.perf_counter() - start
