"""Contacts of staff (工作人员联系方式): how notices reach them, sealed with the house's own key."""

from collections.abc import Collection, Mapping

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.contacts import Contacts
from storage.database import Autocommitting
from storage.tables import staff
from storage.vault import Vault


class StaffContacts:
    """Keeps how each member of staff is reached."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._writing = engine
        self._engine = Autocommitting(engine)
        self._vault = vault

    async def set(self, staff_id: str, contacts: Contacts) -> bool:
        """Put these in the place of what was known, or forget it when they are empty; false for no such id."""
        values = {"contacts": self._sealed(staff_id, contacts) if contacts.ways else None}
        async with self._engine.connect() as connection:
            changed = await connection.execute(update(staff).where(staff.c.id == staff_id).values(values))
        return changed.rowcount == 1

    async def of(self, staff_ids: Collection[str]) -> Mapping[str, Contacts]:
        """Give the contacts of those who have any; disabled people have none.

        Raises:
            UnknownKey, SealBroken: they cannot be opened with the keys there are.
        """
        known = staff.c.id.in_(staff_ids), staff.c.contacts.is_not(None), staff.c.disabled_at.is_(None)
        query = select(staff.c.id, staff.c.contacts).where(*known)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {row.id: self._opened(row.id, row.contacts) for row in rows}

    async def reseal(self) -> int:
        """Seal with the first key what an older one has sealed, also while the application runs; give how many.

        Raises:
            UnknownKey, SealBroken: some cannot be opened; nothing is changed then.
        """
        query = select(staff.c.id, staff.c.contacts).where(staff.c.contacts.is_not(None)).with_for_update()
        async with self._writing.begin() as connection:
            rows = (await connection.execute(query)).all()
            outdated = [row for row in rows if not self._vault.is_current(row.contacts)]
            for row in outdated:
                values = {"contacts": self._sealed(row.id, self._opened(row.id, row.contacts))}
                await connection.execute(update(staff).where(staff.c.id == row.id).values(values))
        return len(outdated)

    def _sealed(self, staff_id: str, contacts: Contacts) -> bytes:
        return self._vault.seal_house(contacts.model_dump_json().encode(), place=_place(staff_id))

    def _opened(self, staff_id: str, sealed: bytes) -> Contacts:
        return Contacts.model_validate_json(self._vault.open_house(sealed, place=_place(staff_id)))


def _place(staff_id: str) -> str:
    return f"staff|{staff_id}|contacts"
