"""Starts the product as a user does, as a process of its own with its demo data, and stops it again."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

SECONDS_TO_START = 180
SECONDS_TO_STOP = 15
PORTS = (20_000, 32_000)


@dataclass(frozen=True)
class Served:
    """A running product: where it listens, what it printed (URL and accounts), where it keeps its data."""

    url: str
    log: Path
    data_folder: Path

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")


def free_port() -> int:
    """Below what systems give to connections going out: such a one would take it while its server is down.

    One that asks whether the server is up could even get the port it asks, and be answered by itself.
    """
    while True:
        port = SystemRandom().randrange(*PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def own_environment() -> dict[str, str]:
    """Ours but for what sets the product or Python: with PYTHONDONTWRITEBYTECODE each start would compile all anew."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("INSPECTOR_", "PYTHON"))}


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def wait_until_served(process: subprocess.Popen[bytes], served: Served) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(served.url):
        if process.poll() is not None:
            raise AssertionError(f"the server stopped with {process.returncode} and printed:\n{served.printed}")
        if time.monotonic() > deadline:
            raise AssertionError(f"no answer in {SECONDS_TO_START} s; the server printed:\n{served.printed}")
        time.sleep(0.1)


@contextmanager
def serving(python: Path, folder: Path, environment: Mapping[str, str], *, demo: bool = True) -> Iterator[Served]:
    """`python -m inspector serve --demo` in `folder` on a free port; data and log stay in that folder.

    Without `demo` the record is empty, and what is printed holds the first account.
    """
    port = free_port()
    served = Served(f"http://127.0.0.1:{port}", folder / "server.log", folder / "data")
    ours = own_environment()
    ours |= {"INSPECTOR_DATA_FOLDER": str(served.data_folder), "PYTHONUNBUFFERED": "1", **environment}
    command = [str(python), "-m", "inspector", "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--demo"] if demo else []
    with served.log.open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=ours, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_served(process, served)
        yield served
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(SECONDS_TO_STOP)
