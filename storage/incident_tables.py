"""The tables of mass incidents (群体性事件), as statements see them; `incident_events` and `incident_calls` only grow.

`incidents` is how each stands, its state sealed with a key of its own. A call is that a case was told to join, what the
answer is, or that there is none: nobody is told twice by an incident, however often it looks.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, func

from storage.chain_tables import chain_table
from storage.tables import INSTANT, NUMBER, complaints, metadata

incidents = Table(
    "incidents",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("pack", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("since", INSTANT, nullable=False),
    Column("opened_at", INSTANT, nullable=False),
    Column("closed_at", INSTANT),
    Column("sequence", Integer, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Column("snapshot", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
)
is_open = incidents.c.closed_at.is_(None)
Index(
    "incidents_open_once",
    incidents.c.pack,
    incidents.c.category,
    incidents.c.kind,
    unique=True,
    postgresql_where=is_open,
)

incident_events = chain_table("incident_events", of="incident")

incident_calls = Table(
    "incident_calls",
    metadata,
    Column("incident", NUMBER, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("tracking_number", NUMBER, primary_key=True),
    Column("called_at", INSTANT, nullable=False, server_default=func.now()),
)

Index(
    "complaints_by_incident",
    complaints.c.incident,
    complaints.c.tracking_number,
    postgresql_where=complaints.c.incident.is_not(None),
)
Index(
    "complaints_in_no_incident",
    complaints.c.pack,
    complaints.c.received_at,
    postgresql_where=complaints.c.incident.is_(None),
)
