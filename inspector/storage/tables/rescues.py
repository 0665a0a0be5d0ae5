"""Rescue files that were brought in, and which entries came by them."""

from sqlalchemy import Text
from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class Rescue(Record, table=True):
    """One import that brought something. `counts` is JSON, by outcome of the entries, with `files` beside."""

    __tablename__ = "rescue"

    id: str = Field(primary_key=True, max_length=64)
    digest: str = Field(max_length=64, index=True)  # SHA-256 of the file
    device: str = Field(max_length=64)
    account_id: int = Field(foreign_key="account.id")
    imported_at: int = Field(sa_type=Instant)
    counts: str = Field(sa_type=Text)


class RescueEntry(Record, table=True):
    """An entry that its author's device never sent itself, and by which import it came."""

    __tablename__ = "rescue_entry"

    inspection_id: str = Field(primary_key=True, foreign_key="inspection.id", max_length=64)
    operation_id: str = Field(primary_key=True, max_length=64)
    rescue_id: str = Field(foreign_key="rescue.id", max_length=64)
