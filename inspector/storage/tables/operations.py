"""What inspectors entered: operations, those set aside, and the head of each cell."""

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class Operation(Record, table=True):
    """Append-only, whatever the outcome. `arrival` is the server's order within the city."""

    __tablename__ = "operation"
    __table_args__ = (
        Index(None, "city_id", "inspection_id", "arrival", unique=True),
        Index(None, "inspection_id", "outcome"),
    )

    city_id: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    inspection_id: str = Field(foreign_key="inspection.id", max_length=64)
    level: str
    field: str
    base: str | None = None
    value: str | None = None
    raw: str | None = None
    account_id: int = Field(foreign_key="account.id")
    device: str = ""
    seq: int = 0
    device_time: int | None = Field(default=None, sa_type=Instant)
    arrival: int
    received_at: int = Field(sa_type=Instant)
    outcome: str
    head: str | None = None  # where its cell stood afterwards
    reason: str = ""
    content_hash: str = Field(max_length=64)


class OperationAside(Record, table=True):
    """The other content of an id that was used twice: refused, kept, never applied."""

    __tablename__ = "operation_aside"
    __table_args__ = (
        ForeignKeyConstraint(["city_id", "id"], ["operation.city_id", "operation.id"]),
        Index(None, "inspection_id"),
    )

    city_id: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    content_hash: str = Field(primary_key=True, max_length=64)
    inspection_id: str = Field(foreign_key="inspection.id", max_length=64)
    level: str
    field: str
    base: str | None = None
    value: str | None = None
    raw: str | None = None
    account_id: int = Field(foreign_key="account.id")
    device: str = ""
    seq: int = 0
    device_time: int | None = Field(default=None, sa_type=Instant)
    received_at: int = Field(sa_type=Instant)


class Head(Record, table=True):
    """The current answer of a cell: the operation whose value is shown, scored and printed."""

    __tablename__ = "head"

    city_id: str = Field(primary_key=True, max_length=64)
    inspection_id: str = Field(primary_key=True, foreign_key="inspection.id", max_length=64)
    level: str = Field(primary_key=True, max_length=8)
    field: str = Field(primary_key=True, max_length=200)
    operation_id: str
    value: str | None = None
    raw: str | None = None


class Counter(Record, table=True):
    """The last arrival number given out in a city, one row a noun."""

    __tablename__ = "counter"

    city_id: str = Field(primary_key=True, max_length=64)
    noun: str = Field(primary_key=True, max_length=16)
    last: int
