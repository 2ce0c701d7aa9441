"""Custody: what was done with each piece of evidence, only ever added to.

Revision: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CUSTODY = """
CREATE TABLE custody (
    tracking_number text COLLATE "C",
    sequence integer,
    at timestamptz NOT NULL,
    act text NOT NULL,
    actor text NOT NULL,
    evidence text NOT NULL,
    sha256 text NOT NULL,
    receiver text,
    sealed bytea,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (tracking_number, sequence)
);
CREATE TABLE custody_heads (
    tracking_number text COLLATE "C" PRIMARY KEY,
    sequence integer NOT NULL,
    hash bytea NOT NULL,
    seal bytea NOT NULL
);
CREATE TRIGGER custody_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON custody
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Add the tables; what was done before is not known."""
    op.execute(CUSTODY)
