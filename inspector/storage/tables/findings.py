"""The ledger 问题整改台账: one row a story, its chapters by round, and every step that was taken with it."""

from datetime import date

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record

LISTED = (
    *("city_id", "state", "kind", "severity", "due", "asked_due", "office", "district_id", "unit_id", "unit_name"),
    *("number", "id"),
)
"""What the ledger filters, counts and sorts by: of 100,000 rows the index alone is read."""


class Finding(Record, table=True):
    """One item at one unit, until it is struck off. `number` is its number in the city's ledger, without gaps.

    `leads`, `helpers`, `basis` and `clauses` are JSON lists; `office` is the first that leads, or the unit's name.
    `term_days` with `term_kind` and `term_from` say how long putting it right may take, as the item has it.
    `version` is the number of the last event: who acts on an older one is told.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("city_id", "checklist_id", "unit_id", "item_id"),
        UniqueConstraint("city_id", "number"),
        Index(None, "city_id", "state", "due"),
        Index(None, "city_id", "district_id", "state"),
        Index(None, "city_id", "office", "state"),
        Index("ix_finding_listed", *LISTED),
    )

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(max_length=64)
    number: int
    checklist_id: str = Field(max_length=64)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=64)
    item_id: str = Field(max_length=64)
    unit_name: str
    district_id: str = ""
    kind: str  # problem, unproven, suggestion
    severity: str = "ordinary"  # ordinary 一般, serious 较重, grave 重大
    title: str
    text: str = Field(sa_type=Text)
    basis: str = "[]"
    clauses: str = "[]"
    office: str = ""
    leads: str = "[]"
    helpers: str = "[]"
    action: str = ""  # what puts it right, as the item has it
    term_days: int | None = None
    term_kind: str = ""
    term_from: str = ""
    state: str = "found"
    due: date | None = Field(default=None, sa_type=CivilDate)
    due_source: str = ""
    asked_due: date | None = Field(default=None, sa_type=CivilDate)
    told_on: date | None = Field(default=None, sa_type=CivilDate)
    reported_on: date | None = Field(default=None, sa_type=CivilDate)
    checked_on: date | None = Field(default=None, sa_type=CivilDate)
    closed_on: date | None = Field(default=None, sa_type=CivilDate)
    last_day: date | None = Field(default=None, sa_type=CivilDate)
    measure: str = Field(default="", sa_type=Text)
    person: str = ""
    progress: str = Field(default="", sa_type=Text)
    verified_by: int | None = Field(default=None, foreign_key="account.id")
    closed_by: int | None = Field(default=None, foreign_key="account.id")
    first_round: str = Field(foreign_key="round.id", max_length=64)
    last_round: str = Field(foreign_key="round.id", index=True, max_length=64)
    chapters: int = 1
    demo: bool = False
    version: int = 0
    found_at: int = Field(sa_type=Instant)


class FindingChapter(Record, table=True):
    """What one round says of the story: `told` is JSON, a list of kind, occurrence and sentence.

    `item_id` is the item as that round's edition has it, `result`, `low` and `high` what it earned, in millionths.
    """

    __tablename__ = "finding_chapter"

    finding_id: str = Field(primary_key=True, foreign_key="finding.id", max_length=64)
    round_id: str = Field(primary_key=True, foreign_key="round.id", index=True, max_length=64)
    number: int
    item_id: str = Field(max_length=64)
    kind: str
    told: str = Field(sa_type=Text)
    result: str
    low: int
    high: int
    taken_at: int = Field(sa_type=Instant)


class FindingEvent(Record, table=True):
    """Append-only. `before` is JSON of the columns that the step changed as they were, `bulk` names a step taken
    with many at once, `letter_id` the paper that goes with it, `proofs` a JSON list of SHA-256."""

    __tablename__ = "finding_event"

    finding_id: str = Field(primary_key=True, foreign_key="finding.id", max_length=64)
    number: int = Field(primary_key=True)
    step: str
    state: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    at: int = Field(sa_type=Instant)
    day: date | None = Field(default=None, sa_type=CivilDate)
    due: date | None = Field(default=None, sa_type=CivilDate)
    due_source: str = ""
    outcome: str = ""
    note: str = Field(default="", sa_type=Text)
    proofs: str = "[]"
    letter_id: str | None = Field(default=None, foreign_key="letter.id", index=True, max_length=64)
    bulk: str = Field(default="", index=True, max_length=64)
    before: str = Field(default="{}", sa_type=Text)
