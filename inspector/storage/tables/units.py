"""Whoever is inspected, and what is known of them before the visit."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class Unit(Record, table=True):
    """The identity only. What may change over the years stands in its versions."""

    __tablename__ = "unit"

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(index=True, max_length=64)
    created_at: int = Field(sa_type=Instant)


class UnitVersion(Record, table=True):
    """One state of a unit from `valid_from` (inclusive) to `valid_to` (exclusive; null: still valid)."""

    __tablename__ = "unit_version"

    city_id: str = Field(primary_key=True, max_length=64)
    unit_id: str = Field(primary_key=True, foreign_key="unit.id", index=True, max_length=64)
    valid_from: date = Field(primary_key=True, sa_type=CivilDate)
    valid_to: date | None = Field(default=None, sa_type=CivilDate)
    parent_id: str | None = Field(default=None, foreign_key="unit.id", index=True)
    name: str
    kind: str
    code: str | None = None  # national code
    stages: str = ""  # of a regular school: words of the checklist, separated by a space
    position: int = 0  # administrative order among its siblings


class Fact(Record, table=True):
    """Append-only: a correction is a later arrival. `dimension` is empty, or a key such as a stage."""

    __tablename__ = "fact"
    __table_args__ = (Index(None, "city_id", "arrival", unique=True),)

    city_id: str = Field(primary_key=True, max_length=64)
    unit_id: str = Field(primary_key=True, foreign_key="unit.id", max_length=64)
    fact: str = Field(primary_key=True, max_length=64)
    dimension: str = Field(primary_key=True, default="", max_length=64)
    as_of: date = Field(primary_key=True, sa_type=CivilDate)
    arrival: int = Field(primary_key=True)
    value: str | None
    source: str = ""
    status: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    recorded_at: int = Field(sa_type=Instant)
