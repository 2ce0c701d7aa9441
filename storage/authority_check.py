"""Checking the register of authority, as the chains of cases are checked (I2)."""

from collections.abc import AsyncIterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.authority import ENTRY, NAME
from storage.authority_tables import authority_acts, authority_register
from storage.chain import Entry
from storage.chain_check import Break, BreakKind, CaseCheck, Head
from storage.database import auditable


async def check_authority_acts(connection: AsyncConnection) -> AsyncIterator[Break]:
    """Give everything that is not as it was written of what was lent, left and taken back."""
    row = (await connection.execute(select(authority_register))).one_or_none()
    head = Head(row.sequence, row.head_hash) if row else None
    check = CaseCheck(tracking_number=NAME)
    query = select(*auditable(ENTRY)).order_by(authority_acts.c.sequence)
    entries = [Entry(*each) for each in await connection.execute(query)]
    for entry in entries:
        check.take(entry)
    for found in check.finish(head):
        yield found
    if head and head.sequence and not entries:
        yield Break(BreakKind.CUT_TAIL, NAME, 1, "every act of the register of authority is gone")
