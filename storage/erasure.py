"""Erasure (个人信息删除): a person is forgotten by destroying the key of their case (F4, I3).

Their words stay in the event log as ciphertext that nothing opens any more, and the chain over it still verifies.
"""

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.case_file import read_file, write_read_model
from storage.tables import access_codes, case_keys, complaints
from storage.vault import Vault


class Erasure:
    """Destroys keys; there is no way back but an older backup, after which every erasure has to be done again."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    async def erase(self, tracking_number: str) -> bool:
        """Erase the person of a case, for good and at once; tells whether there was anything to erase."""
        async with self._engine.begin() as connection:
            # The journal takes the same lock, so no step is sealed with the key while it is destroyed.
            await connection.execute(
                select(complaints.c.sequence).where(complaints.c.tracking_number == tracking_number).with_for_update()
            )
            destroyed = await connection.execute(
                update(case_keys)
                .where(case_keys.c.tracking_number == tracking_number, case_keys.c.wrapped_key.is_not(None))
                .values(wrapped_key=None, destroyed_at=func.now())
            )
            if destroyed.rowcount == 0:
                return False
            await connection.execute(delete(access_codes).where(access_codes.c.tracking_number == tracking_number))
            file = await read_file(connection, tracking_number=tracking_number, vault=self._vault)
            await write_read_model(connection, file=file, vault=self._vault)
            return True
