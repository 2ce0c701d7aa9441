"""Mass incidents: what many like complaints have in common, and which case belongs to which.

Revision: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None

INCIDENTS = """
CREATE TABLE incidents (
    id text COLLATE "C" PRIMARY KEY,
    pack text NOT NULL,
    category text NOT NULL,
    kind text NOT NULL,
    department text NOT NULL,
    stage text NOT NULL,
    since timestamptz NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    sequence integer NOT NULL,
    head_hash bytea NOT NULL,
    snapshot bytea NOT NULL,
    key_id text NOT NULL,
    wrapped_key bytea NOT NULL
);
CREATE UNIQUE INDEX incidents_open_once ON incidents (pack, category, kind) WHERE closed_at IS NULL;
CREATE TABLE incident_events (
    incident text COLLATE "C",
    sequence integer,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    data json NOT NULL,
    sealed bytea,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (incident, sequence)
);
CREATE TABLE incident_calls (
    incident text COLLATE "C",
    what text,
    tracking_number text COLLATE "C",
    called_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (incident, what, tracking_number)
);
CREATE TRIGGER incident_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON incident_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_calls_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON incident_calls
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE complaints ADD COLUMN incident text, ADD COLUMN incident_standing text;
CREATE INDEX complaints_by_incident ON complaints (incident, tracking_number) WHERE incident IS NOT NULL;
CREATE INDEX complaints_in_no_incident ON complaints (pack, received_at) WHERE incident IS NULL;
"""


def upgrade() -> None:
    """Add the tables; cases that are there already belong to no incident."""
    op.execute(INCIDENTS)
