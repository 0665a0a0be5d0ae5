"""Rounds with what they froze, and their inspections."""

from datetime import date

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class Edition(Record, table=True):
    """One frozen state of a checklist; `body` is the canonical JSON whose SHA-256 is the digest."""

    __tablename__ = "edition"

    digest: str = Field(primary_key=True, max_length=64)
    checklist_id: str = Field(index=True, max_length=64)
    version: str
    title: str
    body: str = Field(sa_type=Text)
    stored_at: int = Field(sa_type=Instant)


class Scheme(Record, table=True):
    """The office's own: weights, credit, grades, floor items. Belongs to one edition."""

    __tablename__ = "scheme"

    edition_digest: str = Field(primary_key=True, foreign_key="edition.digest", max_length=64)
    digest: str = Field(primary_key=True, max_length=64)
    name: str
    body: str = Field(sa_type=Text)
    stored_at: int = Field(sa_type=Instant)


class Round(Record, table=True):
    """One campaign. Once open, its edition, scheme, selection, units and `facts_through` stand still."""

    __tablename__ = "round"
    __table_args__ = (
        ForeignKeyConstraint(["edition_digest", "scheme_digest"], ["scheme.edition_digest", "scheme.digest"]),
    )

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(index=True, max_length=64)
    title: str
    supervision: str  # special 专项, comprehensive 综合, regular 经常性
    legal_basis: str = ""
    approval_number: str = ""
    edition_digest: str = Field(foreign_key="edition.digest", index=True)
    scheme_digest: str | None = None
    selection_digest: str = Field(max_length=64)
    selection: str  # JSON list of item ids
    period_from: date = Field(sa_type=CivilDate)
    period_to: date = Field(sa_type=CivilDate)
    data_date: date = Field(sa_type=CivilDate)  # 数据时点
    cutoff: date = Field(sa_type=CivilDate)  # 截至日期
    settings: str = "{}"  # JSON: what the plan leaves open
    publication: str = "met_only"  # what is published: met_only, grades, ranks
    state: str = "draft"
    facts_through: int | None = None  # last arrival of a fact that this round sees; null: all
    demo: bool = False
    created_at: int = Field(sa_type=Instant)
    opened_at: int | None = Field(default=None, sa_type=Instant)
    closed_at: int | None = Field(default=None, sa_type=Instant)


class RoundUnit(Record, table=True):
    """The round's own tree, frozen as it stood at the cut-off date."""

    __tablename__ = "round_unit"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=64)
    unit_id: str = Field(primary_key=True, foreign_key="unit.id", index=True, max_length=64)
    parent_id: str | None = Field(default=None, foreign_key="unit.id")
    name: str
    kind: str
    code: str | None = None
    stages: str = ""
    position: int = 0


class Inspection(Record, table=True):
    """One unit in one round."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("round_id", "unit_id"),
        ForeignKeyConstraint(["round_id", "unit_id"], ["round_unit.round_id", "round_unit.unit_id"]),
        Index(None, "inspector_id", "state"),
    )

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(index=True, max_length=64)
    round_id: str = Field(foreign_key="round.id", max_length=64)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=64)
    state: str = "assigned"
    inspector_id: int | None = Field(default=None, foreign_key="account.id")
    visit_date: date | None = Field(default=None, sa_type=CivilDate)  # 督导日期
    submitted_at: int | None = Field(default=None, sa_type=Instant)
    submitted_by: int | None = Field(default=None, foreign_key="account.id")
    confirmed_at: int | None = Field(default=None, sa_type=Instant)
    confirmed_by: int | None = Field(default=None, foreign_key="account.id")
    returned_at: int | None = Field(default=None, sa_type=Instant)
    returned_by: int | None = Field(default=None, foreign_key="account.id")
    return_reason: str = ""
    created_at: int = Field(sa_type=Instant)
