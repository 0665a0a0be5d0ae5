"""A server of its own whose clock the test sets: a story of months is told in one run, each day as it comes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from tests.browser.own_server import REPOSITORY, OwnServer

SHANGHAI = timezone(timedelta(hours=8))
# Python runs a module of this name before anything else: the one clock of the product shows what the file says.
START = """
from pathlib import Path
from time import time_ns
from inspector.storage import instants

def moved():
    return time_ns() + int(Path({offset!r}).read_text())

instants.time_ns = moved
"""


class MovedServer(OwnServer):
    """`today(day)` sets its clock to nine in the morning in Shanghai; sessions of an earlier day may be over."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._offset = folder / "offset"
        self._offset.write_text("0")
        (folder / "sitecustomize.py").write_text(START.format(offset=str(self._offset)))
        self._environment["PYTHONPATH"] = f"{folder}:{REPOSITORY}"

    def today(self, day: date) -> None:
        wanted = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        later = self._offset.with_suffix(".later")
        later.write_text(str(int((wanted - datetime.now(SHANGHAI)).total_seconds() * 1e9)))
        later.replace(self._offset)  # at once: the server may be reading it


@contextmanager
def moved_server(folder: Path, copy_of: Path, day: date) -> Iterator[MovedServer]:
    """Started on that day with a copy of the record in `copy_of`."""
    server = MovedServer(folder)
    server.data.mkdir(parents=True)
    with sqlite3.connect(copy_of / "inspector.sqlite3") as connection:
        connection.execute("VACUUM INTO ?", (str(server.data / "inspector.sqlite3"),))
    (server.data / "checklists.json").write_bytes((copy_of / "checklists.json").read_bytes())
    server.today(day)
    server.start()
    try:
        yield server
    finally:
        server.kill()
