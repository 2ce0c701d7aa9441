"""Rotation (密钥轮换): every case key wrapped anew with the first master key, so that older ones can be put away."""

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.tables import case_keys
from storage.vault import Vault, WrappedKey

_BATCH: Final = 500


async def rewrap_keys(engine: AsyncEngine, *, vault: Vault) -> int:
    """Wrap again what an older master key has wrapped and give the number of cases, also while the application runs.

    What the case keys themselves have sealed stays as it is, and so does the chain over it.

    Raises:
        UnknownKey: the ring lacks a key that is still in use; what was wrapped again before stays.
    """
    count = 0
    while True:
        async with engine.begin() as connection:
            done = await _rewrap_some(connection, vault=vault)
        if done == 0:
            return count
        count += done


async def _rewrap_some(connection: AsyncConnection, *, vault: Vault) -> int:
    outdated = case_keys.c.key_id != vault.current_key_id, case_keys.c.wrapped_key.is_not(None)
    query = select(case_keys).where(*outdated).limit(_BATCH).with_for_update(skip_locked=True)
    rows = (await connection.execute(query)).all()
    for row in rows:
        number = row.tracking_number
        wrapped = vault.rewrap(WrappedKey(key_id=row.key_id, wrapped_key=row.wrapped_key), tracking_number=number)
        this = case_keys.c.tracking_number == number
        await connection.execute(update(case_keys).where(this).values(wrapped._asdict()))
    return len(rows)
