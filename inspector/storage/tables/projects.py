"""What a round needs before and beside its inspections: team, recusals, draws, timetable, visits, calendar feeds."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class TeamMember(Record, table=True):
    """督导组. Who left stays in the record, with the day and the reason."""

    __tablename__ = "team_member"

    id: str = Field(primary_key=True, max_length=64)
    round_id: str = Field(foreign_key="round.id", index=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    duty: str  # leader 组长, member 成员
    group_name: str = ""
    named_at: int = Field(sa_type=Instant)
    named_by: int | None = Field(default=None, foreign_key="account.id")
    left_at: int | None = Field(default=None, sa_type=Instant)
    left_reason: str = ""


class Recusal(Record, table=True):
    """回避. `ends_at` is the instant at which a limited ground ends; null: it holds until it is lifted."""

    __tablename__ = "recusal"

    id: str = Field(primary_key=True, max_length=64)
    round_id: str = Field(foreign_key="round.id", index=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    unit_id: str = Field(foreign_key="unit.id", max_length=64)
    ground: str
    left_on: date | None = Field(default=None, sa_type=CivilDate)
    ends_at: int | None = Field(default=None, sa_type=Instant)
    note: str = ""
    released: str = "[]"  # JSON: inspections that went back to nobody when it was recorded
    recorded_at: int = Field(sa_type=Instant)
    recorded_by: int | None = Field(default=None, foreign_key="account.id")
    lifted_at: int | None = Field(default=None, sa_type=Instant)
    lifted_by: int | None = Field(default=None, foreign_key="account.id")
    lift_reason: str = ""


class Declaration(Record, table=True):
    """A member's word that all grounds for recusal are declared, or that there is none."""

    __tablename__ = "declaration"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=64)
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    declared_at: int = Field(sa_type=Instant)


class Waiver(Record, table=True):
    """The written reason for going on with a round that lacks something, such as a full team."""

    __tablename__ = "waiver"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=64)
    gap: str = Field(primary_key=True, max_length=32)
    reason: str
    given_at: int = Field(sa_type=Instant)
    given_by: int | None = Field(default=None, foreign_key="account.id")


class Draw(Record, table=True):
    """A draw begins when its seed is fixed and ends with its `protocol`; it is never written over."""

    __tablename__ = "draw"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=64)
    number: int = Field(primary_key=True)
    seed: str
    seed_source: str = ""
    reason: str = ""  # why another draw was made
    seed_at: int = Field(sa_type=Instant)
    seed_by: int | None = Field(default=None, foreign_key="account.id")
    protocol: str | None = Field(default=None, sa_type=Text)  # JSON: frame, strata, quotas, digest, drawn
    drawn_at: int | None = Field(default=None, sa_type=Instant)
    drawn_by: int | None = Field(default=None, foreign_key="account.id")


class Complaint(Record, table=True):
    """投诉: a unit visited beside the sample; it stays out of every estimate."""

    __tablename__ = "complaint"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=64)
    unit_id: str = Field(primary_key=True, foreign_key="unit.id", max_length=64)
    note: str = ""
    added_at: int = Field(sa_type=Instant)
    added_by: int | None = Field(default=None, foreign_key="account.id")


class RoundStep(Record, table=True):
    """A step of the timetable; an empty `source` says that the term has no legal source."""

    __tablename__ = "round_step"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=64)
    step: str = Field(primary_key=True, max_length=32)
    first: date = Field(sa_type=CivilDate)
    last: date = Field(sa_type=CivilDate)
    source: str = ""


class Visit(Record, table=True):
    """实地核查: where an inspection comes in its day's route. The day itself is the inspection's visit date."""

    __tablename__ = "visit"

    inspection_id: str = Field(primary_key=True, foreign_key="inspection.id", max_length=64)
    position: int = 0
    start: str = ""  # 09:30, in the office's zone
    note: str = ""


class CalendarKey(Record, table=True):
    """The secret address of a person's calendar feed: only the SHA-256 of its token is kept."""

    __tablename__ = "calendar_key"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    token_hash: str = Field(unique=True, max_length=64)
    made_at: int = Field(sa_type=Instant)
