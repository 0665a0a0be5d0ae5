"""Issuing offices of a city, and their own reference files

Revision: 0014_offices, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_offices"
down_revision = "0013_batches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("seal", sa.Boolean(), nullable=False),
        sa.Column("copies", sa.Text(), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("joint", sa.Text(), nullable=False),
        sa.Column("usual", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_office_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("city_id", "name", name=op.f("uq_office_city_id_name")),
    )
    op.create_index(op.f("ix_office_city_id"), "office", ["city_id"])
    op.create_table(
        "office_reference",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("office_id", sa.String(length=64), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("deviations", sa.Text(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Text(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_office_reference_office_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_office_reference_made_by")),
        sa.ForeignKeyConstraint(["used_by"], ["account.id"], name=op.f("fk_office_reference_used_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_reference")),
        sa.UniqueConstraint(
            "office_id", "variant", "version", name=op.f("uq_office_reference_office_id_variant_version")
        ),
    )
    op.create_index(op.f("ix_office_reference_office_id_in_use"), "office_reference", ["office_id", "in_use"])
