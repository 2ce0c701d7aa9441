"""The whole file (全卷): every entry of one case with its hashes, checked on the way out (F4, I2)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.events import Event
from storage.case_file import read_file
from storage.chain import Entry
from storage.chain_check import Break, BreakKind, CaseCheck, Head
from storage.tables import complaints, sealed_heads
from storage.vault import Vault


class SealedHead(NamedTuple):
    """The last event of a case as a daily seal has it."""

    day: date
    sequence: int
    hash: bytes


class WholeFile(NamedTuple):
    """What is written of a case, opened as far as its key is there; `breaks` is what is not as it was written."""

    entries: Sequence[Entry]
    events: Sequence[Event]
    sealed: Sequence[SealedHead]
    breaks: Sequence[Break]


class WholeFiles:
    """Reads one case for whoever has to take it out of the house; reads only, in one snapshot."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._vault = vault

    async def read(self, tracking_number: str) -> WholeFile | None:
        """Give the file of a case; none where there is no such case.

        Raises:
            SealBroken: what is sealed was altered, so that it cannot be opened.
        """
        async with self._engine.begin() as connection:
            file = await read_file(connection, tracking_number=tracking_number, vault=self._vault)
            if not file.entries:
                return None
            head = await _head(connection, tracking_number)
            sealed = await _sealed(connection, tracking_number)
        check = CaseCheck(tracking_number=tracking_number)
        for entry in file.entries:
            check.take(entry)
        breaks = [*check.finish(head), *_unlike(sealed, file.entries, tracking_number)]
        return WholeFile(entries=file.entries, events=file.events, sealed=sealed, breaks=breaks)


async def _head(connection: AsyncConnection, tracking_number: str) -> Head | None:
    query = select(complaints.c.sequence, complaints.c.head_hash).where(complaints.c.tracking_number == tracking_number)
    row = (await connection.execute(query)).one_or_none()
    return Head(row.sequence, row.head_hash) if row else None


async def _sealed(connection: AsyncConnection, tracking_number: str) -> list[SealedHead]:
    columns = sealed_heads.c
    query = (
        select(columns.day, columns.sequence, columns.hash)
        .where(columns.tracking_number == tracking_number)
        .order_by(columns.day)
    )
    return [SealedHead(*row) for row in await connection.execute(query)]


def _unlike(sealed: Sequence[SealedHead], entries: Sequence[Entry], tracking_number: str) -> list[Break]:
    """Name what the daily seals have seen otherwise."""
    hashes = {entry.sequence: entry.hash for entry in entries}
    return [
        Break(BreakKind.ALTERED, tracking_number, each.sequence, f"is not the one that was sealed on {each.day}")
        for each in sealed
        if hashes.get(each.sequence) != each.hash
    ]
