"""Rebuild: the same rows from the events alone, whatever became of the old ones."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.audit import Audit
from storage.erasure import Erasure
from storage.journal import PostgresJournal
from storage.rebuild import CaseDamaged, rebuild
from storage.tables import complaints, likeness_marks, remedies
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.rows import rows, tampering
from tests.storage.stories import number, steps, whole_life

Tables = list[list[dict[str, Any]]]


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test."""
    return postgres_server.make_database()


@pytest.fixture
async def numbers(journal: PostgresJournal) -> list[str]:
    """Cases in different stages."""
    numbers = [number() for _ in range(5)]
    for place, each in enumerate(numbers):
        for step in steps(whole_life(each), [4, 3, 3, 2][: place + 1]):
            await journal.record(tracking_number=each, events=step)
    return numbers


async def read_model(engine: AsyncEngine) -> Tables:
    return [await rows(engine, table) for table in (complaints, remedies, likeness_marks)]


class TestRebuild:
    async def test_makes_the_very_same_rows(self, numbers: list[str], engine: AsyncEngine, vault: Vault) -> None:
        before = await read_model(engine)

        count = await rebuild(engine, vault=vault)

        assert count == len(numbers)
        assert await read_model(engine) == before

    async def test_makes_the_very_same_rows_for_an_erased_person(
        self, numbers: list[str], engine: AsyncEngine, vault: Vault
    ) -> None:
        await Erasure(engine=engine, vault=vault).erase(numbers[2])
        before = await read_model(engine)

        await rebuild(engine, vault=vault)

        assert await read_model(engine) == before

    @pytest.mark.parametrize(
        "damage",
        [
            "TRUNCATE complaints, remedies",
            "UPDATE complaints SET stage = 'closed', level = 9, search_text = '', snapshot = '\\x00'",
            "UPDATE complaints SET sequence = 1, head_hash = ''",
            "UPDATE remedies SET status = 'proposed', paid_at = NULL",
            "INSERT INTO remedies VALUES ('stray', 'nowhere', 'refund', 1, NULL, 'paid', 1, NULL)",
        ],
    )
    async def test_mends_what_was_damaged(
        self, numbers: list[str], engine: AsyncEngine, admin: AsyncEngine, vault: Vault, damage: str
    ) -> None:
        before = await read_model(engine)
        async with tampering(admin) as connection:
            await connection.execute(text(damage))

        await rebuild(engine, vault=vault)

        assert await read_model(engine) == before
        assert await Audit(engine=engine, vault=vault).verify() == []

    async def test_may_go_on_while_cases_are_written(
        self, numbers: list[str], journal: PostgresJournal, engine: AsyncEngine, vault: Vault
    ) -> None:
        async def go_on() -> None:
            for each in numbers:
                await journal.record(tracking_number=each, events=whole_life(each)[4:7] if each == numbers[0] else [])
            for _ in range(5):
                fresh = number()
                for step in steps(whole_life(fresh), [4, 3, 5]):
                    await journal.record(tracking_number=fresh, events=step)

        await asyncio.gather(go_on(), *(rebuild(engine, vault=vault) for _ in range(3)))

        before = await read_model(engine)
        await rebuild(engine, vault=vault)
        assert await read_model(engine) == before
        assert await Audit(engine=engine, vault=vault).verify() == []

    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE events SET actor = 'staff:1' WHERE tracking_number = :case AND sequence = 3",
            "DELETE FROM events WHERE tracking_number = :case AND sequence = 3",
            "DELETE FROM events WHERE tracking_number = :case AND sequence = 10",
            "DELETE FROM events WHERE tracking_number = :case",
        ],
    )
    async def test_does_not_cover_up_for_damaged_events(
        self, numbers: list[str], engine: AsyncEngine, admin: AsyncEngine, vault: Vault, damage: str
    ) -> None:
        async with tampering(admin) as connection:
            await connection.execute(text(damage), {"case": numbers[2]})
        before = await rows(engine, complaints, tracking_number=numbers[2])

        with pytest.raises(CaseDamaged, match=numbers[2]):
            await rebuild(engine, vault=vault)

        assert await rows(engine, complaints, tracking_number=numbers[2]) == before
