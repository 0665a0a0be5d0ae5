"""Letters, what happened to them, and the series that the office numbers itself."""

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record

NUMBERED = text("number <> ''")


class Letter(Record, table=True):
    """A paper of a round about a unit, with the inputs it was written from.

    Once issued, inputs, file and number stand still. A correction is a letter of its own that `supersedes` this one.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index(None, "round_id", "unit_id"),
        Index("ix_letter_number", "city_id", "number", unique=True, sqlite_where=NUMBERED),
    )

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(index=True, max_length=64)
    kind: str
    round_id: str = Field(foreign_key="round.id", max_length=64)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=64)
    state: str = "draft"
    title: str
    variant: str = "letter"
    office: str = ""
    recipient: str = ""
    number: str = ""  # 发文字号, empty before it is issued
    issued_on: date | None = Field(default=None, sa_type=CivilDate)  # 成文日期
    version: int = 1
    supersedes: str | None = Field(default=None, foreign_key="letter.id", index=True, max_length=64)
    inputs: str  # canonical JSON, frozen
    blob_sha256: str = Field(foreign_key="blob.sha256", index=True, max_length=64)
    created_by: int | None = Field(default=None, foreign_key="account.id")
    created_at: int = Field(sa_type=Instant)


class LetterEvent(Record, table=True):
    """Append-only: who took which step, when, with which day, person, note and file; `state` is the one after."""

    __tablename__ = "letter_event"

    letter_id: str = Field(primary_key=True, foreign_key="letter.id", max_length=64)
    number: int = Field(primary_key=True)
    step: str
    state: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    at: int = Field(sa_type=Instant)
    day: date | None = Field(default=None, sa_type=CivilDate)
    person: str = ""
    way: str = ""
    note: str = ""
    blob_sha256: str | None = Field(default=None, foreign_key="blob.sha256", index=True, max_length=64)


class LetterSeries(Record, table=True):
    """`last` is the last number given out in that year, without gaps."""

    __tablename__ = "letter_series"

    city_id: str = Field(primary_key=True, max_length=64)
    code: str = Field(primary_key=True, max_length=64)
    year: int = Field(primary_key=True)
    last: int
