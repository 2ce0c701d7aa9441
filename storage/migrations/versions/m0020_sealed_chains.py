"""The ends of incidents, matters and authority in the daily seals.

Revision: 0020
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SEALED = """
CREATE TABLE sealed_chains (
    day date,
    kind text COLLATE "C",
    id text COLLATE "C",
    sequence integer NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (day, kind, id)
);
CREATE INDEX sealed_chains_by_chain ON sealed_chains (kind, id, sequence);
CREATE TRIGGER sealed_chains_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sealed_chains
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Add the table; days that are sealed already stay as they are, and the next one takes every chain in."""
    op.execute(SEALED)
