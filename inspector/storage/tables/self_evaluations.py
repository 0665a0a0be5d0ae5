"""Self-evaluations of units: where they stand, every step they took, and the links by which units come in."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class SelfEvaluation(Record, table=True):
    """Apart from its inspection's own state. None for a unit that nobody invited."""

    __tablename__ = "self_evaluation"

    inspection_id: str = Field(primary_key=True, foreign_key="inspection.id", max_length=64)
    state: str = "invited"
    due: date = Field(sa_type=CivilDate)
    invited_at: int = Field(sa_type=Instant)
    invited_by: int | None = Field(default=None, foreign_key="account.id")
    approved_at: int | None = Field(default=None, sa_type=Instant)
    approved_by: int | None = Field(default=None, foreign_key="account.id")
    released_at: int | None = Field(default=None, sa_type=Instant)
    released_by: int | None = Field(default=None, foreign_key="account.id")
    reason: str = ""  # of the last return or withdrawal


class SelfEvaluationStep(Record, table=True):
    """Append-only: who moved a self-evaluation, from what to what, when and why."""

    __tablename__ = "self_evaluation_step"

    inspection_id: str = Field(primary_key=True, foreign_key="self_evaluation.inspection_id", max_length=64)
    number: int = Field(primary_key=True)
    action: str
    state: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    at: int = Field(sa_type=Instant)
    reason: str = ""


class Invitation(Record, table=True):
    """A link for one account of a unit, once. Only the SHA-256 of its token is kept, as of a session's."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "inspection_id", "role"),)

    token_hash: str = Field(primary_key=True, max_length=64)
    inspection_id: str = Field(foreign_key="self_evaluation.inspection_id", max_length=64)
    role: str
    created_at: int = Field(sa_type=Instant)
    created_by: int | None = Field(default=None, foreign_key="account.id")
    expires_at: int = Field(sa_type=Instant)
    revoked_at: int | None = Field(default=None, sa_type=Instant)
    used_at: int | None = Field(default=None, sa_type=Instant)
    account_id: int | None = Field(default=None, foreign_key="account.id")
