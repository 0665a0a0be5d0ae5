"""Papers of one kind for many units of a round, made and issued one after the other."""

from sqlalchemy import Index, Text
from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class LetterBatch(Record, table=True):
    """`wish` and `issuing` are the two forms as typed, JSON by field; nothing is issued before the second."""

    __tablename__ = "letter_batch"
    __table_args__ = (Index(None, "state", "created_at"),)

    id: str = Field(primary_key=True, max_length=64)
    round_id: str = Field(foreign_key="round.id", index=True, max_length=64)
    kind: str
    wish: str = Field(sa_type=Text)
    step: str = "check"
    state: str = "running"
    issuing: str = Field(default="", sa_type=Text)
    created_by: int | None = Field(default=None, foreign_key="account.id")
    created_at: int = Field(sa_type=Instant)


class LetterBatchLine(Record, table=True):
    """`passed`: how many steps it has gone through; `reason` and `detail`: why it did not get through the next."""

    __tablename__ = "letter_batch_line"

    batch_id: str = Field(primary_key=True, foreign_key="letter_batch.id", max_length=64)
    place: int = Field(primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", max_length=64)
    passed: int = 0
    reason: str = ""
    detail: str = Field(default="", sa_type=Text)
    left_out: bool = False
    letter_id: str | None = Field(default=None, foreign_key="letter.id", index=True, max_length=64)
