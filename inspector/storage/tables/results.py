"""What was computed and kept: results and blobs."""

from sqlalchemy import BigInteger, Index, LargeBinary, text
from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class Result(Record, table=True):
    """A cache, dropped and rebuilt to the same bytes. Scores are integers in millionths of a point."""

    __tablename__ = "result"
    __table_args__ = (
        Index(  # holds all the roll-up reads, and only what it reads
            "ix_result_roll_up",
            *("round_id", "kind", "parent_id", "score_low", "score_high"),
            sqlite_where=text("score_low IS NOT NULL"),
        ),
        Index(None, "round_id", "parent_id"),
    )

    inspection_id: str = Field(primary_key=True, foreign_key="inspection.id", max_length=64)
    round_id: str = Field(foreign_key="round.id", max_length=64)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=64)
    kind: str
    parent_id: str | None = Field(default=None, foreign_key="unit.id")
    score_low: int | None = Field(default=None, sa_type=BigInteger)
    score_high: int | None = Field(default=None, sa_type=BigInteger)
    coverage: int = 0  # check coverage in millionths
    grade: str | None = None
    vector: bytes = Field(sa_type=LargeBinary)
    computed_at: int = Field(sa_type=Instant)


class Blob(Record, table=True):
    """A file outside the database, found by its SHA-256."""

    __tablename__ = "blob"

    sha256: str = Field(primary_key=True, max_length=64)
    size: int = Field(sa_type=BigInteger)
    media_type: str
    name: str
    stored_at: int = Field(sa_type=Instant)
