"""Looks in the database: chained, written together, and never lost by somebody else's failure (I1, I2)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.looks import Look, LookKind
from storage.audit import Audit
from storage.chain_check import BreakKind
from storage.look_tables import look_chains
from storage.look_tables import looks as looks_table
from storage.looks import ONCE_IN, LookFilters, Looks
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.rows import rows, tampering

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test."""
    return postgres_server.make_database()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def looks(engine: AsyncEngine, clock: Clock) -> Looks:
    return Looks(engine=engine, clock=clock)


def look(about: str = "RD-1", **changes: Any) -> Look:
    usual: dict[str, Any] = {"at": NOON, "by": "staff:7", "role": "agent", "kind": LookKind.FILE, "about": about}
    return Look(**(usual | changes))


async def breaks(engine: AsyncEngine, vault: Vault) -> list[BreakKind]:
    return [found.kind for found in await Audit(engine=engine, vault=vault).verify()]


class TestLooks:
    async def test_are_read_as_they_were_written(self, looks: Looks) -> None:
        await looks.note(look())

        assert (await looks.page(LookFilters())).items == [look()]

    async def test_are_one_within_five_minutes_and_another_after(self, looks: Looks, clock: Clock) -> None:
        for seconds in (0.0, ONCE_IN.total_seconds() - 0.1, ONCE_IN.total_seconds()):
            clock.now = seconds
            await looks.note(look(at=NOON + timedelta(seconds=seconds)))

        assert len((await looks.page(LookFilters())).items) == 2

    async def test_that_come_together_are_one_sound_chain(
        self, looks: Looks, engine: AsyncEngine, vault: Vault
    ) -> None:
        await asyncio.gather(*(looks.note(look(f"RD-{number}")) for number in range(50)))

        [chain] = await rows(engine, look_chains)
        assert chain["sequence"] == 50
        assert await breaks(engine, vault) == []

    async def test_of_two_processes_and_of_two_days_do_not_wait_for_each_other(
        self, engine: AsyncEngine, vault: Vault
    ) -> None:
        processes = [Looks(engine=engine) for _ in range(2)]
        for at in (NOON, NOON + timedelta(days=1)):
            await asyncio.gather(*(each.note(look(at.isoformat(), at=at)) for each in processes))

        assert [chain["sequence"] for chain in await rows(engine, look_chains)] == [1, 1, 1, 1]
        assert await breaks(engine, vault) == []

    async def test_that_were_altered_are_found(
        self, looks: Looks, engine: AsyncEngine, admin: AsyncEngine, vault: Vault
    ) -> None:
        await looks.note(look())
        async with tampering(admin) as connection:
            await connection.execute(text("UPDATE looks SET actor = 'staff:8'"))

        assert await breaks(engine, vault) == [BreakKind.ALTERED]

    async def test_cannot_be_changed_by_the_application_nor_by_the_owner(
        self, looks: Looks, engine: AsyncEngine, owner: AsyncEngine
    ) -> None:
        await looks.note(look())

        for who in (engine, owner):
            with pytest.raises(DBAPIError):
                async with who.begin() as connection:
                    await connection.execute(text("DELETE FROM looks"))


class TestLooksThatCannotBeWritten:
    async def test_fail_for_each_and_leave_the_next_a_sound_chain(
        self, looks: Looks, engine: AsyncEngine, owner: AsyncEngine, vault: Vault
    ) -> None:
        await looks.note(look("RD-0"))
        async with owner.begin() as connection:
            await connection.execute(text("ALTER TABLE looks RENAME TO gone"))
        failed = await asyncio.gather(*(looks.note(look(f"RD-{n}")) for n in range(1, 4)), return_exceptions=True)
        async with owner.begin() as connection:
            await connection.execute(text("ALTER TABLE gone RENAME TO looks"))

        await looks.note(look("RD-1"))

        assert [isinstance(each, DBAPIError) for each in failed] == [True] * 3
        assert {row["data"]["about"] for row in await rows(engine, looks_table)} == {"RD-0", "RD-1"}
        assert await breaks(engine, vault) == []

    async def test_are_written_by_the_next_when_who_asked_is_gone(
        self, looks: Looks, engine: AsyncEngine, vault: Vault
    ) -> None:
        asking = [asyncio.create_task(looks.note(look(f"RD-{number}"))) for number in range(3)]
        await asyncio.sleep(0)
        asking[0].cancel()
        await asyncio.wait(asking)

        assert [task.cancelled() for task in asking] == [True, False, False]
        assert {row["data"]["about"] for row in await rows(engine, looks_table)} >= {"RD-1", "RD-2"}
        assert await breaks(engine, vault) == []
