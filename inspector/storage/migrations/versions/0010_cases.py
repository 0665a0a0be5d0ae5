"""Case files that were taken along, and what was merged from them

Revision: 0010_cases, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_cases"
down_revision = "0009_shares"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("inspections", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("app_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_file_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
    )
    op.create_index(op.f("ix_case_file_account_id"), "case_file", ["account_id"])
    op.create_table(
        "case_merge",
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.BigInteger(), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_merge_case_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["account.id"], name=op.f("fk_case_merge_merged_by")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_merge")),
    )
