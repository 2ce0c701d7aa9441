"""Complaints: found by number, order and contact, and by nothing that merely looks alike."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.complaints import Complaints
from storage.journal import PostgresJournal
from storage.vault import Vault
from tests.storage.stories import number, received, steps, story, whole_life


@pytest.fixture
def found(engine: AsyncEngine, vault: Vault) -> Complaints:
    return Complaints(engine=engine, vault=vault)


async def file(journal: PostgresJournal, **complaint: Any) -> str:
    case = number()
    await journal.record(tracking_number=case, events=whole_life(case, **complaint)[:4])
    return case


class TestFind:
    async def test_gives_the_case_after_its_last_step(self, journal: PostgresJournal, found: Complaints) -> None:
        case = number()
        for step in steps(whole_life(case), [4, 3, 5]):
            await journal.record(tracking_number=case, events=step)

            now = await found.find(case)

            assert now is not None
            assert (now.sequence, await found.head(case)) == (step[-1].sequence, step[-1].sequence)
            assert now.complaint.complainant.name == "王小明"

    async def test_gives_nothing_where_there_is_nothing(self, found: Complaints) -> None:
        assert await found.find("nowhere") is None
        assert await found.head("nowhere") == 0
        assert await found.request_digest("nowhere") is None


class TestRequestDigest:
    async def test_is_the_one_of_the_first_event(self, journal: PostgresJournal, found: Complaints) -> None:
        case = number()
        kind, actor, data, private = received(case)
        await journal.record(
            tracking_number=case, events=story((kind, actor, data | {"request_digest": "d1"}, private))
        )

        assert await found.request_digest(case) == "d1"


class TestByOrderNumber:
    async def test_finds_every_case_about_the_order(self, journal: PostgresJournal, found: Complaints) -> None:
        cases = {await file(journal, order_number="Order 17") for _ in range(2)}
        await file(journal, order_number="Order 18")

        assert set(await found.by_order_number(" ORDER17 ")) == cases
        assert await found.by_order_number("Order 1") == []


class TestByContact:
    @pytest.mark.parametrize("phone", ["13900000001", "+86 139 0000 0001", "0086-139-0000-0001"])
    async def test_knows_a_phone_however_it_is_written(
        self, journal: PostgresJournal, found: Complaints, phone: str
    ) -> None:
        case = await file(journal, complainant={"name": "李", "phone": "139-0000-0001"})

        assert case in await found.by_phone(phone)
        assert case not in await found.by_phone("13900000002")

    async def test_knows_an_address_in_any_case(self, journal: PostgresJournal, found: Complaints) -> None:
        case = await file(journal, complainant={"name": "李", "email": "Li@Example.org"})

        assert case in await found.by_email("li@example.org ")
        assert case not in await found.by_email("li@example.com")
