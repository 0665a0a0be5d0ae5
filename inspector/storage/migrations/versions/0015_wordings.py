"""Own wordings of a city, and in which letters a finding stands

Revision: 0015_wordings, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_wordings"
down_revision = "0014_offices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_wording",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("alone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_own_wording_made_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_own_wording_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_wording")),
    )
    op.create_index(op.f("ix_own_wording_city_id_name"), "own_wording", ["city_id", "name"])
    op.create_table(
        "letter_finding",
        sa.Column("letter_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_finding_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "unit_id", "item_id", name=op.f("pk_letter_finding")),
    )
    op.create_index(op.f("ix_letter_finding_unit_id_item_id"), "letter_finding", ["unit_id", "item_id"])
