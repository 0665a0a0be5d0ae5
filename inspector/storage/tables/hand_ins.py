"""Inspections that were handed in on a device without signal, and completed when everything had arrived."""

from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class HandIn(Record, table=True):
    """Append-only. `signed_at` is the device's own time, `open_items` the questions the person left open, a list."""

    __tablename__ = "hand_in"

    id: str = Field(primary_key=True, max_length=64)
    inspection_id: str = Field(foreign_key="inspection.id", index=True, max_length=64)
    account_id: int = Field(foreign_key="account.id")
    device: str = Field(max_length=64)
    signed_as: str = Field(max_length=100)
    signed_at: int = Field(sa_type=Instant)
    open_items: str = "[]"
    completed_at: int = Field(sa_type=Instant)
