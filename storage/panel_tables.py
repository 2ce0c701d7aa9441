"""The table of declared interests (利益关系), as statements see it; `mark` is what a case is compared with, keyed."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Identity, Index, LargeBinary, Table, Text, func

from storage.tables import INSTANT, metadata

staff_interests = Table(
    "staff_interests",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("staff_id", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("declared_by", Text, nullable=False),
    Column("declared_at", INSTANT, nullable=False, server_default=func.now()),
    Column("ended_at", INSTANT),
    ForeignKeyConstraint(["staff_id"], ["staff.id"], name="staff_interests_have_staff"),
    Index("staff_interests_by_mark", "mark"),
)
