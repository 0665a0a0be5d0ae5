"""From statements to typed records and back."""

from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Select, Table, insert, select

from inspector.storage.columns import Record

R = TypeVar("R", bound=Record)


def table(record: type[Record]) -> Table:
    return cast(Table, getattr(record, "__table__"))  # noqa: B009 (mypy knows no such attribute)


def one(connection: Connection, record: type[R], *where: ColumnElement[bool]) -> R | None:
    row = connection.execute(select(table(record)).where(*where)).first()
    return None if row is None else record(**row._mapping)


def many(connection: Connection, record: type[R], query: Select[Any]) -> list[R]:
    return [record(**row._mapping) for row in connection.execute(query)]


def add(connection: Connection, *records: Record) -> None:
    """Inserts records of one table."""
    if records:
        connection.execute(insert(table(type(records[0]))), [record.model_dump() for record in records])
