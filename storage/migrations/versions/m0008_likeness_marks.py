"""Likeness: marks by which a complaint finds those it is like.

Revision: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

MARKS = """
CREATE TABLE likeness_marks (
    mark bigint NOT NULL,
    received_at timestamptz NOT NULL,
    tracking_number text COLLATE "C" NOT NULL,
    PRIMARY KEY (mark, received_at, tracking_number)
);
CREATE INDEX likeness_marks_by_case ON likeness_marks (tracking_number);
"""


def upgrade() -> None:
    """Make the table; `redress rebuild` marks the cases that are there already."""
    op.execute(MARKS)
