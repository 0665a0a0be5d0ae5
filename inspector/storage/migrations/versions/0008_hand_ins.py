"""Inspections handed in on a device without signal

Revision: 0008_hand_ins, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_hand_ins"
down_revision = "0007_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_in",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("inspection_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("signed_as", sa.String(length=100), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.Column("open_items", sa.String(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_hand_in_account_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_hand_in_inspection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in")),
    )
    with op.batch_alter_table("hand_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_in_inspection_id"), ["inspection_id"], unique=False)
