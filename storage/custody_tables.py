"""The tables (数据表) of evidence that came after the custody chain's own, which stand in `storage.tables`."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table, Text, func

from storage.tables import INSTANT, NUMBER, metadata

sealed_custody = Table(
    "sealed_custody",
    metadata,
    Column("day", Date, primary_key=True),
    Column("tracking_number", NUMBER, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("sealed_custody_by_case", "tracking_number", "sequence"),
)

file_claims = Table(
    "file_claims",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("original", Text, primary_key=True),
    Column("claimed_at", INSTANT, nullable=False, server_default=func.now()),
)
