"""Re-checks of open findings

Revision: 0020_rechecks, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_rechecks"
down_revision = "0019_statements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recheck",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("inspection_id", sa.String(length=64), nullable=False),
        sa.Column("follows", sa.String(length=64), nullable=False),
        sa.Column("first_inspection", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("new_due", sa.Date(), nullable=True),
        sa.Column("before_low", sa.BigInteger(), nullable=True),
        sa.Column("before_high", sa.BigInteger(), nullable=True),
        sa.Column("after_low", sa.BigInteger(), nullable=True),
        sa.Column("after_high", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["first_inspection"], ["inspection.id"], name=op.f("fk_recheck_first_inspection")),
        sa.ForeignKeyConstraint(["follows"], ["round.id"], name=op.f("fk_recheck_follows")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_recheck_inspection_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_recheck_made_by")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_recheck_round_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_recheck")),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_recheck_inspection_id")),
    )
    op.create_index(op.f("ix_recheck_first_inspection"), "recheck", ["first_inspection"])
    op.create_index(op.f("ix_recheck_follows"), "recheck", ["follows"])
    op.create_table(
        "recheck_finding",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("result_before", sa.String(), nullable=False),
        sa.Column("share_before", sa.Integer(), nullable=False),
        sa.Column("result_after", sa.String(), nullable=False),
        sa.Column("share_after", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_recheck_finding_finding_id")),
        sa.ForeignKeyConstraint(["round_id"], ["recheck.round_id"], name=op.f("fk_recheck_finding_round_id")),
        sa.PrimaryKeyConstraint("round_id", "finding_id", name=op.f("pk_recheck_finding")),
    )
    op.create_index(op.f("ix_recheck_finding_finding_id"), "recheck_finding", ["finding_id"])
