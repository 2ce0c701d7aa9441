"""Authority that is lent or left to a stand-in: a chain of its own, only ever added to.

Revision: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

AUTHORITY = """
CREATE TABLE authority_register (
    id text PRIMARY KEY,
    sequence integer NOT NULL,
    head_hash bytea NOT NULL,
    key_id text NOT NULL,
    wrapped_key bytea NOT NULL
);
CREATE TABLE authority_acts (
    sequence integer PRIMARY KEY,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    data json NOT NULL,
    sealed bytea,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    request text NOT NULL CONSTRAINT authority_acts_once UNIQUE
);
CREATE TRIGGER authority_acts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON authority_acts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Add the tables; nobody has lent anything yet."""
    op.execute(AUTHORITY)
