"""Results without a digest of what they follow from: it was worked out at every answer and read by nothing

Revision: 0021_results_without_digest, after 0020
"""

from alembic import op

revision = "0021_results_without_digest"
down_revision = "0020_rechecks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("result", "computed_for")
