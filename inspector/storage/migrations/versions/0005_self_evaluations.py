"""Self-evaluations with their steps, and links for units

Revision: 0005_self_evaluation, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_self_evaluation"
down_revision = "0004_projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "self_evaluation",
        sa.Column("inspection_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("invited_at", sa.BigInteger(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_self_evaluation_approved_by")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_self_evaluation_inspection_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["account.id"], name=op.f("fk_self_evaluation_invited_by")),
        sa.ForeignKeyConstraint(["released_by"], ["account.id"], name=op.f("fk_self_evaluation_released_by")),
        sa.PrimaryKeyConstraint("inspection_id", name=op.f("pk_self_evaluation")),
    )
    op.create_table(
        "self_evaluation_step",
        sa.Column("inspection_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_self_evaluation_step_account_id")),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["self_evaluation.inspection_id"],
            name=op.f("fk_self_evaluation_step_inspection_id"),
        ),
        sa.PrimaryKeyConstraint("inspection_id", "number", name=op.f("pk_self_evaluation_step")),
    )
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("inspection_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_invitation_created_by")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["self_evaluation.inspection_id"], name=op.f("fk_invitation_inspection_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_inspection_id_role"), ["inspection_id", "role"], unique=False)
