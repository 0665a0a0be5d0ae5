"""What was sent to whom: one digest a day, and which reminder of which finding stood in it."""

from datetime import date

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class ReminderDigest(Record, table=True):
    """One message of a day over a `channel` to a `recipient`: mail to an account's id, robot for a city's id.

    `state`: sending, sent, failed (waits until `next_at`), given_up. `tries` counts attempts, `lost` those that
    ended without word, such as by a crash.
    """

    __tablename__ = "reminder_digest"
    __table_args__ = (UniqueConstraint("channel", "recipient", "day"),)

    id: str = Field(primary_key=True, max_length=64)
    channel: str = Field(max_length=16)
    recipient: str = Field(max_length=64)
    day: date = Field(sa_type=CivilDate)
    subject: str
    body: str = Field(sa_type=Text)
    state: str = Field(default="sending", index=True, max_length=16)
    tries: int = 1
    lost: int = 0
    claimed_at: int = Field(sa_type=Instant)
    next_at: int | None = Field(default=None, sa_type=Instant)
    sent_at: int | None = Field(default=None, sa_type=Instant)
    error: str = ""


class ReminderSent(Record, table=True):
    """`day` is the one the reminder belongs to, such as seven days before the last; each is told once."""

    __tablename__ = "reminder_sent"

    channel: str = Field(primary_key=True, max_length=16)
    recipient: str = Field(primary_key=True, max_length=64)
    finding_id: str = Field(primary_key=True, foreign_key="finding.id", max_length=64)
    what: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True, sa_type=CivilDate)
    digest_id: str = Field(foreign_key="reminder_digest.id", index=True, max_length=64)


class CityCalendarKey(Record, table=True):
    """The secret address of a city's feed of deadlines, for the whole office: only the SHA-256 of its token."""

    __tablename__ = "city_calendar_key"

    city_id: str = Field(primary_key=True, max_length=64)
    token_hash: str = Field(unique=True, max_length=64)
    made_by: int | None = Field(default=None, foreign_key="account.id")
    made_at: int = Field(sa_type=Instant)
