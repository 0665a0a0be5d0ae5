"""Which member of a team takes which section of an inspection."""

from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class SectionShare(Record, table=True):
    """Says who sees to a section first; it locks nobody out."""

    __tablename__ = "section_share"

    inspection_id: str = Field(primary_key=True, foreign_key="inspection.id", max_length=64)
    section: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    shared_at: int = Field(sa_type=Instant)
    shared_by: int | None = Field(default=None, foreign_key="account.id")
