"""The tables of the ledger (账簿), as statements see them; transactions and entries only grow.

A transaction has as many entries as it says, and they add up to nothing: the database looks when a transaction of its
own ends.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
)

from storage.tables import INSTANT, NUMBER, metadata

ledger_accounts = Table(
    "ledger_accounts",
    metadata,
    Column("account", NUMBER, primary_key=True),
    Column("sort", Text, nullable=False),
    CheckConstraint("sort IN ('asset', 'liability', 'expense', 'income')", name="ledger_accounts_are_of_a_sort"),
)

ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("key", NUMBER, nullable=False),
    Column("what", Text, nullable=False),
    Column("reference", NUMBER, nullable=False),
    Column("subject", NUMBER, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("posted_by", Text, nullable=False),
    Column("book", Text),
    Column("tracking_number", NUMBER),
    Column("sequence", Integer),
    Column("corrects", BigInteger),
    UniqueConstraint("key", name="ledger_books_once"),
    UniqueConstraint("corrects", name="ledger_corrects_once"),
    CheckConstraint("lines >= 2", name="ledger_has_two_sides"),
    CheckConstraint("currency ~ '^[A-Z]{3}$'", name="ledger_has_a_currency"),
    CheckConstraint("(tracking_number IS NULL) = (sequence IS NULL)", name="ledger_names_an_event"),
    ForeignKeyConstraint(
        ["tracking_number", "sequence"], ["events.tracking_number", "events.sequence"], name="ledger_has_event"
    ),
    ForeignKeyConstraint(["corrects"], ["ledger_transactions.id"], name="ledger_corrects_one_of_its_own"),
    Index("ledger_transactions_by_event", "tracking_number", "sequence"),
    Index("ledger_transactions_by_instant", "at", "id"),
    Index("ledger_transactions_by_reference", "reference", "id"),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("transaction_id", BigInteger, nullable=False),
    Column("account", NUMBER, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    CheckConstraint("amount_fen <> 0", name="ledger_entries_move_something"),
    ForeignKeyConstraint(["transaction_id"], ["ledger_transactions.id"], name="ledger_entries_have_transaction"),
    ForeignKeyConstraint(["account"], ["ledger_accounts.account"], name="ledger_entries_have_account"),
    Index("ledger_entries_by_transaction", "transaction_id"),
    Index("ledger_entries_by_account", "account", "transaction_id"),
)

escrow_fundings = Table(
    "escrow_fundings",
    metadata,
    Column("reference", NUMBER, primary_key=True),
    Column("amount_fen", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", INSTANT, nullable=False, server_default=func.now()),
)
