"""Statements on the driver's own cursor, for the few paths where SQLAlchemy costs more than the database."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from inspector.storage.engine import is_sqlite

Row = tuple[Any, ...]
MANY = 1000


class Cursor:
    """Takes SQL with `?` for values, whatever the driver's style; stays in the open transaction.

    `alone`: for a query of one statement, which needs no transaction around it to see one moment.
    """

    def __init__(self, connection: Connection, *, alone: bool = False) -> None:
        if not alone and not connection.in_transaction():
            connection.begin()
        self._cursor = connection.connection.cursor()
        self._dialect = connection.dialect
        self._plain = is_sqlite(connection)

    def row(self, sql: str, values: Sequence[Any]) -> Row | None:
        found = self._run(sql, values).fetchone()
        return None if found is None else tuple(found)

    def rows(self, sql: str, values: Sequence[Any]) -> list[Row]:
        return list(self._run(sql, values).fetchall())

    def each(self, sql: str, values: Sequence[Any]) -> Iterator[Row]:
        """Rows as they are asked for; the cursor serves nothing else meanwhile."""
        found = self._run(sql, values)
        while rows := found.fetchmany(MANY):
            yield from map(tuple, rows)

    def run(self, sql: str, values: Sequence[Any]) -> None:
        self._run(sql, values)

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._executed(self._cursor.executemany, sql, list(rows))

    def _run(self, sql: str, values: Sequence[Any]) -> Any:
        self._executed(self._cursor.execute, sql, values)
        return self._cursor

    def _executed(self, execute: Callable[[str, Any], object], sql: str, values: Sequence[Any]) -> None:
        """A record out of reach, such as on a full disk, is the same error as through SQLAlchemy; values stay out."""
        try:
            execute(sql if self._plain else _format_style(sql), values)
        except self._dialect.loaded_dbapi.OperationalError as error:
            raise OperationalError(sql, None, error) from error


@lru_cache(maxsize=256)
def _format_style(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")
