"""Rebuild (重建读模型): the read model made anew from the event log, also while the application runs.

The rows come out as the journal had written them, byte for byte.

Exception
  CaseDamaged    the events of a case are no longer those that were written
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, exists, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.case_file import read_file, write_read_model
from storage.chain import verifies
from storage.matters import matters_after, rebuild_matter
from storage.tables import complaints, events, likeness_marks, remedies
from storage.vault import Vault

_BATCH: Final = 500


class CaseDamaged(Exception):
    """The events of a case are not those that were written: making rows of them would hide it."""

    def __init__(self, *, tracking_number: str) -> None:
        super().__init__(
            f"the events of case {tracking_number} do not verify: see `redress audit verify`, and restore a backup"
        )


async def rebuild(engine: AsyncEngine, *, vault: Vault) -> int:
    """Make the read model and the remedies of every case anew and give the number of cases.

    Each case is one transaction; a case that is being written waits for its turn.

    Raises:
        CaseDamaged: events do not verify; what was rebuilt before stays rebuilt.
    """
    count, last = 0, ""
    while numbers := await _numbers_after(engine, last):
        for number in numbers:
            await _rebuild_case(engine, number, vault=vault)
        count, last = count + len(numbers), numbers[-1]
    async with engine.begin() as connection:
        await _leave_no_strangers(connection)
    await _rebuild_matters(engine, vault=vault)
    return count


async def _rebuild_matters(engine: AsyncEngine, *, vault: Vault) -> None:
    last = ""
    while names := await matters_after(engine, last, most=_BATCH):
        for name in names:
            if not await rebuild_matter(engine, name, vault=vault):
                raise CaseDamaged(tracking_number=name)
        last = names[-1]


async def _numbers_after(engine: AsyncEngine, last: str) -> Sequence[str]:
    first = events.c.sequence == 1, events.c.tracking_number > last
    query = select(events.c.tracking_number).where(*first).order_by(events.c.tracking_number).limit(_BATCH)
    async with engine.connect() as connection:
        return (await connection.scalars(query)).all()


async def _rebuild_case(engine: AsyncEngine, number: str, *, vault: Vault) -> None:
    query = select(complaints.c.sequence).where(complaints.c.tracking_number == number).with_for_update()
    async with engine.begin() as connection:
        # What a crash would lose here are rows that were the same before.
        await connection.execute(text("SET LOCAL synchronous_commit = off"))
        known = await connection.scalar(query) or 0
        file = await read_file(connection, tracking_number=number, vault=vault)
        if known > len(file.entries) or not verifies(file.entries, tracking_number=number):
            raise CaseDamaged(tracking_number=number)
        await write_read_model(connection, file=file, vault=vault)


async def _leave_no_strangers(connection: AsyncConnection) -> None:
    """Take out remedies and marks without a case; a row without events is the last that is left of one, and stays."""
    known = exists().where(events.c.tracking_number == complaints.c.tracking_number)
    lost = await connection.scalar(select(complaints.c.tracking_number).where(~known).limit(1))
    if lost is not None:
        raise CaseDamaged(tracking_number=lost)
    known = exists().where(events.c.tracking_number == remedies.c.tracking_number)
    await connection.execute(delete(remedies).where(~known))
    known = exists().where(events.c.tracking_number == likeness_marks.c.tracking_number)
    await connection.execute(delete(likeness_marks).where(~known))
