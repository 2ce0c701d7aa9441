"""The whole file of a case: its chain is checked on the way out."""

from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.chain_check import BreakKind
from storage.journal import PostgresJournal
from storage.tables import sealed_heads
from storage.vault import Vault
from storage.whole_file import WholeFiles
from tests.storage.audited import execute, named, three_cases
from tests.storage.rows import tampering


@pytest.fixture
async def case(journal: PostgresJournal) -> str:
    return await three_cases(journal)


@pytest.fixture
def files(engine: AsyncEngine, vault: Vault) -> WholeFiles:
    return WholeFiles(engine=engine, vault=vault)


class TestRead:
    async def test_gives_every_event_with_its_hash(self, case: str, files: WholeFiles) -> None:
        file = await files.read(case)

        assert file is not None
        assert [event.sequence for event in file.events] == list(range(1, 13))
        assert [entry.sequence for entry in file.entries] == list(range(1, 13))
        assert file.breaks == []

    async def test_finds_no_case_that_is_not_there(self, files: WholeFiles) -> None:
        assert await files.read("RD-0000-0000-0000") is None

    async def test_names_what_was_altered(self, case: str, files: WholeFiles, admin: AsyncEngine) -> None:
        change = "UPDATE events SET actor = 'staff:1' WHERE tracking_number = :case AND sequence = 10"
        await execute(admin, change, case=case)

        file = await files.read(case)

        assert file is not None
        assert named(file.breaks) == [(BreakKind.ALTERED, case, 10)]

    async def test_names_what_a_daily_seal_has_otherwise(
        self, case: str, files: WholeFiles, admin: AsyncEngine
    ) -> None:
        seal = {"day": date(2026, 3, 2), "tracking_number": case, "sequence": 12, "hash": b"other"}
        async with tampering(admin) as connection:
            await connection.execute(insert(sealed_heads).values(seal))

        file = await files.read(case)

        assert file is not None
        assert named(file.breaks) == [(BreakKind.ALTERED, case, 12)]
