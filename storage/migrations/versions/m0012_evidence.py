"""Custody in the daily seals, and claims on files that are being added.

Revision: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
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


CLAIMS = """
CREATE TABLE file_claims (
    sha256 text,
    original text,
    claimed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sha256, original)
);
CREATE INDEX custody_by_file ON custody (sha256);
"""


def upgrade() -> None:
    """Add the tables; days that are sealed already stay as they are, and so do files that are stored."""
    op.execute(SEALED)
    op.execute(CLAIMS)
