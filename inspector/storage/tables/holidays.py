"""Days off and days worked that a city adds to the library's, and its own terms."""

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record

STANDING = text("removed_at IS NULL")
"""The history asks it of PostgreSQL too; named here as well, it would load that dialect at each start."""


class Holiday(Record, table=True):
    """What a city says of a day, before the library: `off`, `worked`, or `usual`, which is as its weekday is.

    Append-only: a change ends the row that stood (`removed_at`) and adds one.
    """

    __tablename__ = "holiday"
    __table_args__ = (Index("ix_holiday_day", "city_id", "day", unique=True, sqlite_where=STANDING),)

    id: int | None = Field(default=None, primary_key=True)
    city_id: str = Field(max_length=64)
    day: date = Field(sa_type=CivilDate)
    kind: str
    name: str = ""
    source: str = ""
    made_by: int | None = Field(default=None, foreign_key="account.id")
    made_at: int = Field(sa_type=Instant)
    removed_by: int | None = Field(default=None, foreign_key="account.id")
    removed_at: int | None = Field(default=None, sa_type=Instant)


class HolidayYear(Record, table=True):
    """A year whose days the office declares complete; without it a year that the library lacks is not known."""

    __tablename__ = "holiday_year"

    city_id: str = Field(primary_key=True, max_length=64)
    year: int = Field(primary_key=True)
    source: str = ""
    made_by: int | None = Field(default=None, foreign_key="account.id")
    made_at: int = Field(sa_type=Instant)


class TermRule(Record, table=True):
    """How long a city gives for a step: `days` of a `kind` from an `event`. An empty `source`: it set that itself."""

    __tablename__ = "term_rule"

    city_id: str = Field(primary_key=True, max_length=64)
    term: str = Field(primary_key=True, max_length=64)
    days: int
    kind: str
    event: str
    source: str = ""
    made_by: int | None = Field(default=None, foreign_key="account.id")
    made_at: int = Field(sa_type=Instant)
