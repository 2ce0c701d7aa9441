"""Brakes (登录限速): whoever guesses waits ever longer, in the database, so that all API processes agree."""

import math
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.passwords import FORGOTTEN_AFTER, FREE_FOR_A_LOGIN, FREE_FOR_AN_ADDRESS, wait_after
from storage.credential_tables import sign_in_brakes
from storage.sign_in_log import address_mark
from storage.vault import Vault

_FORGOTTEN: Final = (
    select(sign_in_brakes.c.mark)
    .where(sign_in_brakes.c.failed_at < func.now() - FORGOTTEN_AFTER)
    .with_for_update(skip_locked=True)
)


class Brakes:
    """Counts attempts by name and by address, of each only a keyed mark."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    async def attempt(self, login: str, *, address: str) -> int:
        """Count an attempt before it is made; give the whole seconds to wait instead, 0 where it may be made now.

        Counting comes first, so that many at once are as slow as one after the other.
        """
        marks = (
            (address_mark(self._vault, address), FREE_FOR_AN_ADDRESS),
            (self._login_mark(login), FREE_FOR_A_LOGIN),
        )
        async with self._engine.begin() as connection:
            # Always the address first, so that no two wait for each other.
            waits = [await _strike(connection, mark, free=free) for mark, free in marks]
            if not any(waits):
                await connection.execute(delete(sign_in_brakes).where(sign_in_brakes.c.mark.in_(_FORGOTTEN)))
        return max(waits)

    async def release(self, login: str, *, address: str) -> None:
        """Take an attempt back that was right: the name starts anew, the address keeps its other failures."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(sign_in_brakes)
                .where(sign_in_brakes.c.mark == address_mark(self._vault, address), sign_in_brakes.c.failures > 0)
                .values(failures=sign_in_brakes.c.failures - 1)
            )
            await connection.execute(delete(sign_in_brakes).where(sign_in_brakes.c.mark == self._login_mark(login)))

    def _login_mark(self, login: str) -> bytes:
        return self._vault.blind_index("sign-in login", login)


async def _strike(connection: AsyncConnection, mark: bytes, *, free: int) -> int:
    taken = insert(sign_in_brakes).values(mark=mark, failures=0, failed_at=func.now())
    # Written even where nothing changes, so that the row is this transaction's until its end.
    locked = taken.on_conflict_do_update(index_elements=["mark"], set_={"mark": taken.excluded.mark})
    row = (await connection.execute(locked.returning(sign_in_brakes, func.clock_timestamp().label("now")))).one()
    failures, left = _standing(row, free=free)
    if left > timedelta():
        return math.ceil(left.total_seconds())
    change = update(sign_in_brakes).where(sign_in_brakes.c.mark == mark)
    await connection.execute(change.values(failures=failures + 1, failed_at=row.now))
    return 0


def _standing(row: Row[tuple[bytes, int, datetime, datetime]], *, free: int) -> tuple[int, timedelta]:
    since = row.now - row.failed_at
    if since >= FORGOTTEN_AFTER:
        return 0, timedelta()
    return row.failures, wait_after(row.failures, free=free) - since
