"""Interests that members of staff declare, which keep them from panels.

Revision: 0017
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INTERESTS = """
CREATE TABLE staff_interests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id text NOT NULL CONSTRAINT staff_interests_have_staff REFERENCES staff (id),
    about text NOT NULL,
    subject text NOT NULL,
    mark bytea NOT NULL,
    declared_by text NOT NULL,
    declared_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);
CREATE INDEX staff_interests_by_mark ON staff_interests (mark);
"""


def upgrade() -> None:
    """Add the table; nobody has declared anything so far."""
    op.execute(INTERESTS)
