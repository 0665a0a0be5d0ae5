"""Letters made and issued for a whole round, one after the other

Revision: 0013_batches, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_batches"
down_revision = "0012_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_batch",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("issuing", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_letter_batch_round_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_letter_batch_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_batch")),
    )
    op.create_index(op.f("ix_letter_batch_round_id"), "letter_batch", ["round_id"])
    op.create_index(op.f("ix_letter_batch_state_created_at"), "letter_batch", ["state", "created_at"])
    op.create_table(
        "letter_batch_line",
        sa.Column("batch_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("letter_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["letter_batch.id"], name=op.f("fk_letter_batch_line_batch_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_letter_batch_line_unit_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_batch_line_letter_id")),
        sa.PrimaryKeyConstraint("batch_id", "place", name=op.f("pk_letter_batch_line")),
    )
    op.create_index(op.f("ix_letter_batch_line_letter_id"), "letter_batch_line", ["letter_id"])
