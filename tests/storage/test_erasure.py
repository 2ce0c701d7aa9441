"""Erasure: the person is gone from everywhere, the case is still counted, and the chain verifies."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.evolve import ERASED
from domain.kinds import Stage
from storage.access_codes import AccessCodes
from storage.audit import Audit
from storage.complaints import Complaints
from storage.desk import Desk, Filters
from storage.erasure import Erasure
from storage.journal import PostgresJournal
from storage.standing import CaseErased
from storage.tables import access_codes, case_keys, complaints, events, likeness_marks
from storage.timeline import Timeline
from storage.vault import Vault
from tests.storage.rows import rows
from tests.storage.stories import number, whole_life


@pytest.fixture
async def case(journal: PostgresJournal) -> str:
    case = number()
    await journal.record(tracking_number=case, events=whole_life(case, order_number=f"order of {case}"))
    return case


@pytest.fixture
def erasure(engine: AsyncEngine, vault: Vault) -> Erasure:
    return Erasure(engine=engine, vault=vault)


class TestErase:
    async def test_destroys_the_key_for_good(self, case: str, erasure: Erasure, engine: AsyncEngine) -> None:
        assert await erasure.erase(case)

        (key,) = await rows(engine, case_keys, tracking_number=case)
        assert key["wrapped_key"] is None
        assert key["destroyed_at"] is not None

    async def test_leaves_a_case_without_a_person(
        self, case: str, erasure: Erasure, engine: AsyncEngine, vault: Vault
    ) -> None:
        await erasure.erase(case)

        found = await Complaints(engine=engine, vault=vault).find(case)
        assert found is not None
        assert (found.stage, found.sequence, found.total_fen) == (Stage.CLOSED, 12, 2_500)
        assert (found.complaint.complainant.name, found.complaint.description.text) == (ERASED, "")
        assert (found.complaint.complainant.phone, found.complaint.title) == (None, None)

    async def test_leaves_the_timeline_without_words(
        self, case: str, erasure: Erasure, engine: AsyncEngine, vault: Vault
    ) -> None:
        await erasure.erase(case)

        page = await Timeline(engine=engine, vault=vault).page(case)
        assert [event.kind for event in page] == [event.kind for event in whole_life(case)]
        assert {str(event.private) for event in page} == {"{}"}

    async def test_leaves_nothing_to_find_the_person_by(
        self, case: str, erasure: Erasure, engine: AsyncEngine, vault: Vault
    ) -> None:
        found = Complaints(engine=engine, vault=vault)
        assert await found.by_order_number(f"order of {case}") == [case]

        await erasure.erase(case)

        (row,) = await rows(engine, complaints, tracking_number=case)
        assert row["search_text"] == ""
        assert [row[name] for name in ("snapshot", "order_index", "phone_index", "email_index")] == [None] * 4
        assert await found.by_order_number(f"order of {case}") == []
        assert await rows(engine, likeness_marks, tracking_number=case) == []
        page = await Desk(engine=engine, vault=vault).page(filters=Filters(q=case))
        assert [each.tracking_number for each in page.cases] == [case]

    async def test_leaves_the_chain_whole(self, case: str, erasure: Erasure, engine: AsyncEngine, vault: Vault) -> None:
        before = await rows(engine, events, tracking_number=case)

        await erasure.erase(case)

        assert await rows(engine, events, tracking_number=case) == before
        assert await Audit(engine=engine, vault=vault).verify() == []

    async def test_ends_the_codes_that_are_under_way(
        self, case: str, erasure: Erasure, engine: AsyncEngine, vault: Vault
    ) -> None:
        codes = AccessCodes(engine=engine, vault=vault)
        code = await codes.issue(tracking_number=case, expires_at=datetime.now(UTC) + timedelta(hours=1))

        await erasure.erase(case)

        assert await rows(engine, access_codes, tracking_number=case) == []
        assert not await codes.redeem(tracking_number=case, code=code)

    async def test_has_nothing_to_do_the_second_time(self, case: str, erasure: Erasure) -> None:
        assert [await erasure.erase(case), await erasure.erase(case), await erasure.erase("nobody")] == [
            True,
            False,
            False,
        ]

    async def test_is_never_overtaken_by_a_step_that_is_being_written(
        self, journal: PostgresJournal, erasure: Erasure, engine: AsyncEngine
    ) -> None:
        for _ in range(10):
            case = number()
            life = whole_life(case)
            await journal.record(tracking_number=case, events=life[:4])

            _, outcome = await asyncio.gather(
                erasure.erase(case),
                journal.record(tracking_number=case, events=life[4:]),
                return_exceptions=True,
            )

            (row,) = await rows(engine, complaints, tracking_number=case)
            assert row["snapshot"] is None
            assert (row["sequence"], type(outcome)) in {(4, CaseErased), (12, list)}
