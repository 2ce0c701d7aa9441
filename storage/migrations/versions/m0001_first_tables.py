"""First tables: the event log, its read model, the ledger and what the API keeps.

Revision: 0001
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EVENT_LOG = """
CREATE TABLE case_keys (
    tracking_number text COLLATE "C" PRIMARY KEY,
    key_id text NOT NULL,
    wrapped_key bytea,
    destroyed_at timestamptz
);
CREATE TABLE events (
    tracking_number text COLLATE "C" NOT NULL,
    sequence integer NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    data json NOT NULL,
    sealed bytea,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (tracking_number, sequence)
);
CREATE TABLE daily_heads (
    day date PRIMARY KEY,
    cases integer NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE sealed_heads (
    day date NOT NULL,
    tracking_number text COLLATE "C" NOT NULL,
    sequence integer NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (day, tracking_number)
);
CREATE INDEX sealed_heads_by_case ON sealed_heads (tracking_number, sequence);
-- Ciphertext does not get smaller by trying, and trying costs time on every step.
ALTER TABLE events ALTER COLUMN sealed SET STORAGE EXTERNAL;
"""

READ_MODEL = """
CREATE TABLE complaints (
    tracking_number text COLLATE "C" PRIMARY KEY,
    request_digest text,
    pack text NOT NULL,
    pack_version integer NOT NULL,
    service_line text NOT NULL,
    channel text NOT NULL,
    region text NOT NULL,
    stage text NOT NULL,
    waiting_on text,
    level integer NOT NULL,
    urgency text NOT NULL,
    severity text NOT NULL,
    category text NOT NULL,
    kind text NOT NULL,
    department text NOT NULL,
    handler text,
    cycle integer NOT NULL,
    sequence integer NOT NULL,
    breached boolean NOT NULL,
    red_alert boolean NOT NULL,
    next_due_at timestamptz,
    received_at timestamptz NOT NULL,
    resolved_at timestamptz,
    closed_at timestamptz,
    archived_at timestamptz,
    updated_at timestamptz NOT NULL,
    order_index bytea,
    phone_index bytea,
    email_index bytea,
    search_text text NOT NULL,
    snapshot bytea,
    head_hash bytea NOT NULL
);
ALTER TABLE complaints ALTER COLUMN snapshot SET STORAGE EXTERNAL;
CREATE INDEX complaints_by_due
    ON complaints (coalesce(next_due_at, 'infinity'::timestamptz), tracking_number);
CREATE INDEX complaints_by_department
    ON complaints (department, coalesce(next_due_at, 'infinity'::timestamptz), tracking_number);
CREATE INDEX complaints_by_handler
    ON complaints (handler, coalesce(next_due_at, 'infinity'::timestamptz), tracking_number);
CREATE INDEX complaints_by_received ON complaints (received_at, tracking_number);
CREATE INDEX complaints_by_order ON complaints (order_index);
CREATE INDEX complaints_by_phone ON complaints (phone_index);
CREATE INDEX complaints_by_email ON complaints (email_index);
CREATE TABLE remedies (
    id text PRIMARY KEY,
    tracking_number text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    amount_fen bigint NOT NULL,
    rule text,
    status text NOT NULL,
    cycle integer NOT NULL,
    paid_at timestamptz
);
CREATE INDEX remedies_by_case ON remedies (tracking_number);
"""

LEDGER = """
CREATE TABLE ledger (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    remedy_id text NOT NULL,
    account text NOT NULL,
    amount_fen bigint NOT NULL,
    at timestamptz NOT NULL,
    tracking_number text COLLATE "C" NOT NULL,
    sequence integer NOT NULL,
    CONSTRAINT ledger_books_once UNIQUE (remedy_id, account),
    CONSTRAINT ledger_has_event FOREIGN KEY (tracking_number, sequence) REFERENCES events
);
CREATE INDEX ledger_by_event ON ledger (tracking_number, sequence);
"""

PEOPLE = """
CREATE SEQUENCE staff_ids;
CREATE TABLE staff (
    id text PRIMARY KEY DEFAULT nextval('staff_ids')::text,
    name text NOT NULL,
    role text NOT NULL,
    department text,
    rung text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz
);
ALTER SEQUENCE staff_ids OWNED BY staff.id;
CREATE TABLE staff_tokens (
    token_hash bytea PRIMARY KEY,
    staff_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT staff_tokens_have_staff FOREIGN KEY (staff_id) REFERENCES staff
);
CREATE INDEX staff_tokens_by_staff ON staff_tokens (staff_id);
CREATE TABLE access_codes (
    code_hash bytea PRIMARY KEY,
    tracking_number text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX access_codes_by_case ON access_codes (tracking_number);
"""

BOOKKEEPING = """
CREATE TABLE notices (
    key text PRIMARY KEY,
    tracking_number text COLLATE "C" NOT NULL,
    what text NOT NULL,
    receiver text NOT NULL,
    channel text NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    failure text
);
CREATE INDEX notices_by_case ON notices (tracking_number);
CREATE TABLE requests (
    scope text NOT NULL,
    key_hash bytea NOT NULL,
    body_digest text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key_hash)
);
CREATE INDEX requests_by_age ON requests (created_at);
CREATE TABLE policies (
    pack text NOT NULL,
    version integer NOT NULL,
    digest text NOT NULL,
    source text NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (pack, version)
);
"""

# Grants keep the application's role out; the triggers also hold for the owner, until somebody drops them on purpose.
APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER daily_heads_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON daily_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sealed_heads_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sealed_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

BALANCED = """
CREATE FUNCTION check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    balance numeric;
BEGIN
    SELECT sum(amount_fen) INTO balance FROM ledger WHERE remedy_id = NEW.remedy_id;
    IF balance <> 0 THEN
        RAISE EXCEPTION 'the ledger of remedy % is % fen out of balance', NEW.remedy_id, balance
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balances';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON ledger
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_balance();
"""


def upgrade() -> None:
    """Make everything; there is no way back but a backup."""
    for statements in (EVENT_LOG, READ_MODEL, LEDGER, PEOPLE, BOOKKEEPING, APPEND_ONLY, BALANCED):
        op.execute(statements)
