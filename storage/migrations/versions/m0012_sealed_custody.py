"""Custody in the daily seals.

Revision: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0008"
branch_labels = None
depends_on = None

SEALED = """
CREATE TABLE sealed_custody (
    day date,
    tracking_number text COLLATE "C",
    sequence integer NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (day, tracking_number)
);
CREATE INDEX sealed_custody_by_case ON sealed_custody (tracking_number, sequence);
CREATE TRIGGER sealed_custody_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sealed_custody
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Add the table; days that are sealed already stay as they are."""
    op.execute(SEALED)
