"""Contacts of staff: kept sealed, opened by any key of the ring, sealed anew by the first."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.contacts import Contacts
from domain.keyring import Key, KeyRing, UnknownKey
from storage.contacts import StaffContacts
from storage.staff import StaffRegister
from storage.tables import staff
from storage.vault import SealBroken, Vault
from tests.storage.rows import rows

OLD, NEW = Key(key_id="old", secret=b"o" * 32), Key(key_id="new", secret=b"n" * 32)
WANG = Contacts(email="wang@example.com", phone="13800138000", chat="feishu://token")


def store(engine: AsyncEngine, *keys: Key) -> StaffContacts:
    return StaffContacts(engine=engine, vault=Vault(keys=KeyRing(keys=keys), index_key=b"index"))


async def somebody(engine: AsyncEngine) -> str:
    return (await StaffRegister(engine=engine).add(name="王芳", role="agent", rung="agent")).id


class TestContacts:
    async def test_are_given_to_whoever_asks_for_these_people(self, engine: AsyncEngine) -> None:
        wang, li, nobody = [await somebody(engine) for _ in range(3)]
        contacts = store(engine, OLD)
        await contacts.set(wang, WANG)
        await contacts.set(li, Contacts(email="li@example.com"))

        found = await contacts.of([wang, nobody])

        assert found == {wang: WANG}

    async def test_stand_nowhere_in_the_clear(self, engine: AsyncEngine) -> None:
        wang = await somebody(engine)

        await store(engine, OLD).set(wang, WANG)

        [sealed] = [row["contacts"] for row in await rows(engine, staff) if row["id"] == wang]
        assert not any(word in sealed for word in (b"wang", b"138", b"feishu"))

    async def test_are_forgotten_when_there_is_no_way_left(self, engine: AsyncEngine) -> None:
        wang = await somebody(engine)
        contacts = store(engine, OLD)
        await contacts.set(wang, WANG)

        assert await contacts.set(wang, Contacts())

        assert await contacts.of([wang]) == {}
        assert [row["contacts"] for row in await rows(engine, staff) if row["id"] == wang] == [None]

    async def test_of_nobody_cannot_be_set(self, engine: AsyncEngine) -> None:
        assert not await store(engine, OLD).set("nobody", WANG)

    async def test_of_disabled_people_are_given_to_nobody(self, engine: AsyncEngine) -> None:
        wang = await somebody(engine)
        await store(engine, OLD).set(wang, WANG)
        await StaffRegister(engine=engine).disable(wang)

        assert await store(engine, OLD).of([wang]) == {}

    async def test_moved_to_somebody_else_do_not_open(self, engine: AsyncEngine) -> None:
        wang, li = [await somebody(engine) for _ in range(2)]
        await store(engine, OLD).set(wang, WANG)
        [sealed] = [row["contacts"] for row in await rows(engine, staff) if row["id"] == wang]
        async with engine.begin() as connection:
            await connection.execute(update(staff).where(staff.c.id == li).values(contacts=sealed))

        with pytest.raises(SealBroken):
            await store(engine, OLD).of([li])
        await store(engine, OLD).set(li, Contacts())


class TestReseal:
    async def test_lets_the_old_key_go(self, engine: AsyncEngine) -> None:
        wang, li = [await somebody(engine) for _ in range(2)]
        await store(engine, NEW, OLD).reseal()
        await store(engine, OLD).set(wang, WANG)
        await store(engine, NEW, OLD).set(li, WANG)
        with pytest.raises(UnknownKey):
            await store(engine, NEW).reseal()

        counts = [await store(engine, NEW, OLD).reseal() for _ in range(2)]

        assert counts == [1, 0]
        assert await store(engine, NEW).of([wang, li]) == {wang: WANG, li: WANG}
