"""A server of a test's own that can be killed and started again at the same address, with the demo data."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serving import Served, free_port, own_environment, wait_until_served

REPOSITORY = Path(__file__).parents[2]


class OwnServer:
    """`folder` holds its data; killing it is what a power failure does to the process."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = folder / "data"
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        ours = {"INSPECTOR_DATA_FOLDER": str(self.data), "PYTHONPATH": str(REPOSITORY)}
        self._environment = own_environment() | ours

    def fill(self) -> None:
        """The demo data, before the first start."""
        command = [sys.executable, "-m", "inspector", "demo"]
        subprocess.run(command, env=self._environment, stdout=subprocess.DEVNULL, check=True)

    def start(self) -> None:
        command = [sys.executable, "-m", "inspector", "serve", "--port", str(self.port)]
        with self._log.open("ab") as log:
            process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=subprocess.STDOUT)
        self._process = process
        wait_until_served(process, Served(self.url, self._log, self.data))

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


def rows(data: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """What the record in that folder says."""
    with sqlite3.connect(data / "inspector.sqlite3") as connection:
        return connection.execute(query, values).fetchall()


@contextmanager
def own_server(folder: Path, copy_of: Path) -> Iterator[OwnServer]:
    """Started with a copy of the record of a server that may be running."""
    server = OwnServer(folder)
    server.data.mkdir(parents=True)
    with sqlite3.connect(copy_of / "inspector.sqlite3") as connection:
        connection.execute("VACUUM INTO ?", (str(server.data / "inspector.sqlite3"),))
    (server.data / "checklists.json").write_bytes((copy_of / "checklists.json").read_bytes())
    server.start()
    try:
        yield server
    finally:
        server.kill()
