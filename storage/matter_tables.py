"""The tables of matters (事项), as statements see them; `matter_events` only grows.

`matters` is how each stands. What is personal in `matter_events` is sealed with the key of the case, so that erasing a
person reaches what their case left behind.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, func

from storage.chain_tables import chain_table
from storage.tables import INSTANT, NEVER, NUMBER, metadata

matters = Table(
    "matters",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("tracking_number", NUMBER, nullable=False),
    Column("kind", Text, nullable=False),
    Column("pack", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", INSTANT),
    Column("opened_at", INSTANT, nullable=False),
    Column("closed_at", INSTANT),
    Column("sequence", Integer, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Index("matters_by_case", "tracking_number"),
)
due_order = func.coalesce(matters.c.due_at, NEVER)
"""When a matter is next due, for sorting: one with nothing due comes last."""
Index("matters_by_due", matters.c.kind, due_order, matters.c.id)

matter_events = chain_table("matter_events", of="matter")
