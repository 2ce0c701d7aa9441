"""Rotation (密钥轮换): every data key wrapped anew with the first master key, so that older ones can be put away."""

from typing import Final

from sqlalchemy import Column, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.authority_tables import authority_register
from storage.contacts import StaffContacts
from storage.incident_tables import incidents
from storage.respondents import Respondents
from storage.tables import case_keys
from storage.vault import Vault, WrappedKey

_BATCH: Final = 500


async def rotate_keys(engine: AsyncEngine, *, vault: Vault) -> int:
    """Take the database over to the first master key: data keys, contacts of staff, names of respondents; how many.

    It may be broken off and begun again, also while the application runs. What the file store holds is its own affair.

    Raises:
        UnknownKey, SealBroken: something cannot be opened; what was taken over before stays.
    """
    count = await rewrap_keys(engine, vault=vault)
    count += await StaffContacts(engine=engine, vault=vault).reseal()
    return count + await Respondents(engine=engine, vault=vault).reseal()


async def rewrap_keys(engine: AsyncEngine, *, vault: Vault) -> int:
    """Wrap again what an older master key has wrapped and give the number of keys, also while the application runs.

    What the case keys themselves have sealed stays as it is, and so does the chain over it.

    Raises:
        UnknownKey: the ring lacks a key that is still in use; what was wrapped again before stays.
    """
    count = 0
    for identity in (case_keys.c.tracking_number, incidents.c.id, authority_register.c.id):
        while done := await _rewrap_some(engine, identity, vault=vault):
            count += done
    return count


async def _rewrap_some(engine: AsyncEngine, identity: Column[str], *, vault: Vault) -> int:
    table = identity.table
    outdated = table.c.key_id != vault.current_key_id, table.c.wrapped_key.is_not(None)
    columns = identity.label("name"), table.c.key_id, table.c.wrapped_key
    async with engine.begin() as connection:
        query = select(*columns).where(*outdated).limit(_BATCH).with_for_update(skip_locked=True)
        rows = (await connection.execute(query)).all()
        for row in rows:
            wrapped = vault.rewrap(WrappedKey(row.key_id, row.wrapped_key), tracking_number=row.name)
            await connection.execute(update(table).where(identity == row.name).values(wrapped._asdict()))
    return len(rows)
