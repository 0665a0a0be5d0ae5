"""One opened record: engine, writer and the folder of blobs."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine

from inspector.settings import Settings
from inspector.storage.engine import is_sqlite, open_engine
from inspector.storage.writer import Writer

T = TypeVar("T")


class Store:
    """Reads see the last commit; writes go through one queue. Close it, or use it as a context."""

    def __init__(self, engine: Engine, blob_folder: Path) -> None:
        self.engine = engine
        self.blob_folder = blob_folder
        self.writer = Writer(engine)
        self._lasting: list[Connection] = []

    async def write(self, job: Callable[[Connection], T]) -> T:
        """Run the job in the writer; returns after the commit, raises what the job raised."""
        return await self.writer.submit(job)

    async def read(self, query: Callable[[Connection], T], *, heavy: bool = False) -> T:
        """Run a query on its own snapshot. Short SQLite reads stay on the loop; all others go to a thread."""
        if heavy or not is_sqlite(self.engine):
            return await asyncio.to_thread(self.read_now, query)
        return self._read_here(query)

    def _read_here(self, query: Callable[[Connection], T]) -> T:
        """On a connection kept for this: to take one out of the pool costs more than a short query."""
        try:
            connection = self._lasting.pop()
        except IndexError:
            connection = self.engine.connect()
        try:
            return query(connection)
        finally:
            connection.rollback()  # the next query sees what was committed by then
            self._lasting.append(connection)

    def read_now(self, query: Callable[[Connection], T]) -> T:
        with self.engine.connect() as connection:
            return query(connection)

    def write_now(self, job: Callable[[Connection], T]) -> T:
        """As `write`, for the command line and tests."""
        return self.writer.run(job)

    def close(self) -> None:
        self.writer.stop()
        while self._lasting:
            self._lasting.pop().close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_store(settings: Settings) -> Store:
    """Open the record where the settings point; `migrations.upgrade(store)` brings its tables up to date."""
    return Store(open_engine(settings.url, one_file=settings.case_file is not None), settings.blob_folder)
