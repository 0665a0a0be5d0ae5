"""The ledger of findings with its chapters and events

Revision: 0016_findings, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_findings"
down_revision = "0015_wordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("district_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("clauses", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("leads", sa.String(), nullable=False),
        sa.Column("helpers", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=True),
        sa.Column("term_kind", sa.String(), nullable=False),
        sa.Column("term_from", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_source", sa.String(), nullable=False),
        sa.Column("asked_due", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("first_round", sa.String(length=64), nullable=False),
        sa.Column("last_round", sa.String(length=64), nullable=False),
        sa.Column("chapters", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_finding_closed_by")),
        sa.ForeignKeyConstraint(["first_round"], ["round.id"], name=op.f("fk_finding_first_round")),
        sa.ForeignKeyConstraint(["last_round"], ["round.id"], name=op.f("fk_finding_last_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_finding_unit_id")),
        sa.ForeignKeyConstraint(["verified_by"], ["account.id"], name=op.f("fk_finding_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_finding_city_id_number")),
        sa.UniqueConstraint(
            "city_id",
            "checklist_id",
            "unit_id",
            "item_id",
            name=op.f("uq_finding_city_id_checklist_id_unit_id_item_id"),
        ),
    )
    op.create_index(op.f("ix_finding_city_id_district_id_state"), "finding", ["city_id", "district_id", "state"])
    op.create_index(op.f("ix_finding_city_id_office_state"), "finding", ["city_id", "office", "state"])
    op.create_index(op.f("ix_finding_city_id_state_due"), "finding", ["city_id", "state", "due"])
    op.create_index(
        "ix_finding_listed",
        "finding",
        [
            *("city_id", "state", "kind", "severity", "due", "asked_due", "office", "district_id", "unit_id"),
            *("unit_name", "number", "id"),
        ],
    )
    op.create_index(op.f("ix_finding_last_round"), "finding", ["last_round"])
    op.create_index(op.f("ix_finding_unit_id"), "finding", ["unit_id"])
    op.create_table(
        "finding_chapter",
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_chapter_finding_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_finding_chapter_round_id")),
        sa.PrimaryKeyConstraint("finding_id", "round_id", name=op.f("pk_finding_chapter")),
    )
    op.create_index(op.f("ix_finding_chapter_round_id"), "finding_chapter", ["round_id"])
    op.create_table(
        "finding_event",
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_source", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proofs", sa.String(), nullable=False),
        sa.Column("letter_id", sa.String(length=64), nullable=True),
        sa.Column("bulk", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_finding_event_account_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_event_finding_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_finding_event_letter_id")),
        sa.PrimaryKeyConstraint("finding_id", "number", name=op.f("pk_finding_event")),
    )
    op.create_index(op.f("ix_finding_event_bulk"), "finding_event", ["bulk"])
    op.create_index(op.f("ix_finding_event_letter_id"), "finding_event", ["letter_id"])
