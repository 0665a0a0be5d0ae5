"""The sections of an inspection split between the members of a team

Revision: 0009_shares, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_shares"
down_revision = "0008_hand_ins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "section_share",
        sa.Column("inspection_id", sa.String(length=64), nullable=False),
        sa.Column("section", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("shared_at", sa.BigInteger(), nullable=False),
        sa.Column("shared_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_section_share_account_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_section_share_inspection_id")),
        sa.ForeignKeyConstraint(["shared_by"], ["account.id"], name=op.f("fk_section_share_shared_by")),
        sa.PrimaryKeyConstraint("inspection_id", "section", name=op.f("pk_section_share")),
    )
    with op.batch_alter_table("section_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_section_share_account_id"), ["account_id"], unique=False)
