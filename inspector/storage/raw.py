"""Statements on the driver's own cursor, for the few paths where SQLAlchemy costs more than the database."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from inspector.storage.engine import is_sqlite

Row = tuple[Any, ...]


class Cursor:
    """Takes SQL with `?` for values, whatever the driver's style; stays in the open transaction.

    `alone`: for a query of one statement, which needs no transaction around it to see one moment.
    """

    def __init__(self, connection: Connection, *, alone: bool = False) -> None:
        if not alone and not connection.in_transaction():
            connection.begin()
        self._cursor = connection.connection.cursor()
        self._plain = is_sqlite(connection)

    def row(self, sql: str, values: Sequence[Any]) -> Row | None:
        found = self._run(sql, values).fetchone()
        return None if found is None else tuple(found)

    def rows(self, sql: str, values: Sequence[Any]) -> list[Row]:
        return list(self._run(sql, values).fetchall())

    def run(self, sql: str, values: Sequence[Any]) -> None:
        self._run(sql, values)

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._cursor.executemany(sql if self._plain else _format_style(sql), list(rows))

    def _run(self, sql: str, values: Sequence[Any]) -> Any:
        self._cursor.execute(sql if self._plain else _format_style(sql), values)
        return self._cursor


@lru_cache(maxsize=256)
def _format_style(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")
