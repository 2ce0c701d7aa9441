"""The tables of signing in (登录), as statements see them: nothing in them opens anything by itself.

`staff_sign_ins` is only ever added to; an address stands there, and among the brakes, as a keyed mark.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
)

from storage.tables import INSTANT, NUMBER, metadata

staff_credentials = Table(
    "staff_credentials",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("login", NUMBER, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("changed_at", INSTANT, nullable=False, server_default=func.now()),
    ForeignKeyConstraint(["staff_id"], ["staff.id"], name="staff_credentials_have_staff"),
    UniqueConstraint("login", name="staff_credentials_by_login"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("staff_id", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=func.now()),
    Column("seen_at", INSTANT, nullable=False, server_default=func.now()),
    Column("expires_at", INSTANT, nullable=False),
    Column("user_agent", Text, nullable=False),
    ForeignKeyConstraint(["staff_id"], ["staff.id"], name="staff_sessions_have_staff"),
    Index("staff_sessions_by_staff", "staff_id"),
)

sign_in_brakes = Table(
    "sign_in_brakes",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", INSTANT, nullable=False),
    Index("sign_in_brakes_by_failure", "failed_at"),
)

staff_sign_ins = Table(
    "staff_sign_ins",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", INSTANT, nullable=False, server_default=func.now()),
    Column("what", Text, nullable=False),
    Column("staff_id", Text),
    Column("address_mark", LargeBinary),
    Index("staff_sign_ins_by_staff", "staff_id", "id"),
)
