"""Funding the supervised account (监管账户注资): what a bank has put in, posted once two people say the same (E9).

Exception
  FundingConflict   the reference stands for another amount
"""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.ledger import Account, Posting, moved
from storage.ledger import post
from storage.ledger_tables import escrow_fundings, ledger_transactions

FUNDED = "escrow_funded"


class FundingConflict(Exception):
    """The bank's reference was given before, for another amount or in another currency."""


class EscrowFunding:
    """Takes in what was put into the supervised account."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = engine

    async def fund(
        self, *, reference: str, amount_fen: int, currency: str, staff: str, at: datetime
    ) -> Literal["asked", "posted"]:
        """Take in what a person says of a payment into the account.

        The first who says so asks for it, and a second, who says the same, posts it; again changes nothing.

        Args:
            reference: the bank's, which names the payment for ever.
            amount_fen: above zero, in the smallest unit.
            currency: by its three letters.
            staff: the id of whoever says so.
            at: when it is posted.

        Raises:
            FundingConflict: somebody gave this reference another amount.
        """
        key = f"escrow {reference}"
        async with self._engine.begin() as connection:
            asked_by = await _asked_by(connection, reference, amount_fen=amount_fen, currency=currency, staff=staff)
            is_posted = select(ledger_transactions.c.id).where(ledger_transactions.c.key == key)
            if await connection.scalar(is_posted) is not None:
                return "posted"
            if asked_by == staff:
                return "asked"
            posting = Posting(
                key=key,
                what=FUNDED,
                reference=reference,
                subject=reference,
                at=at,
                entries=moved(amount_fen, debit=Account.ESCROW, credit=Account.CASH),
                book="escrow",
                currency=currency,
                posted_by=f"staff:{staff}",
            )
            await post(connection, posting)
        return "posted"


async def _asked_by(connection: AsyncConnection, reference: str, *, amount_fen: int, currency: str, staff: str) -> str:
    """Keep that somebody asks for it, unless somebody has; give who that was. Raises `FundingConflict`."""
    values = {"reference": reference, "amount_fen": amount_fen, "currency": currency, "asked_by": staff}
    await connection.execute(upsert(escrow_fundings).values(values).on_conflict_do_nothing())
    query = select(escrow_fundings).where(escrow_fundings.c.reference == reference)
    row = (await connection.execute(query)).one()
    if (row.amount_fen, row.currency) != (amount_fen, currency):
        told = f"{row.amount_fen} fen {row.currency}, not for {amount_fen} fen {currency}"
        raise FundingConflict(f"{reference} stands for {told}")
    return str(row.asked_by)
