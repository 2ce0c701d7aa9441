"""A double-entry ledger: accounts, transactions and entries, which the database itself keeps in balance.

Revision: 0014
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ledger_accounts (
    account text COLLATE "C" PRIMARY KEY,
    sort text NOT NULL,
    CONSTRAINT ledger_accounts_are_of_a_sort CHECK (sort IN ('asset', 'liability', 'expense', 'income'))
);
INSERT INTO ledger_accounts (account, sort) VALUES
    ('cash', 'asset'),
    ('escrow', 'asset'),
    ('recourse_receivable', 'asset'),
    ('vouchers', 'liability'),
    ('remedies.refund', 'expense'),
    ('remedies.compensation', 'expense'),
    ('remedies.voucher', 'expense'),
    ('remedies.extension', 'expense'),
    ('written_off', 'expense'),
    ('recovered', 'income');
CREATE TABLE ledger_transactions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL,
    what text NOT NULL,
    reference text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    lines integer NOT NULL,
    currency text NOT NULL,
    posted_by text NOT NULL,
    book text,
    tracking_number text COLLATE "C",
    sequence integer,
    corrects bigint,
    CONSTRAINT ledger_has_two_sides CHECK (lines >= 2),
    CONSTRAINT ledger_has_a_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT ledger_names_an_event CHECK ((tracking_number IS NULL) = (sequence IS NULL)),
    CONSTRAINT ledger_corrects_once UNIQUE (corrects),
    CONSTRAINT ledger_corrects_one_of_its_own FOREIGN KEY (corrects) REFERENCES ledger_transactions
);
CREATE TABLE ledger_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id bigint NOT NULL,
    account text COLLATE "C" NOT NULL,
    amount_fen bigint NOT NULL,
    CONSTRAINT ledger_entries_move_something CHECK (amount_fen <> 0),
    CONSTRAINT ledger_entries_have_transaction FOREIGN KEY (transaction_id) REFERENCES ledger_transactions,
    CONSTRAINT ledger_entries_have_account FOREIGN KEY (account) REFERENCES ledger_accounts
);
"""

# Whoever asks for it and whoever posts it are two people, who name the same reference and amount.
FUNDINGS = """
CREATE TABLE escrow_fundings (
    reference text COLLATE "C" PRIMARY KEY,
    amount_fen bigint NOT NULL,
    currency text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER escrow_fundings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON escrow_fundings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# The first ledger knew payments only: one line of what they were for, one of where they came from.
CARRIED_OVER = """
INSERT INTO ledger_transactions
    (key, what, reference, subject, at, lines, currency, posted_by, book, tracking_number, sequence)
SELECT 'remedy ' || l.remedy_id, coalesce(r.kind, 'refund'), l.tracking_number, l.remedy_id, l.at, 2, 'CNY', 'system',
    'payments', l.tracking_number, l.sequence
FROM ledger AS l LEFT JOIN remedies AS r ON r.id = l.remedy_id
WHERE l.account = 'remedies' ORDER BY l.id;
INSERT INTO ledger_entries (transaction_id, account, amount_fen)
SELECT t.id, CASE l.account WHEN 'cash' THEN 'cash' ELSE 'remedies.' || t.what END, l.amount_fen
FROM ledger AS l JOIN ledger_transactions AS t ON t.key = 'remedy ' || l.remedy_id ORDER BY t.id, l.id;
DROP TABLE ledger;
DROP FUNCTION check_balance();
"""

INDEXES = """
ALTER TABLE ledger_transactions
    ADD CONSTRAINT ledger_books_once UNIQUE (key),
    ADD CONSTRAINT ledger_has_event FOREIGN KEY (tracking_number, sequence) REFERENCES events;
CREATE INDEX ledger_transactions_by_event ON ledger_transactions (tracking_number, sequence);
CREATE INDEX ledger_transactions_by_instant ON ledger_transactions (at, id);
CREATE INDEX ledger_transactions_by_reference ON ledger_transactions (reference, id);
CREATE INDEX ledger_entries_by_transaction ON ledger_entries (transaction_id);
CREATE INDEX ledger_entries_by_account ON ledger_entries (account, transaction_id);
"""

# How many entries there must be stands in the transaction, so that nothing can be added to it later.
BALANCED = """
CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint := CASE TG_TABLE_NAME WHEN 'ledger_entries' THEN (to_jsonb(NEW) ->> 'transaction_id')::bigint
        ELSE NEW.id END;
    posted ledger_transactions%ROWTYPE;
    entries bigint;
    balance numeric;
BEGIN
    SELECT * INTO posted FROM ledger_transactions WHERE id = asked;
    SELECT count(*), coalesce(sum(amount_fen), 0) INTO entries, balance
        FROM ledger_entries WHERE transaction_id = asked;
    IF balance <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % is % fen out of balance', posted.key, balance
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balances';
    END IF;
    IF entries <> posted.lines THEN
        RAISE EXCEPTION 'ledger transaction % has % entries, not %', posted.key, entries, posted.lines
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_is_whole';
    END IF;
    IF posted.corrects IS NOT NULL AND EXISTS (
        SELECT FROM ledger_entries WHERE transaction_id IN (asked, posted.corrects)
        GROUP BY account HAVING sum(amount_fen) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger transaction % does not reverse the one that it corrects', posted.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reverses';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();
CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();
CREATE TRIGGER ledger_accounts_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Make the tables, carry over what was booked, and let nothing in from then on that does not balance."""
    for statements in (TABLES, CARRIED_OVER, INDEXES, BALANCED, FUNDINGS):
        op.execute(statements)
