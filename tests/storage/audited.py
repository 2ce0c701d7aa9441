"""A log to audit, and hands laid on it behind the application's back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.chain import Entry, canonical, digest
from storage.chain_check import Break, BreakKind
from storage.journal import PostgresJournal
from storage.tables import events
from tests.storage.rows import rows, tampering
from tests.storage.stories import number, steps, whole_life

OF_CASE = "transaction_id IN (SELECT id FROM ledger_transactions WHERE tracking_number = :case)"
UNBOOKED = f"DELETE FROM ledger_entries WHERE {OF_CASE}"


async def three_cases(journal: PostgresJournal) -> str:
    """Write three cases of twelve events and give the number of the middle one."""
    numbers = [number() for _ in range(3)]
    for each in numbers:
        for step in steps(whole_life(each), [4, 3, 5]):
            await journal.record(tracking_number=each, events=step)
    return numbers[1]


async def execute(admin: AsyncEngine, statement: str, **parameters: Any) -> None:
    """Do something behind the application's back."""
    async with tampering(admin) as connection:
        await connection.execute(text(statement), parameters)


def named(breaks: Sequence[Break]) -> list[tuple[BreakKind, str, int | None]]:
    return [(found.kind, found.tracking_number, found.sequence) for found in breaks]


async def forge(admin: AsyncEngine, engine: AsyncEngine, case: str, sequence: int) -> None:
    """Alter an event and give it the hash that belongs to what it says now."""
    row = (await rows(engine, events, tracking_number=case, sequence=sequence))[0]
    number_of_case = row.pop("tracking_number")
    forged = Entry(**row | {"data": canonical({"amount_fen": 1, "remedy": f"{case}-R1"})})
    forged = forged._replace(hash=digest(forged, tracking_number=number_of_case))
    await execute(
        admin,
        "UPDATE events SET data = :data, hash = :hash WHERE tracking_number = :case AND sequence = :sequence",
        data=forged.data,
        hash=forged.hash,
        case=case,
        sequence=sequence,
    )
