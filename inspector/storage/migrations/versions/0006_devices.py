"""The devices people work on

Revision: 0006_devices, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_devices"
down_revision = "0005_self_evaluation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("forget_at", sa.BigInteger(), nullable=True),
        sa.Column("forget_by", sa.Integer(), nullable=True),
        sa.Column("purged_at", sa.BigInteger(), nullable=True),
        sa.Column("forgotten_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_device_account_id")),
        sa.ForeignKeyConstraint(["forget_by"], ["account.id"], name=op.f("fk_device_forget_by")),
        sa.PrimaryKeyConstraint("id", "account_id", name=op.f("pk_device")),
    )
