"""Reviews to record: which department has to look back at a case, and until when.

Revision: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REVIEWS = """
ALTER TABLE complaints ADD COLUMN review_by text, ADD COLUMN review_due_at timestamptz;
CREATE INDEX complaints_by_review ON complaints (review_by) WHERE review_by IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns; `redress rebuild` fills them for the cases that are there already."""
    op.execute(REVIEWS)
