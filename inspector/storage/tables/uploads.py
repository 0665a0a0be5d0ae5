"""Files announced by a device: on their way until every byte is here."""

from sqlalchemy import Index
from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class Upload(Record, table=True):
    """佐证材料 on its way. Its id becomes that of the entry which puts the file into the form, so it does so once.

    The announcement is small and arrives with the answers; the bytes may follow hours later.
    """

    __tablename__ = "upload"
    __table_args__ = (Index(None, "inspection_id", "level", "done_at"),)

    id: str = Field(primary_key=True, max_length=64)
    inspection_id: str = Field(foreign_key="inspection.id", max_length=64)
    level: str = Field(max_length=8)
    item: str = Field(max_length=64)
    request: str = Field(max_length=64)
    sha256: str = Field(max_length=64)  # of the bytes as sent; what is kept is made anew
    size: int
    caption: str = ""
    place: str = ""
    device: str = ""
    account_id: int = Field(foreign_key="account.id")
    announced_at: int = Field(sa_type=Instant)
    done_at: int | None = Field(default=None, sa_type=Instant)
    reason: str = ""  # why the file was kept and not taken over
