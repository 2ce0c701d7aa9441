"""Outbox: notices are written with the step that they tell of, and sent from here.

Revision: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The first table of notices was never written to.
OUTBOX = """
DROP TABLE notices;
CREATE TABLE notices (
    key text PRIMARY KEY,
    tracking_number text COLLATE "C",
    receiver text NOT NULL,
    what text NOT NULL,
    urgent boolean NOT NULL,
    about json NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    message text,
    attempts integer NOT NULL DEFAULT 0,
    channel text,
    failure text,
    created_at timestamptz NOT NULL DEFAULT now(),
    next_try_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    told_at timestamptz
);
CREATE INDEX notices_by_case ON notices (tracking_number);
CREATE INDEX notices_by_message ON notices (message) WHERE settled_at IS NULL;
CREATE INDEX notices_to_send ON notices (next_try_at) WHERE settled_at IS NULL;
CREATE INDEX notices_to_tell ON notices (settled_at) WHERE settled_at IS NOT NULL AND told_at IS NULL;
"""


def upgrade() -> None:
    """Make the outbox."""
    op.execute(OUTBOX)
