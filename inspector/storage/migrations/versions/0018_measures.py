"""Cases of accountability, the findings they rest on, their events, and facts that people stated

Revision: 0018_measures, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_measures"
down_revision = "0017_holidays"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure_case",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=True),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("measure_id", sa.String(length=64), nullable=False),
        sa.Column("measure_title", sa.String(), nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("skipped", sa.String(), nullable=False),
        sa.Column("skip_reason", sa.Text(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_measure_case_proposed_by")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_measure_case_round_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_measure_case_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_case")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_measure_case_city_id_number")),
    )
    op.create_index(op.f("ix_measure_case_city_id_state"), "measure_case", ["city_id", "state"])
    op.create_index(op.f("ix_measure_case_unit_id"), "measure_case", ["unit_id"])
    op.create_table(
        "measure_finding",
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["measure_case.id"], name=op.f("fk_measure_finding_case_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_measure_finding_finding_id")),
        sa.PrimaryKeyConstraint("case_id", "finding_id", name=op.f("pk_measure_finding")),
    )
    op.create_index(op.f("ix_measure_finding_finding_id"), "measure_finding", ["finding_id"])
    op.create_table(
        "measure_event",
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("late", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_measure_event_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["measure_case.id"], name=op.f("fk_measure_event_case_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_measure_event_letter_id")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_measure_event")),
    )
    op.create_index(op.f("ix_measure_event_letter_id"), "measure_event", ["letter_id"])
    op.create_table(
        "stated_fact",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("condition", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("stated_by", sa.Integer(), nullable=False),
        sa.Column("stated_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stated_by"], ["account.id"], name=op.f("fk_stated_fact_stated_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stated_fact_unit_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_stated_fact_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_fact")),
    )
    op.create_index(op.f("ix_stated_fact_unit_id"), "stated_fact", ["unit_id"])
