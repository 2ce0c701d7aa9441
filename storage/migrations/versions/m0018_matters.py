"""Matters: what cases leave behind, each with a chain of events of its own.

Revision: 0018
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MATTERS = """
CREATE TABLE matters (
    id text COLLATE "C" PRIMARY KEY,
    tracking_number text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    pack text NOT NULL,
    department text NOT NULL,
    owner text NOT NULL,
    state text NOT NULL,
    due_at timestamptz,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    sequence integer NOT NULL,
    head_hash bytea NOT NULL
);
CREATE INDEX matters_by_case ON matters (tracking_number);
CREATE INDEX matters_by_due ON matters (kind, coalesce(due_at, 'infinity'::timestamptz), id);
CREATE TABLE matter_events (
    matter text COLLATE "C",
    sequence integer,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    data json NOT NULL,
    sealed bytea,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (matter, sequence)
);
CREATE TRIGGER matter_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON matter_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Add the tables; cases that are there already have left nothing behind."""
    op.execute(MATTERS)
