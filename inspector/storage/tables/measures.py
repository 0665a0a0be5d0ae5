"""Accountability 问责: cases, the findings they rest on, every step with them, and facts that people stated."""

from datetime import date

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class MeasureCase(Record, table=True):
    """One measure against one unit, or against a person of it: `post` is that person's post, never a name.

    `ladder` is JSON of the whole ladder as it stood, so that a later edition changes no running case; `facts` JSON by
    finding, `reasons` JSON of the grounds. `skipped` are lower measures left out, with `skip_reason`.
    """

    __tablename__ = "measure_case"
    __table_args__ = (UniqueConstraint("city_id", "number"), Index(None, "city_id", "state"))

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(max_length=64)
    number: int
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=64)
    unit_name: str
    round_id: str | None = Field(default=None, foreign_key="round.id", max_length=64)
    post: str = ""
    measure_id: str = Field(max_length=64)
    measure_title: str
    ladder: str = Field(sa_type=Text)
    facts: str = Field(sa_type=Text)
    reasons: str = Field(sa_type=Text)
    skipped: str = "[]"
    skip_reason: str = Field(default="", sa_type=Text)
    inspected_on: date | None = Field(default=None, sa_type=CivilDate)
    state: str = "proposed"
    version: int = 1
    proposed_by: int = Field(foreign_key="account.id")
    proposed_at: int = Field(sa_type=Instant)
    demo: bool = False


class MeasureFinding(Record, table=True):
    """A finding that a case rests on."""

    __tablename__ = "measure_finding"

    case_id: str = Field(primary_key=True, foreign_key="measure_case.id", max_length=64)
    finding_id: str = Field(primary_key=True, foreign_key="finding.id", index=True, max_length=64)


class MeasureEvent(Record, table=True):
    """Append-only. `outcome` of a hearing or remedy or the exit at the end; `person` and `post` who approved;
    `facts` and `grounds` of the decision; `late` why a late application was taken."""

    __tablename__ = "measure_event"

    case_id: str = Field(primary_key=True, foreign_key="measure_case.id", max_length=64)
    number: int = Field(primary_key=True)
    step: str
    state: str
    account_id: int = Field(foreign_key="account.id")
    at: int = Field(sa_type=Instant)
    day: date | None = Field(default=None, sa_type=CivilDate)
    note: str = Field(default="", sa_type=Text)
    outcome: str = ""
    person: str = ""
    post: str = ""
    facts: str = Field(default="", sa_type=Text)
    grounds: str = Field(default="", sa_type=Text)
    late: str = Field(default="", sa_type=Text)
    letter_id: str | None = Field(default=None, foreign_key="letter.id", index=True, max_length=64)


class StatedFact(Record, table=True):
    """What a person states of a unit because no ledger knows it, such as obstruction; taken back with a reason."""

    __tablename__ = "stated_fact"

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(max_length=64)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=64)
    condition: str = Field(max_length=32)
    text: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    happened_on: date = Field(sa_type=CivilDate)
    stated_by: int = Field(foreign_key="account.id")
    stated_at: int = Field(sa_type=Instant)
    withdrawn_by: int | None = Field(default=None, foreign_key="account.id")
    withdrawn_at: int | None = Field(default=None, sa_type=Instant)
    withdraw_reason: str = Field(default="", sa_type=Text)
