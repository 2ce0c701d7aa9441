"""The custody chain: written in order, read back, and every damage to it named."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.custody import CustodyAct, Handling
from domain.keyring import Key, KeyRing
from domain.kinds import EventKind
from storage.custody import Custody
from storage.custody_check import CustodyBreak, CustodyCheck
from storage.erasure import Erasure
from storage.evidence import Evidence
from storage.journal import PostgresJournal
from storage.tables import custody, custody_heads
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.audited import execute
from tests.storage.rows import rows
from tests.storage.stories import NOON, number, received, story

SHA256 = "a" * 64
ADDRESS = "203.0.113.7"


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: what one breaks is found by the next."""
    return postgres_server.make_database()


@pytest.fixture
def chain(engine: AsyncEngine, vault: Vault) -> Custody:
    return Custody(engine=engine, vault=vault)


@pytest.fixture
def check(engine: AsyncEngine, vault: Vault) -> CustodyCheck:
    return CustodyCheck(engine=engine, vault=vault)


@pytest.fixture
async def case(journal: PostgresJournal) -> str:
    """A case that lists a file."""
    case = number()
    added = {"id": "E-1", "kind": "photo", "sha256": SHA256, "size": 9, "media_type": "image/png", "preview": "b" * 64}
    events = story(received(case), (EventKind.EVIDENCE_ADDED, "complainant", added, {"note": "the lock"}))
    await journal.record(tracking_number=case, events=events)
    return case


def handling(act: CustodyAct, **changes: Any) -> Handling:
    usual: dict[str, Any] = {"at": NOON, "actor": "staff:7", "evidence": "E-1", "sha256": SHA256, "address": ADDRESS}
    return Handling(act=act, **usual | changes)


ACTS = [
    handling(CustodyAct.UPLOADED, actor="complainant"),
    handling(CustodyAct.DOWNLOADED),
    handling(CustodyAct.HELD, words="the court asked"),
    handling(CustodyAct.HANDED_OVER, receiver="respondent", address=None),
]


async def written(chain: Custody, case: str) -> None:
    for act in ACTS:
        await chain.note(case, act)


class TestCustody:
    async def test_gives_what_was_put_on_record(self, chain: Custody, case: str) -> None:
        await written(chain, case)

        assert await chain.of(case) == ACTS
        assert await chain.of("nobody") == []

    async def test_keeps_addresses_and_words_out_of_sight(self, chain: Custody, case: str, engine: AsyncEngine) -> None:
        await written(chain, case)

        stored = str(await rows(engine, custody, tracking_number=case))
        assert ADDRESS not in stored
        assert "the court asked" not in stored

    async def test_loses_them_when_the_person_is_erased_and_is_still_sound(
        self, chain: Custody, check: CustodyCheck, case: str, engine: AsyncEngine, vault: Vault
    ) -> None:
        await written(chain, case)

        await Erasure(engine=engine, vault=vault).erase(case)

        assert {each.address for each in await chain.of(case)} == {None}
        assert await check.verify() == []

    async def test_is_written_before_any_worker_has_seen_the_case(self, chain: Custody, check: CustodyCheck) -> None:
        await chain.note("T-NEW", ACTS[0])

        assert await chain.of("T-NEW") == [ACTS[0]]
        assert await check.verify() == []

    async def test_keeps_what_came_before_any_worker_from_whoever_reads_of_an_erased_person(
        self, chain: Custody, check: CustodyCheck, journal: PostgresJournal, engine: AsyncEngine, vault: Vault
    ) -> None:
        case = number()
        await chain.note(case, ACTS[0])
        await journal.record(tracking_number=case, events=story(received(case)))

        await Erasure(engine=engine, vault=vault).erase(case)
        await chain.note(case, handling(CustodyAct.HELD, at=datetime.now(UTC), words="the court asked"))

        assert [(each.address, each.words) for each in await chain.of(case)] == [
            (None, None),
            (ADDRESS, "the court asked"),
        ]
        assert await check.verify() == []

    async def test_is_read_without_them_where_the_key_that_sealed_them_was_put_away(
        self, chain: Custody, engine: AsyncEngine
    ) -> None:
        await chain.note("T-OLD", ACTS[0])
        newer = Vault(keys=KeyRing(keys=(Key(key_id="k2", secret=b"2" * 32),)), index_key=b"index" * 8)

        read = await Custody(engine=engine, vault=newer).of("T-OLD")

        assert read == [ACTS[0].model_copy(update={"address": None})]

    async def test_notes_a_repeat_once(self, chain: Custody, case: str) -> None:
        for _ in range(2):
            await chain.note(case, ACTS[0], unless=lambda before: ACTS[0] in before)

        assert await chain.of(case) == [ACTS[0]]

    async def test_stays_a_chain_when_many_write_at_once(
        self, chain: Custody, check: CustodyCheck, case: str, engine: AsyncEngine
    ) -> None:
        await chain.note(case, ACTS[0])

        await asyncio.gather(*(chain.note(case, ACTS[1]) for _ in range(12)))

        assert [row["sequence"] for row in await rows(engine, custody, tracking_number=case)] == list(range(1, 14))
        assert await check.verify() == []


