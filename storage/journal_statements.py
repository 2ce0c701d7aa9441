"""The statements of the journal: each writes a whole step, or nothing at all.

A step is one statement, and that statement one transaction: the row of the case decides whether the step fits, and only
with it go events, remedies, ledger, notices and notification. The step travels as one JSON text, so that the statement
is the same for any number of events, and PostgreSQL plans it once for each connection. They bypass SQLAlchemy because
this is the hot path: docs/decisions/0003-journal-and-keys.md has the figures.
"""

from collections.abc import Collection
from typing import Final

from storage.mediation_tables import mediator
from storage.tables import complaints

CHANNEL: Final = "redress_events"
"""Where each step is made known to whoever listens, as `<tracking number> <sequence>`."""

OUTBOX_CHANNEL: Final = "redress_outbox"
"""Where it is made known that there is something to send, with nothing said of it."""

ALERT_CHANNEL: Final = "redress_alerts"
"""The same of what waits behind nothing."""

INTAKE_COLUMNS: Final = frozenset(
    {
        "tracking_number",
        "request_digest",
        "service_line",
        "channel",
        "region",
        "received_at",
        "search_text",
        "order_index",
        "phone_index",
        "email_index",
    }
)
"""What is known of a case from its first event on and never changes."""

_ALL: Final[Collection[str]] = dict.fromkeys((*complaints.columns.keys(), mediator.name))

# JSON of `data` comes as text within the text, since not a character of what was hashed may change on the way.
_REST: Final = f"""
happened AS (
    INSERT INTO events (tracking_number, sequence, at, kind, actor, data, sealed, previous_hash, hash)
    SELECT kept.tracking_number, e.sequence, e.at, e.kind, e.actor, e.data::json, e.sealed, e.previous_hash, e.hash
    FROM kept, step, json_to_recordset(step.it -> 'events') AS e (
        sequence integer, at timestamptz, kind text, actor text, data text,
        sealed bytea, previous_hash bytea, hash bytea
    )
),
owed AS (
    INSERT INTO remedies (id, tracking_number, kind, amount_fen, rule, status, cycle, paid_at)
    SELECT r.id, kept.tracking_number, r.kind, r.amount_fen, r.rule, r.status, r.cycle, r.paid_at
    FROM kept, step, json_populate_recordset(NULL::remedies, step.it -> 'remedies') AS r
    ON CONFLICT (id) DO UPDATE SET
        kind = excluded.kind, amount_fen = excluded.amount_fen, rule = excluded.rule, status = excluded.status,
        cycle = excluded.cycle, paid_at = coalesce(excluded.paid_at, remedies.paid_at)
),
posted AS (
    INSERT INTO ledger_transactions
        (key, what, reference, subject, at, lines, currency, posted_by, book, tracking_number, sequence)
    SELECT p.key, p.what, p.reference, p.subject, p.at, p.lines, p.currency, p.posted_by, p.book,
        kept.tracking_number, p.sequence
    FROM kept, step, json_populate_recordset(NULL::ledger_transactions, step.it -> 'postings') AS p
    RETURNING id, key
),
booked AS (
    INSERT INTO ledger_entries (transaction_id, account, amount_fen)
    SELECT posted.id, e.account, e.amount_fen
    FROM posted, step, json_to_recordset(step.it -> 'entries') AS e (key text, account text, amount_fen bigint)
    WHERE e.key = posted.key ORDER BY posted.id, e.amount_fen DESC
),
told AS (
    INSERT INTO notices (key, tracking_number, receiver, what, urgent, about, next_try_at)
    SELECT n.key, kept.tracking_number, n.receiver, n.what, n.urgent, n.about::json,
        greatest(now() + n.waits, n.not_before)
    FROM kept, step, json_to_recordset(step.it -> 'notices') AS n (
        key text, receiver text, what text, urgent boolean, about text, waits interval,
        not_before timestamptz
    )
    ON CONFLICT (key) DO NOTHING
    RETURNING pg_notify(CASE WHEN urgent THEN '{ALERT_CHANNEL}' ELSE '{OUTBOX_CHANNEL}' END, '')
)
SELECT pg_notify('{CHANNEL}', kept.tracking_number || ' ' || (step.it -> 'case' ->> 'sequence')) FROM kept, step
"""  # noqa: S608  nothing but names of columns is put in

BEGIN: Final = f"""
WITH step AS MATERIALIZED (SELECT %s::json AS it),
kept AS (
    INSERT INTO complaints ({", ".join(_ALL)})
    SELECT {", ".join(f"c.{name}" for name in _ALL)}
    FROM step, json_populate_record(NULL::complaints, step.it -> 'case') AS c
    ON CONFLICT (tracking_number) DO NOTHING
    RETURNING tracking_number, received_at
),
marked AS (
    INSERT INTO likeness_marks (mark, received_at, tracking_number)
    SELECT m.mark::bigint, kept.received_at, kept.tracking_number
    FROM kept, step, json_array_elements_text(step.it -> 'marks') AS m (mark)
    ON CONFLICT DO NOTHING
),
keyed AS (
    INSERT INTO case_keys (tracking_number, key_id, wrapped_key)
    SELECT kept.tracking_number, k.key_id, k.wrapped_key
    FROM kept, step, json_populate_record(NULL::case_keys, step.it -> 'key') AS k
),
{_REST}
"""  # noqa: S608
"""The first step of a case; it gives a row unless the case is there already."""

# Whoever was erased meanwhile has no snapshot, and nothing may be sealed for them any more.
CONTINUE: Final = f"""
WITH step AS MATERIALIZED (SELECT %s::json AS it),
kept AS (
    UPDATE complaints SET {", ".join(f"{name} = c.{name}" for name in _ALL if name not in INTAKE_COLUMNS)}
    FROM step, json_populate_record(NULL::complaints, step.it -> 'case') AS c
    WHERE complaints.tracking_number = %s AND complaints.sequence = %s AND complaints.head_hash = %s
        AND complaints.snapshot IS NOT NULL
    RETURNING complaints.tracking_number
),
{_REST}
"""  # noqa: S608
"""A later step; it gives a row if the case still stands where the step was computed from."""

STANDING: Final = """
SELECT c.sequence, c.head_hash, c.snapshot, k.key_id, k.wrapped_key
FROM case_keys AS k LEFT JOIN complaints AS c ON c.tracking_number = k.tracking_number
WHERE k.tracking_number = %s
"""
"""How a case stands, and its key; no row before its first step."""

WRITTEN: Final = """
SELECT sequence, at, kind, data FROM events
WHERE tracking_number = %s AND sequence BETWEEN %s AND %s ORDER BY sequence
"""
