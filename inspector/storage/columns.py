"""Column types and the base of all tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata_of_record = MetaData(naming_convention=NAMING)


class Record(SQLModel):
    """Base of the tables; keeps its own metadata, apart from any other SQLModel in the process."""

    model_config = {"defer_build": True}
    metadata = metadata_of_record


class Instant(TypeDecorator[int]):
    """UTC microseconds in 64 bits. Only an int is taken: SQLite would drop a zone in silence."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError(f"an instant is UTC microseconds as int, not {value!r}")
        return value


class CivilDate(TypeDecorator[date]):
    """A date without a clock. A datetime, to Python a date too, is refused: its zone would be lost."""

    impl = Date
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> date | None:
        if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
            raise TypeError(f"a civil date is a datetime.date, not {value!r}")
        return value
