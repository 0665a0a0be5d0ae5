"""What inspected units say: statements on papers with their decisions, what is being written, and its files."""

from datetime import date

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record

UNSENT = text("sent_at IS NULL")
"""The history asks it of PostgreSQL too, as `holidays.STANDING`."""


class Statement(Record, table=True):
    """陈述申辩, 异议, 复核申请 or 申诉, once for each `subject`: a letter, one of its findings, or a measure by its id.

    `last_day` and `term_source` are the term as it stood when the statement came; `proofs` is a JSON list of SHA-256.
    """

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("kind", "subject"), Index(None, "city_id", "decided_on"))

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(max_length=64)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=64)
    kind: str = Field(max_length=16)  # defence, objection, review, appeal
    subject: str = Field(max_length=200)
    letter_id: str | None = Field(default=None, foreign_key="letter.id", index=True, max_length=64)
    finding_id: str | None = Field(default=None, foreign_key="finding.id", index=True, max_length=64)
    measure: str = Field(default="", index=True, max_length=64)
    text: str = Field(sa_type=Text)
    proofs: str = "[]"
    received_on: date = Field(sa_type=CivilDate)
    last_day: date | None = Field(default=None, sa_type=CivilDate)
    term_source: str = ""
    late: bool = False
    on_paper: bool = False
    entered_by: int = Field(foreign_key="account.id")
    entered_at: int = Field(sa_type=Instant)
    decided_on: date | None = Field(default=None, sa_type=CivilDate)
    decision: str = ""  # upheld, changed, dropped
    change: str = Field(default="", sa_type=Text)  # what the paper shall say instead
    reason: str = Field(default="", sa_type=Text)
    decided_by: int | None = Field(default=None, foreign_key="account.id")


class Writing(Record, table=True):
    """What a unit's people write, from the first letter on; one that was sent stays as it was sent.

    `typed` is a JSON object of the fields, `version` counts what was saved, `ready_at` is when the reporter gave it to
    the head. `without_head`: the unit had no head with an account, and the reporter sent it.
    """

    __tablename__ = "writing"
    __table_args__ = (Index("ix_writing_key_unsent", "unit_id", "key", unique=True, sqlite_where=UNSENT),)

    id: str = Field(primary_key=True, max_length=64)
    unit_id: str = Field(foreign_key="unit.id", max_length=64)
    key: str = Field(index=True, max_length=200)
    typed: str = Field(sa_type=Text)
    version: int = 1
    written_by: int = Field(foreign_key="account.id")
    written_at: int = Field(sa_type=Instant)
    ready_at: int | None = Field(default=None, sa_type=Instant)
    sent_by: int | None = Field(default=None, foreign_key="account.id")
    sent_at: int | None = Field(default=None, sa_type=Instant)
    without_head: bool = False


class Proof(Record, table=True):
    """佐证材料 that a unit adds to what it writes: announced, on its way, here (`done_at`), sent with a writing.

    `sha256` is that of the bytes as announced; `blob_sha256` and `thumb_sha256` are of what was kept, made anew.
    """

    __tablename__ = "proof"
    __table_args__ = (Index(None, "unit_id", "key"),)

    id: str = Field(primary_key=True, max_length=64)
    unit_id: str = Field(foreign_key="unit.id", max_length=64)
    key: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    size: int
    caption: str = ""
    account_id: int = Field(foreign_key="account.id")
    announced_at: int = Field(sa_type=Instant)
    done_at: int | None = Field(default=None, sa_type=Instant)
    blob_sha256: str | None = Field(default=None, foreign_key="blob.sha256", index=True, max_length=64)
    thumb_sha256: str | None = Field(default=None, foreign_key="blob.sha256", index=True, max_length=64)
    writing_id: str | None = Field(default=None, foreign_key="writing.id", index=True, max_length=64)
