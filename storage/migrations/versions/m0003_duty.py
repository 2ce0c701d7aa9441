"""Duty: the weekly hours of staff, and when they are away.

Revision: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DUTY = """
ALTER TABLE staff ADD COLUMN shift json;
CREATE TABLE staff_absences (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id text NOT NULL CONSTRAINT staff_absences_have_staff REFERENCES staff (id),
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    deputy text CONSTRAINT staff_absences_have_deputy REFERENCES staff (id),
    CONSTRAINT staff_absences_end CHECK (begins_at < ends_at)
);
CREATE INDEX staff_absences_by_end ON staff_absences (ends_at);
"""


def upgrade() -> None:
    """Add the tables; whoever is on the register is always there until somebody says otherwise."""
    op.execute(DUTY)
