"""Housekeeping may be done at any time, any number of times."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.keyring import Key, KeyRing
from gateways.blobs import ObjectBlobStore
from storage.file_claims import FileClaims
from storage.housekeeping import Housekeeping
from storage.requests import Requests
from storage.vault import Vault

KEYS = KeyRing(keys=(Key(key_id="k1", secret=b"1" * 32),))


class TestHousekeeping:
    async def test_seals_yesterday_and_forgets_old_requests_however_often_it_is_done(
        self, engine: AsyncEngine, owner: AsyncEngine, vault: Vault, tmp_path: Path
    ) -> None:
        shelf = ObjectBlobStore(url=tmp_path.as_uri(), key_ring=KEYS)
        housekeeping = Housekeeping(engine=engine, vault=vault, shelf=shelf)
        requests = Requests(engine=engine)
        await requests.remember(scope="old", key="a" * 16, digest="1")
        async with owner.begin() as connection:
            await connection.execute(text("UPDATE requests SET created_at = now() - interval '3 days'"))
        await requests.remember(scope="new", key="a" * 16, digest="1")

        await housekeeping.keep()
        await housekeeping.keep()

        assert await requests.remember(scope="old", key="a" * 16, digest="2") == "new"
        assert await requests.remember(scope="new", key="a" * 16, digest="1") == "same"
        async with owner.connect() as connection:
            sealed = (await connection.execute(text("SELECT max(day) FROM daily_heads"))).scalar_one()
        assert sealed == (datetime.now(tz=UTC) - timedelta(days=1)).date()

    async def test_removes_a_file_that_lay_there_for_a_day_and_is_nobodys(
        self, engine: AsyncEngine, owner: AsyncEngine, vault: Vault, tmp_path: Path
    ) -> None:
        shelf = ObjectBlobStore(url=tmp_path.as_uri(), key_ring=KEYS)
        claims, housekeeping = (
            FileClaims(engine=engine, shelf=shelf),
            Housekeeping(engine=engine, vault=vault, shelf=shelf),
        )
        files = [b"left behind", b"just added"]
        for data in files:
            await claims.claim(hashlib.sha256(data).hexdigest())
            await shelf.put(data)
        left, added = (hashlib.sha256(data).hexdigest() for data in files)
        async with owner.begin() as connection:
            before = "UPDATE file_claims SET claimed_at = now() - interval '25 hours' WHERE sha256 = :left"
            await connection.execute(text(before), {"left": left})

        await housekeeping.keep()

        assert [await shelf.has(sha256) for sha256 in (left, added)] == [False, True]
