"""Passwords and sessions of staff, what holds guessers off, and the log of who signed in.

Revision: 0021
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SIGN_IN = """
CREATE TABLE staff_credentials (
    staff_id text PRIMARY KEY CONSTRAINT staff_credentials_have_staff REFERENCES staff (id),
    login text COLLATE "C" NOT NULL CONSTRAINT staff_credentials_by_login UNIQUE,
    password_hash text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE staff_sessions (
    token_hash bytea PRIMARY KEY,
    staff_id text NOT NULL CONSTRAINT staff_sessions_have_staff REFERENCES staff (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    user_agent text NOT NULL
);
CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_id);
CREATE TABLE sign_in_brakes (
    mark bytea PRIMARY KEY,
    failures integer NOT NULL,
    failed_at timestamptz NOT NULL
);
CREATE INDEX sign_in_brakes_by_failure ON sign_in_brakes (failed_at);
CREATE TABLE staff_sign_ins (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    what text NOT NULL,
    staff_id text,
    address_mark bytea
);
CREATE INDEX staff_sign_ins_by_staff ON staff_sign_ins (staff_id, id);
CREATE TRIGGER staff_sign_ins_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_sign_ins
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE staff_tokens ADD COLUMN scopes json;
"""


def upgrade() -> None:
    """Add the tables; nobody has a password so far, and tokens stay as they are."""
    op.execute(SIGN_IN)
