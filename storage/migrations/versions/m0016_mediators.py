"""Mediators: whose mediator somebody is, and which cases they are named for.

Revision: 0016
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MEDIATORS = """
ALTER TABLE staff ADD COLUMN mediates_as text
    CHECK (mediates_as IN ('negotiation', 'third_party', 'administrative'));
ALTER TABLE complaints ADD COLUMN mediator text;
CREATE INDEX complaints_by_mediator ON complaints (mediator, received_at, tracking_number) WHERE mediator IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns; the application's role may use them as it uses their tables."""
    op.execute(MEDIATORS)
