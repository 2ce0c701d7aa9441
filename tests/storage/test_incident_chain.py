"""The chain of an incident: it verifies, names what was altered, and outlives a master key (I2)."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.keyring import Key, KeyRing
from storage.audit import Audit
from storage.journal import PostgresJournal
from storage.rotation import rewrap_keys
from storage.vault import Vault
from tests.storage.crowds import Town, approved, start_of
from tests.storage.rows import tampering


@pytest.fixture
def town(engine: AsyncEngine, journal: PostgresJournal, vault: Vault, request: pytest.FixtureRequest) -> Town:
    return Town(engine, journal, vault, pack=request.node.name[:60])


class TestChain:
    async def test_verifies_and_names_what_was_altered(
        self, town: Town, vault: Vault, engine: AsyncEngine, admin: AsyncEngine
    ) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))
        await town.incidents.record(start.incident, approved(town, start.incident))
        audit = Audit(engine=engine, vault=vault)
        assert [found for found in await audit.verify() if found.tracking_number == start.incident] == []

        async with tampering(admin) as connection:
            await connection.execute(
                text("UPDATE incident_events SET actor = 'staff:9' WHERE incident = :it AND sequence = 2"),
                {"it": start.incident},
            )

        [found] = [found for found in await audit.verify() if found.tracking_number == start.incident]
        assert (found.kind, found.sequence) == ("altered", 2)

    async def test_opens_after_the_master_key_was_changed(self, engine: AsyncEngine, journal: PostgresJournal) -> None:
        old, new = Key(key_id="k1", secret=b"1" * 32), Key(key_id="k2", secret=b"2" * 32)

        def town_with(*keys: Key) -> Town:
            vault = Vault(keys=KeyRing(keys=keys), index_key=b"index" * 8)
            return Town(engine, journal, vault, pack="rotated")

        start = await town_with(old).open(start=start_of(town_with(old), "incident-rotated"))
        both = Vault(keys=KeyRing(keys=(new, old)), index_key=b"index" * 8)
        await rewrap_keys(engine, vault=both)

        assert await town_with(new).incidents.find(start.incident) is not None