class TestEvidence:
    async def test_gives_the_pieces_of_a_case(self, case: str, engine: AsyncEngine, vault: Vault) -> None:
        [piece] = await Evidence(engine=engine, vault=vault).of(case)

        assert (piece.id, piece.sha256, piece.note, piece.added_by) == ("E-1", SHA256, "the lock", "complainant")

    async def test_lists_every_file_and_its_preview(self, case: str, engine: AsyncEngine, vault: Vault) -> None:
        listed = [each async for each in Evidence(engine=engine, vault=vault).all()]

        assert listed == [(case, "E-1", SHA256), (case, "E-1", "b" * 64)]

    async def test_lists_a_file_that_its_event_names_no_more(
        self, case: str, engine: AsyncEngine, vault: Vault, admin: AsyncEngine
    ) -> None:
        await execute(admin, "UPDATE events SET data = '{}' WHERE kind = 'evidence_added'")

        listed = [each async for each in Evidence(engine=engine, vault=vault).all()]

        assert listed == [(case, "", "")]


class TestVerify:
    @pytest.fixture(autouse=True)
    async def _written(self, chain: Custody, case: str) -> None:
        await written(chain, case)

    async def test_finds_nothing_where_nothing_happened(self, check: CustodyCheck) -> None:
        assert await check.verify() == []

    @pytest.mark.parametrize(
        "change",
        [
            "act = 'viewed'",
            "actor = 'staff:9'",
            "at = at + interval '1 microsecond'",
            "sha256 = repeat('c', 64)",
            "evidence = 'E-2'",
            "receiver = 'outside'",
            "sealed = NULL",
        ],
    )
    async def test_names_an_act_that_was_altered(
        self, check: CustodyCheck, case: str, admin: AsyncEngine, change: str
    ) -> None:
        await execute(admin, f"UPDATE custody SET {change} WHERE sequence = 2")

        assert named(await check.verify()) == [("altered", case, 2)]

    async def test_names_an_act_that_was_altered_together_with_its_hash(
        self, check: CustodyCheck, case: str, admin: AsyncEngine
    ) -> None:
        await execute(admin, "UPDATE custody SET hash = sha256(hash) WHERE sequence = 2")

        assert named(await check.verify()) == [("altered", case, 2), ("altered", case, 3)]

    async def test_names_an_act_that_is_gone(self, check: CustodyCheck, case: str, admin: AsyncEngine) -> None:
        await execute(admin, "DELETE FROM custody WHERE sequence = 2")

        assert named(await check.verify()) == [("missing", case, 2)]

    async def test_names_an_end_that_was_cut_off(self, check: CustodyCheck, case: str, admin: AsyncEngine) -> None:
        await execute(admin, "DELETE FROM custody WHERE sequence > 2")

        assert named(await check.verify()) == [("cut_tail", case, 3)]

    async def test_names_an_end_that_was_cut_off_together_with_its_head(
        self, check: CustodyCheck, case: str, admin: AsyncEngine
    ) -> None:
        await execute(admin, "DELETE FROM custody WHERE sequence > 2")
        await execute(
            admin,
            "UPDATE custody_heads SET sequence = 2, hash = (SELECT hash FROM custody WHERE sequence = 2)",
        )

        assert named(await check.verify()) == [("altered", case, None)]

    async def test_names_it_also_once_the_house_has_written_on(
        self, chain: Custody, check: CustodyCheck, case: str, admin: AsyncEngine
    ) -> None:
        await execute(admin, "DELETE FROM custody WHERE sequence > 2")
        await execute(
            admin,
            "UPDATE custody_heads SET sequence = 2, hash = (SELECT hash FROM custody WHERE sequence = 2)",
        )

        for _ in range(2):
            await chain.note(case, handling(CustodyAct.VIEWED))

        assert named(await check.verify()) == [("altered", case, None)]

    @pytest.mark.parametrize("instant", ["infinity", "-infinity", "4714-11-24 00:00:00 BC"])
    async def test_names_an_act_at_an_instant_that_is_in_no_calendar(
        self, check: CustodyCheck, case: str, admin: AsyncEngine, instant: str
    ) -> None:
        await execute(admin, f"UPDATE custody SET at = '{instant}' WHERE sequence = 2")

        assert named(await check.verify()) == [("altered", case, 2)]

    async def test_names_a_chain_that_is_gone_as_a_whole(
        self, check: CustodyCheck, case: str, admin: AsyncEngine
    ) -> None:
        await execute(admin, "DELETE FROM custody")
        await execute(admin, "DELETE FROM custody_heads")

        [found] = await check.verify()

        assert (found.kind, found.tracking_number, found.evidence, found.sha256) == ("missing", case, "E-1", SHA256)

    async def test_names_a_chain_of_which_only_the_head_is_left(
        self, check: CustodyCheck, case: str, admin: AsyncEngine, engine: AsyncEngine
    ) -> None:
        await execute(admin, "DELETE FROM custody")

        breaks = await check.verify()

        assert len(await rows(engine, custody_heads)) == 1
        assert named(breaks) == [("missing", case, 1), ("missing", case, None)]
        assert str(breaks[1]) == f"missing: {case} E-1 {SHA256}: nobody is on record as having added it"


def named(breaks: list[CustodyBreak]) -> list[tuple[str, str, int | None]]:
    return [(found.kind, found.tracking_number, found.sequence) for found in breaks]
