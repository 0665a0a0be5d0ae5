"""The engine: SQLite tuned for one writer and many readers, or PostgreSQL by its URL."""

from functools import partial
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

PRAGMAS = (
    "PRAGMA busy_timeout = 10000",  # first: the next lines already need the lock another process may hold
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL may lose the last commits when the power fails
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
)
ONE_FILE = tuple(line.replace("WAL", "DELETE") for line in PRAGMAS)
"""Of a case file: after each commit the one file holds everything and can be copied by itself."""


def open_engine(url: str, *, one_file: bool = False) -> Engine:
    """Readers use the engine as it is; the writer uses `for_writing(engine)`.

    The folder of a SQLite file is made when missing. A database in memory is refused: each connection
    would see its own.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        # A reader's statements all see one moment, as they do in SQLite.
        return create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ")
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("SQLite needs a file: a database in memory would be another one for each connection")
    Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=8, max_overflow=24)
    event.listen(engine, "connect", partial(_prepare_sqlite, pragmas=ONE_FILE if one_file else PRAGMAS))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def for_writing(engine: Engine) -> Engine:
    """The same pool, for transactions that write.

    SQLite takes its write lock at once instead of failing half way up; PostgreSQL waits for the rows it
    needs and then sees what others committed.
    """
    if not is_sqlite(engine):
        return engine.execution_options(isolation_level="READ COMMITTED")
    return engine.execution_options(inspector_begin="BEGIN IMMEDIATE")


def is_sqlite(engine: Engine | Connection) -> bool:
    return engine.dialect.name == "sqlite"


def _prepare_sqlite(connection: SQLiteConnection, _: Any, *, pragmas: tuple[str, ...]) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is deferred; ours is explicit
    for pragma in pragmas:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(connection.get_execution_options().get("inspector_begin", "BEGIN"))
