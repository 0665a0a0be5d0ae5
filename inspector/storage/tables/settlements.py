"""What people made of facts that contradict each other, and what facts that changed moved."""

from datetime import date

from sqlalchemy import Index, Text
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class Settlement(Record, table=True):
    """Append-only. `value` null: both figures stand. `mark` is the digest of the figures it settles."""

    __tablename__ = "settlement"
    __table_args__ = (Index(None, "city_id", "unit_id", "fact"),)

    city_id: str = Field(primary_key=True, max_length=64)
    number: int = Field(primary_key=True)
    kind: str  # sources, sum, part
    unit_id: str = Field(foreign_key="unit.id", max_length=64)
    fact: str = Field(max_length=64)
    dimension: str = Field(default="", max_length=64)
    as_of: date = Field(sa_type=CivilDate)
    figures: str = Field(sa_type=Text)  # JSON: the figures as they stood, the one that counted first
    mark: str = Field(max_length=64)
    value: str | None = None
    reason: str
    account_id: int = Field(foreign_key="account.id")
    settled_at: int = Field(sa_type=Instant)


class Movement(Record, table=True):
    """What moved at one unit of a round when the facts `arrival_first` to `arrival_last` came in."""

    __tablename__ = "movement"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=64)
    unit_id: str = Field(primary_key=True, foreign_key="unit.id", index=True, max_length=64)
    arrival_first: int = Field(primary_key=True)
    arrival_last: int
    moves: str = Field(sa_type=Text)  # JSON of casework.moved.Moved
    account_id: int | None = Field(default=None, foreign_key="account.id")
    moved_at: int = Field(sa_type=Instant)
