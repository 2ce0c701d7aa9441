"""Rotation: an older master key can be put away, and everything still opens."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.keyring import Key, KeyRing, UnknownKey
from storage.audit import Audit
from storage.complaints import Complaints
from storage.erasure import Erasure
from storage.journal import PostgresJournal
from storage.rotation import rewrap_keys
from storage.tables import case_keys
from storage.vault import Vault
from tests.storage.rows import rows
from tests.storage.stories import number, whole_life

OLD, NEW = Key(key_id="old", secret=b"o" * 32), Key(key_id="new", secret=b"n" * 32)


def vault_of(*keys: Key) -> Vault:
    return Vault(keys=KeyRing(keys=keys), index_key=b"index")


class TestRewrapKeys:
    async def test_lets_the_old_key_go(self, engine: AsyncEngine) -> None:
        cases = [number() for _ in range(3)]
        for case in cases:
            journal = PostgresJournal(engine=engine, vault=vault_of(OLD))
            await journal.record(tracking_number=case, events=whole_life(case)[:4])
        await Erasure(engine=engine, vault=vault_of(OLD)).erase(cases[2])
        with pytest.raises(UnknownKey):
            await rewrap_keys(engine, vault=vault_of(NEW))

        counts = [await rewrap_keys(engine, vault=vault_of(NEW, OLD)) for _ in range(2)]

        assert counts == [2, 0]
        journal = PostgresJournal(engine=engine, vault=vault_of(NEW))
        await journal.record(tracking_number=cases[0], events=whole_life(cases[0])[4:])
        found = await Complaints(engine=engine, vault=vault_of(NEW)).find(cases[0])
        assert found is not None
        assert found.complaint.complainant.name == "王小明"
        assert [row["wrapped_key"] is None for row in await rows(engine, case_keys)] == [False, False, True]
        assert await Audit(engine=engine, vault=vault_of(NEW)).verify() == []
