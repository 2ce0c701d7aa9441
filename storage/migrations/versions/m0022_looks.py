"""Who looked at what: chains by day and process, only ever added to.

Revision: 0022
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LOOKS = """
CREATE TABLE look_chains (
    id text COLLATE "C" PRIMARY KEY,
    sequence integer NOT NULL,
    head_hash bytea NOT NULL
);
CREATE TABLE looks (
    chain text COLLATE "C",
    sequence integer,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    data json NOT NULL,
    sealed bytea,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, sequence)
);
CREATE INDEX looks_by_time ON looks (at, chain, sequence);
CREATE INDEX looks_by_person ON looks (actor, at, chain, sequence);
CREATE INDEX looks_by_case ON looks ((data ->> 'about'), at, chain, sequence);
CREATE TRIGGER looks_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON looks
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Add the tables; who looked before is not known."""
    op.execute(LOOKS)
