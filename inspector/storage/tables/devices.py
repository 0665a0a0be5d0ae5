"""The devices people work on."""

from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class Device(Record, table=True):
    """One row for each person on a device. `forget_at` is a wish, `purged_at` and `forgotten_at` what became of it.

    `purged_at`: the kept pages are gone; `forgotten_at`: and nothing was waiting any more.
    """

    __tablename__ = "device"

    id: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    name: str
    first_seen: int = Field(sa_type=Instant)
    last_seen: int = Field(sa_type=Instant)
    waiting: int = 0
    forget_at: int | None = Field(default=None, sa_type=Instant)
    forget_by: int | None = Field(default=None, foreign_key="account.id")
    purged_at: int | None = Field(default=None, sa_type=Instant)
    forgotten_at: int | None = Field(default=None, sa_type=Instant)
