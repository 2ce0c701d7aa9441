"""Access codes (查询码): sent to the contact of a case on request, good for one use."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import Autocommitting
from storage.tables import access_codes
from storage.vault import Vault

# No letter that looks like another, none that makes words.
ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 10


class AccessCodes:
    """Makes and takes one-time codes; what is stored is of no use without the keys."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = Autocommitting(engine)
        self._vault = vault

    async def issue(self, *, tracking_number: str, expires_at: datetime, also: Sequence[str] = ()) -> str:
        """Make a code for a case, and for those it goes on in (`also`); earlier ones stay good till used or expired."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        values = [
            {"code_hash": self._hash(number, code), "tracking_number": number, "expires_at": expires_at}
            for number in (tracking_number, *also)
        ]
        async with self._engine.connect() as connection:
            await connection.execute(insert(access_codes).values(values))
        return code

    async def opens(self, *, tracking_number: str, code: str) -> bool:
        """Tell whether a code is good just now, and leave it so."""
        query = select(access_codes.c.code_hash).where(*self._good(tracking_number, code))
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).first() is not None

    async def redeem(self, *, tracking_number: str, code: str) -> bool:
        """Use a code up; tells whether it was good. Of two who try at once one succeeds."""
        statement = update(access_codes).where(*self._good(tracking_number, code)).values(used_at=func.now())
        async with self._engine.connect() as connection:
            used = await connection.execute(statement)
        return used.rowcount == 1

    async def purge(self) -> int:
        """Forget the codes that have expired, and give how many those were."""
        async with self._engine.connect() as connection:
            gone = await connection.execute(delete(access_codes).where(access_codes.c.expires_at < func.now()))
        return gone.rowcount

    def _good(self, tracking_number: str, code: str) -> tuple[ColumnElement[bool], ...]:
        return (
            access_codes.c.code_hash == self._hash(tracking_number, code),
            access_codes.c.used_at.is_(None),
            access_codes.c.expires_at > func.now(),
        )

    def _hash(self, tracking_number: str, code: str) -> bytes:
        return self._vault.sign("access code", f"{tracking_number}|{code.strip().upper()}".encode())
