"""Versions of a unit are found by the unit: whoever saved an answer had its area looked up among all units

Revision: 0022_versions_by_unit, after 0021
"""

from alembic import op

revision = "0022_versions_by_unit"
down_revision = "0021_results_without_digest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_unit_version_unit_id"), "unit_version", ["unit_id"])
