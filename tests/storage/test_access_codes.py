"""Access codes: good once, for their case, in time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.access_codes import ALPHABET, AccessCodes
from storage.tables import access_codes
from storage.vault import Vault
from tests.storage.rows import rows

LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def codes(engine: AsyncEngine, vault: Vault) -> AccessCodes:
    return AccessCodes(engine=engine, vault=vault)


class TestAccessCodes:
    async def test_are_good_once(self, codes: AccessCodes) -> None:
        code = await codes.issue(tracking_number="A1", expires_at=LATER)

        tries = [await codes.redeem(tracking_number="A1", code=code) for _ in range(2)]

        assert tries == [True, False]

    async def test_open_the_cases_that_they_were_made_for(self, codes: AccessCodes) -> None:
        code = await codes.issue(tracking_number="B1", expires_at=LATER, also=("B2",))

        opened = [await codes.opens(tracking_number=number, code=code) for number in ("B1", "B2", "B3")]

        assert opened == [True, True, False]

    async def test_open_until_they_are_used(self, codes: AccessCodes) -> None:
        code = await codes.issue(tracking_number="A8", expires_at=LATER)

        assert [await codes.opens(tracking_number="A8", code=code) for _ in range(2)] == [True, True]
        assert not await codes.opens(tracking_number="A9", code=code)
        await codes.redeem(tracking_number="A8", code=code)
        assert not await codes.opens(tracking_number="A8", code=code)

    async def test_are_good_for_one_of_many_who_try(self, codes: AccessCodes) -> None:
        code = await codes.issue(tracking_number="A2", expires_at=LATER)

        tries = await asyncio.gather(*(codes.redeem(tracking_number="A2", code=code) for _ in range(8)))

        assert sorted(tries) == [False] * 7 + [True]

    async def test_are_good_however_they_are_typed(self, codes: AccessCodes) -> None:
        code = await codes.issue(tracking_number="A3", expires_at=LATER)

        assert set(code) <= set(ALPHABET)
        assert await codes.redeem(tracking_number="A3", code=f" {code.lower()}\n")

    @pytest.mark.parametrize(("case", "expires_at"), [("A5", LATER), ("A4", LATER - timedelta(hours=2))])
    async def test_are_no_good_for_another_case_or_too_late(
        self, codes: AccessCodes, case: str, expires_at: datetime
    ) -> None:
        code = await codes.issue(tracking_number="A4", expires_at=expires_at)

        assert not await codes.redeem(tracking_number=case, code=code)

    async def test_go_when_they_have_expired(self, codes: AccessCodes, engine: AsyncEngine) -> None:
        await codes.issue(tracking_number="A6", expires_at=LATER - timedelta(hours=2))
        await codes.issue(tracking_number="A6", expires_at=LATER)

        assert await codes.purge() > 0
        assert len(await rows(engine, access_codes, tracking_number="A6")) == 1

    async def test_stand_nowhere_in_the_database(self, codes: AccessCodes, engine: AsyncEngine) -> None:
        code = await codes.issue(tracking_number="A7", expires_at=LATER)

        assert code not in str(await rows(engine, access_codes, tracking_number="A7"))
