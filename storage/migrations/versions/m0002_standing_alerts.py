"""Standing alerts: since when a case has had a red alert that nobody has acknowledged.

Revision: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STANDING_ALERTS = """
ALTER TABLE complaints ADD COLUMN alert_since timestamptz;
CREATE INDEX complaints_by_alert ON complaints (alert_since, tracking_number) WHERE alert_since IS NOT NULL;
"""


def upgrade() -> None:
    """Add the column; cases from before have no alert that stands."""
    op.execute(STANDING_ALERTS)
