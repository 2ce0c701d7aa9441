"""Files that no case came to list are removed, and no other, whatever happens at that moment."""

import asyncio
import hashlib
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.custody import CustodyAct, Handling
from domain.keyring import Key, KeyRing
from domain.kinds import EventKind
from gateways.blobs import ObjectBlobStore
from storage.custody import Custody
from storage.custody_tables import file_claims
from storage.file_claims import FileClaims
from storage.journal import PostgresJournal
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.rows import rows
from tests.storage.stories import NOON, number, received, story

FILE, SMALL, OTHER = b"a photo" * 100, b"its small picture", b"another photo"
A_DAY = timedelta(days=1)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: a sweep looks at every claim."""
    return postgres_server.make_database()


class SlowShelf(ObjectBlobStore):
    """A file store that takes its time to remove something."""

    def __init__(self, folder: Path) -> None:
        super().__init__(url=folder.as_uri(), key_ring=KeyRing(keys=(Key(key_id="k1", secret=b"1" * 32),)))
        self.removing, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def remove(self, sha256: str) -> None:
        self.removing.set()
        await self.go_on.wait()
        await super().remove(sha256)


@pytest.fixture
def shelf(tmp_path: Path) -> SlowShelf:
    return SlowShelf(tmp_path)


@pytest.fixture
def claims(engine: AsyncEngine, shelf: SlowShelf) -> FileClaims:
    return FileClaims(engine=engine, shelf=shelf)


async def stored(claims: FileClaims, shelf: ObjectBlobStore, data: bytes, *, small: bytes | None = None) -> None:
    """Store a file as an upload does."""
    await claims.claim(sha256(data), preview=sha256(small) if small else None)
    await shelf.put(data)
    if small:
        await shelf.put(small)


async def wait_a_day(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE file_claims SET claimed_at = claimed_at - interval '25 hours'"))


async def noted(engine: AsyncEngine, vault: Vault, data: bytes, act: CustodyAct = CustodyAct.UPLOADED) -> None:
    handling = Handling(act=act, at=NOON, actor="complainant", evidence="E-1", sha256=sha256(data))
    await Custody(engine=engine, vault=vault).note("RD-NEW", handling)


class TestSweep:
    async def test_removes_what_came_to_nothing_and_logs_its_hash_alone(
        self, claims: FileClaims, shelf: SlowShelf, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
    ) -> None:
        await stored(claims, shelf, FILE, small=SMALL)
        await wait_a_day(engine)

        with caplog.at_level(logging.WARNING):
            removed = await claims.sweep(older_than=A_DAY)

        assert set(removed) == {sha256(FILE), sha256(SMALL)}
        assert [await shelf.has(sha256(data)) for data in (FILE, SMALL)] == [False, False]
        assert await rows(engine, file_claims) == []
        assert [record.getMessage().split()[1] for record in caplog.records] == list(removed)
        assert await claims.sweep(older_than=A_DAY) == []

    async def test_leaves_what_is_just_being_added(self, claims: FileClaims, shelf: SlowShelf) -> None:
        await stored(claims, shelf, FILE)

        assert await claims.sweep(older_than=A_DAY) == []
        assert await shelf.has(sha256(FILE))

    async def test_leaves_what_is_on_record_though_no_worker_has_heard_of_it(
        self, claims: FileClaims, shelf: SlowShelf, engine: AsyncEngine, vault: Vault
    ) -> None:
        await stored(claims, shelf, FILE, small=SMALL)
        await noted(engine, vault, FILE)
        await wait_a_day(engine)

        assert await claims.sweep(older_than=A_DAY) == []
        assert [await shelf.has(sha256(data)) for data in (FILE, SMALL)] == [True, True]
        assert await rows(engine, file_claims) == []

    async def test_leaves_what_a_case_lists_and_what_is_on_hold(
        self, claims: FileClaims, shelf: SlowShelf, *, engine: AsyncEngine, vault: Vault, journal: PostgresJournal
    ) -> None:
        case = number()
        said: dict[str, Any] = {
            "id": "E-1",
            "kind": "photo",
            "sha256": sha256(FILE),
            "preview": sha256(SMALL),
            "size": 9,
        }
        said |= {"size": 9, "media_type": "image/png"}
        events = story(received(case), (EventKind.EVIDENCE_ADDED, "complainant", said, {}))
        await journal.record(tracking_number=case, events=events)
        await stored(claims, shelf, FILE, small=SMALL)
        await stored(claims, shelf, OTHER)
        await noted(engine, vault, OTHER, CustodyAct.HELD)
        await wait_a_day(engine)

        assert await claims.sweep(older_than=A_DAY) == []
        assert [await shelf.has(sha256(data)) for data in (FILE, SMALL, OTHER)] == [True, True, True]

    async def test_leaves_a_small_picture_that_another_file_has_too(
        self, claims: FileClaims, shelf: SlowShelf, engine: AsyncEngine, vault: Vault
    ) -> None:
        await stored(claims, shelf, FILE, small=SMALL)
        await stored(claims, shelf, OTHER, small=SMALL)
        await noted(engine, vault, OTHER)
        await wait_a_day(engine)

        assert await claims.sweep(older_than=A_DAY) == [sha256(FILE)]
        assert [await shelf.has(sha256(data)) for data in (SMALL, OTHER)] == [True, True]

    @pytest.mark.parametrize("is_claimed", [True, False])
    async def test_leaves_a_text_of_the_same_words(
        self, claims: FileClaims, shelf: SlowShelf, engine: AsyncEngine, *, is_claimed: bool
    ) -> None:
        if is_claimed:
            await claims.claim_for_good(sha256(FILE))
        await shelf.put(FILE)
        await stored(claims, shelf, FILE)
        await wait_a_day(engine)

        assert await claims.sweep(older_than=A_DAY) == []
        assert await shelf.has(sha256(FILE))

    async def test_stops_where_the_store_does_not_answer_and_goes_on_later(
        self, claims: FileClaims, shelf: SlowShelf, engine: AsyncEngine, tmp_path: Path
    ) -> None:
        await stored(claims, shelf, FILE)
        await wait_a_day(engine)
        (tmp_path / sha256(FILE)).unlink()
        (tmp_path / sha256(FILE)).mkdir()

        with pytest.raises(ConnectionError):
            await claims.sweep(older_than=A_DAY)

        assert len(await rows(engine, file_claims)) == 1
        (tmp_path / sha256(FILE)).rmdir()
        assert await claims.sweep(older_than=A_DAY) == [sha256(FILE)]


class TestRace:
    async def test_keeps_what_is_added_anew_in_the_moment_of_its_removal(
        self, claims: FileClaims, shelf: SlowShelf, engine: AsyncEngine, vault: Vault
    ) -> None:
        await stored(claims, shelf, FILE, small=SMALL)
        await wait_a_day(engine)
        shelf.go_on.clear()
        sweep = asyncio.create_task(claims.sweep(older_than=A_DAY))
        await shelf.removing.wait()

        upload = asyncio.create_task(stored(claims, shelf, FILE, small=SMALL))
        await asyncio.sleep(0.3)
        shelf.go_on.set()
        await asyncio.gather(sweep, upload)
        await noted(engine, vault, FILE)
        await wait_a_day(engine)

        assert await claims.sweep(older_than=A_DAY) == []
        assert await shelf.get(sha256(FILE)) == FILE
        assert await shelf.get(sha256(SMALL)) == SMALL

    async def test_keeps_what_was_claimed_anew_before_its_removal(
        self, claims: FileClaims, shelf: SlowShelf, engine: AsyncEngine
    ) -> None:
        await stored(claims, shelf, FILE)
        await wait_a_day(engine)

        await claims.claim(sha256(FILE))

        assert await claims.sweep(older_than=A_DAY) == []
        assert await shelf.has(sha256(FILE))

    async def test_removes_once_where_several_workers_sweep(
        self, claims: FileClaims, shelf: SlowShelf, engine: AsyncEngine
    ) -> None:
        await stored(claims, shelf, FILE)
        await wait_a_day(engine)

        removed = await asyncio.gather(*(claims.sweep(older_than=A_DAY) for _ in range(3)))

        assert sorted(map(list, removed)) == [[], [], [sha256(FILE)]]
