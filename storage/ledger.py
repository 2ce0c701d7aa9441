"""Posting to the ledger (过账): each transaction whole, in balance and once per key, in the caller's transaction (E5).

Cases are posted by the journal's statements; everything else calls `post`. Nothing here is ever changed: what was
wrong is reversed by a transaction that names it.

Exception
  LedgerConflict   the key stands for another transaction, or what is to be corrected is not there or was corrected
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ledger import Account, LedgerEntry, Posting
from storage.ledger_tables import ledger_entries, ledger_transactions

REVERSAL: Final = "reversal"
_SAME: Final = ("what", "reference", "subject", "currency", "book", "corrects")


class LedgerConflict(Exception):
    """A transaction cannot be posted; trying again as it is will not help."""


async def post(connection: AsyncConnection, posting: Posting) -> bool:
    """Post a transaction; tells whether it is new. A repeat changes nothing.

    The database refuses what does not balance when the caller's transaction ends.

    Raises:
        LedgerConflict: the key was posted with other entries, or about something else.
    """
    if posting.sequence is not None:
        raise ValueError(f"{posting.key}: what a case's event posts is posted by the journal")
    corrects = await _id_of(connection, posting.corrects) if posting.corrects else None
    values = posting_row(posting) | {"corrects": corrects}
    added = upsert(ledger_transactions).values(values).on_conflict_do_nothing(constraint="ledger_books_once")
    number = await connection.scalar(added.returning(ledger_transactions.c.id))
    if number is None:
        await _check_same(connection, values, posting.entries)
        return False
    lines = [{"transaction_id": number, **entry} for entry in entry_rows(posting)]
    await connection.execute(insert(ledger_entries), lines)
    return True


async def reverse(connection: AsyncConnection, key: str, *, at: datetime, posted_by: str) -> bool:
    """Reverse a transaction by a new one that names it; tells whether it is new.

    Raises:
        LedgerConflict: there is no such transaction, or it is a reversal itself.
    """
    row = await _row_of(connection, key)
    if row.corrects is not None:
        raise LedgerConflict(f"ledger transaction {key!r} is a correction itself: post what is right anew")
    entries = await _entries_of(connection, row.id)
    return await post(
        connection,
        Posting(
            key=f"{REVERSAL} of {key}",
            what=REVERSAL,
            reference=row.reference,
            subject=row.subject,
            at=at,
            entries=tuple(LedgerEntry(account=each.account, amount_fen=-each.amount_fen) for each in entries),
            currency=row.currency,
            posted_by=posted_by,
            corrects=key,
        ),
    )


def posting_row(posting: Posting) -> dict[str, Any]:
    """Give the row of a transaction, without what it corrects."""
    row = posting.model_dump(exclude={"entries", "corrects", "sequence"})
    return row | {"lines": len(posting.entries)}


def entry_rows(posting: Posting) -> list[dict[str, Any]]:
    """Give the rows of the entries, without their transaction."""
    return [{"account": entry.account.value, "amount_fen": entry.amount_fen} for entry in posting.entries]


async def _check_same(connection: AsyncConnection, values: dict[str, Any], entries: Sequence[LedgerEntry]) -> None:
    there = await _row_of(connection, values["key"])
    booked = sorted(await _entries_of(connection, there.id), key=_order)
    if booked != sorted(entries, key=_order) or any(getattr(there, name) != values[name] for name in _SAME):
        raise LedgerConflict(f"the key {values['key']!r} was posted before, for something else")


def _order(entry: LedgerEntry) -> tuple[str, int]:
    return entry.account.value, entry.amount_fen


async def _entries_of(connection: AsyncConnection, number: int) -> list[LedgerEntry]:
    column = ledger_entries.c
    query = select(column.account, column.amount_fen).where(column.transaction_id == number).order_by(column.id)
    return [LedgerEntry(account=Account(row[0]), amount_fen=row[1]) for row in await connection.execute(query)]


async def _id_of(connection: AsyncConnection, key: str) -> int:
    number: int = (await _row_of(connection, key)).id
    return number


async def _row_of(connection: AsyncConnection, key: str) -> Row[Any]:
    query = select(ledger_transactions).where(ledger_transactions.c.key == key)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise LedgerConflict(f"the ledger has no transaction {key!r}")
    return row
