"""Contacts of staff: how notices reach them, sealed.

Revision: 0004
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody on the register is reached by anything until somebody says how."""
    op.execute("ALTER TABLE staff ADD COLUMN contacts bytea")
