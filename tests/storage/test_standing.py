"""What a journal remembers of cases is a guess: where it is wrong, it looks again."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import Autocommitting, driver_connection
from storage.journal import PostgresJournal
from storage.read_model import seal_snapshot
from storage.standing import Standing, Standings
from storage.timeline import Timeline
from storage.vault import Vault
from tests.storage.stories import number, steps, whole_life


@pytest.fixture
def standings(vault: Vault) -> Standings:
    return Standings(vault=vault, remembered=2)


async def stand(standings: Standings, engine: AsyncEngine, case: str) -> Standing:
    async with driver_connection(Autocommitting(engine)) as connection:
        return await standings.read(connection, case)


def remember(standings: Standings, case: str, standing: Standing) -> None:
    assert standing.case is not None
    standings.remember(case, standing, snapshot=seal_snapshot(standing.case, key=standing.key))


class TestMemory:
    async def test_is_read_as_it_was_written(self, engine: AsyncEngine, vault: Vault, standings: Standings) -> None:
        case = number()
        journal = PostgresJournal(engine=engine, vault=vault)
        await journal.record(tracking_number=case, events=whole_life(case)[:5])

        remembered = journal.standings.recall(case, sequence=5)

        read = await stand(standings, engine, case)
        assert remembered is not None
        assert (remembered.case, remembered.head, remembered.wrapped) == (read.case, read.head, read.wrapped)

    async def test_knows_nothing_of_another_sequence(
        self, engine: AsyncEngine, journal: PostgresJournal, standings: Standings
    ) -> None:
        case = number()
        await journal.record(tracking_number=case, events=whole_life(case)[:5])
        remember(standings, case, await stand(standings, engine, case))

        assert standings.recall(case, sequence=4) is None

    async def test_holds_no_more_than_it_may(
        self, engine: AsyncEngine, journal: PostgresJournal, standings: Standings
    ) -> None:
        cases = [number() for _ in range(3)]
        for case in cases:
            await journal.record(tracking_number=case, events=whole_life(case)[:5])
            remember(standings, case, await stand(standings, engine, case))

        assert [standings.recall(case, sequence=5) is not None for case in cases] == [False, True, True]


class TestTwoWorkers:
    async def test_write_one_case_by_turns(self, engine: AsyncEngine, vault: Vault) -> None:
        case = number()
        life = whole_life(case)
        journals = [PostgresJournal(engine=engine, vault=vault) for _ in range(2)]

        for turn, step in enumerate(steps(life, [2, 2, 2, 2, 2, 2])):
            await journals[turn % 2].record(tracking_number=case, events=step)

        assert list(await Timeline(engine=engine, vault=vault).page(case)) == life

    async def test_one_that_is_behind_looks_again(self, engine: AsyncEngine, vault: Vault) -> None:
        case = number()
        life = whole_life(case)
        first, second, third = steps(life, [4, 4, 4])
        one, other = (PostgresJournal(engine=engine, vault=vault) for _ in range(2))
        await one.record(tracking_number=case, events=first)
        await other.record(tracking_number=case, events=second)

        # What it remembers fits this step, and the row has gone on.
        await one.record(tracking_number=case, events=second)
        await one.record(tracking_number=case, events=third)

        assert list(await Timeline(engine=engine, vault=vault).page(case)) == life
