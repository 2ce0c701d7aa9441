"""The tables (数据表), as statements see them; `migrations/` makes them and says who may do what with them.

`events`, `daily_heads`, `sealed_heads` and `custody` are only ever added to. `complaints` and `remedies` are
the read model: `redress rebuild` makes them anew from the events. Nothing personal stands in a plain column but
`complaints.search_text`, from which numbers, addresses and the complainant's name are taken out.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    literal_column,
)

metadata = MetaData()

# Plain byte order on every server, so that numbers sort, page and merge the same way wherever the database runs.
NUMBER = Text(collation="C")
INSTANT = DateTime(timezone=True)

case_keys = Table(
    "case_keys",
    metadata,
    Column("tracking_number", NUMBER, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("wrapped_key", LargeBinary),
    Column("destroyed_at", INSTANT),
)

events = Table(
    "events",
    metadata,
    Column("tracking_number", NUMBER, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("at", INSTANT, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    # `json`, not `jsonb`: it keeps the text as written, and the text is what the hash covers.
    Column("data", JSON, nullable=False),
    Column("sealed", LargeBinary),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

complaints = Table(
    "complaints",
    metadata,
    Column("tracking_number", NUMBER, primary_key=True),
    Column("request_digest", Text),
    Column("pack", Text, nullable=False),
    Column("pack_version", Integer, nullable=False),
    Column("service_line", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("waiting_on", Text),
    Column("level", Integer, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("handler", Text),
    Column("cycle", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("breached", Boolean, nullable=False),
    Column("red_alert", Boolean, nullable=False),
    Column("alert_since", INSTANT),
    Column("next_due_at", INSTANT),
    Column("received_at", INSTANT, nullable=False),
    Column("resolved_at", INSTANT),
    Column("closed_at", INSTANT),
    Column("archived_at", INSTANT),
    Column("updated_at", INSTANT, nullable=False),
    Column("order_index", LargeBinary),
    Column("phone_index", LargeBinary),
    Column("email_index", LargeBinary),
    Column("incident", Text),
    Column("incident_standing", Text),
    Column("search_text", Text, nullable=False),
    Column("snapshot", LargeBinary),
    Column("head_hash", LargeBinary, nullable=False),
    Column("review_by", Text),
    Column("review_due_at", INSTANT),
)

NEVER = literal_column("'infinity'::timestamp with time zone", INSTANT)
due_order = func.coalesce(complaints.c.next_due_at, NEVER)
"""When a case is next due, for sorting: a case with nothing due comes last."""

Index("complaints_by_due", due_order, complaints.c.tracking_number)
Index("complaints_by_department", complaints.c.department, due_order, complaints.c.tracking_number)
Index("complaints_by_handler", complaints.c.handler, due_order, complaints.c.tracking_number)
Index(
    "complaints_by_alert",
    complaints.c.alert_since,
    complaints.c.tracking_number,
    postgresql_where=complaints.c.alert_since.is_not(None),
)
Index("complaints_by_review", complaints.c.review_by, postgresql_where=complaints.c.review_by.is_not(None))
Index("complaints_by_received", complaints.c.received_at, complaints.c.tracking_number)
Index("complaints_by_order", complaints.c.order_index)
Index("complaints_by_phone", complaints.c.phone_index)
Index("complaints_by_email", complaints.c.email_index)

remedies = Table(
    "remedies",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tracking_number", NUMBER, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("rule", Text),
    Column("status", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("paid_at", INSTANT),
    Index("remedies_by_case", "tracking_number"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True, server_default=literal_column("(nextval('staff_ids'::regclass))::text")),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("department", Text),
    Column("rung", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=func.now()),
    Column("disabled_at", INSTANT),
    Column("shift", JSON(none_as_null=True)),
    Column("contacts", LargeBinary),
)

staff_absences = Table(
    "staff_absences",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("staff_id", Text, nullable=False),
    Column("begins_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False),
    Column("deputy", Text),
    ForeignKeyConstraint(["staff_id"], ["staff.id"], name="staff_absences_have_staff"),
    ForeignKeyConstraint(["deputy"], ["staff.id"], name="staff_absences_have_deputy"),
    Index("staff_absences_by_end", "ends_at"),
)

staff_tokens = Table(
    "staff_tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("staff_id", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=func.now()),
    Column("expires_at", INSTANT),
    Column("revoked_at", INSTANT),
    Column("scopes", JSON(none_as_null=True)),
    ForeignKeyConstraint(["staff_id"], ["staff.id"], name="staff_tokens_have_staff"),
    Index("staff_tokens_by_staff", "staff_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("key", Text, primary_key=True),
    Column("tracking_number", NUMBER),
    Column("receiver", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("about", JSON, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("message", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("channel", Text),
    Column("failure", Text),
    Column("created_at", INSTANT, nullable=False, server_default=func.now()),
    Column("next_try_at", INSTANT, nullable=False, server_default=func.now()),
    Column("settled_at", INSTANT),
    Column("told_at", INSTANT),
)

_unsettled = notices.c.settled_at.is_(None)
_untold = notices.c.settled_at.is_not(None) & notices.c.told_at.is_(None)
Index("notices_by_case", notices.c.tracking_number)
Index("notices_by_message", notices.c.message, postgresql_where=_unsettled)
Index("notices_to_send", notices.c.next_try_at, postgresql_where=_unsettled)
Index("notices_to_tell", notices.c.settled_at, postgresql_where=_untold)

requests = Table(
    "requests",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key_hash", LargeBinary, primary_key=True),
    Column("body_digest", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=func.now()),
    Index("requests_by_age", "created_at"),
)

access_codes = Table(
    "access_codes",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("tracking_number", NUMBER, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=func.now()),
    Column("expires_at", INSTANT, nullable=False),
    Column("used_at", INSTANT),
    Index("access_codes_by_case", "tracking_number"),
)

policies = Table(
    "policies",
    metadata,
    Column("pack", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("stored_at", INSTANT, nullable=False, server_default=func.now()),
)

daily_heads = Table(
    "daily_heads",
    metadata,
    Column("day", Date, primary_key=True),
    Column("cases", Integer, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("sealed_at", INSTANT, nullable=False, server_default=func.now()),
)

sealed_heads = Table(
    "sealed_heads",
    metadata,
    Column("day", Date, primary_key=True),
    Column("tracking_number", NUMBER, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("sealed_heads_by_case", "tracking_number", "sequence"),
)

likeness_marks = Table(
    "likeness_marks",
    metadata,
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    Column("received_at", INSTANT, primary_key=True),
    Column("tracking_number", NUMBER, primary_key=True),
    Index("likeness_marks_by_case", "tracking_number"),
)

custody = Table(
    "custody",
    metadata,
    Column("tracking_number", NUMBER, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("at", INSTANT, nullable=False),
    Column("act", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("receiver", Text),
    Column("sealed", LargeBinary),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("custody_by_file", "sha256"),
)

custody_heads = Table(
    "custody_heads",
    metadata,
    Column("tracking_number", NUMBER, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)
