"""Rescue files that were brought in, and which entries came by them

Revision: 0011_rescues, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_rescues"
down_revision = "0010_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rescue",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_rescue_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescue")),
    )
    op.create_index(op.f("ix_rescue_digest"), "rescue", ["digest"])
    op.create_table(
        "rescue_entry",
        sa.Column("inspection_id", sa.String(length=64), nullable=False),
        sa.Column("operation_id", sa.String(length=64), nullable=False),
        sa.Column("rescue_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_rescue_entry_inspection_id")),
        sa.ForeignKeyConstraint(["rescue_id"], ["rescue.id"], name=op.f("fk_rescue_entry_rescue_id")),
        sa.PrimaryKeyConstraint("inspection_id", "operation_id", name=op.f("pk_rescue_entry")),
    )
