"""Own wordings of a city, and in which letters a finding stands."""

from sqlalchemy import Index
from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class OwnWording(Record, table=True):
    """A version of a template; append-only. In use is the newest approved one; an empty text is the shipped one."""

    __tablename__ = "own_wording"
    __table_args__ = (Index(None, "city_id", "name"),)

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(max_length=64)
    name: str
    version: int
    text: str
    note: str = ""
    made_by: int | None = Field(default=None, foreign_key="account.id")
    made_at: int = Field(sa_type=Instant)
    approved_by: int | None = Field(default=None, foreign_key="account.id")
    approved_at: int | None = Field(default=None, sa_type=Instant)
    alone: str = ""  # why nobody else approved it


class LetterFinding(Record, table=True):
    """A sentence about this item at this unit stands in the letter."""

    __tablename__ = "letter_finding"
    __table_args__ = (Index(None, "unit_id", "item_id"),)

    letter_id: str = Field(primary_key=True, foreign_key="letter.id", max_length=64)
    unit_id: str = Field(primary_key=True, max_length=64)
    item_id: str = Field(primary_key=True)
