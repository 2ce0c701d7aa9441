"""Complaints (投诉): a case by its number, its order, or the contact of its complainant."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.case import Case
from domain.evolve import fold
from storage.case_file import read_file, unwrapped
from storage.database import Autocommitting
from storage.read_model import open_snapshot
from storage.search_text import email_index, order_index, phone_index
from storage.tables import case_keys, complaints
from storage.vault import Vault

MOST_FOUND = 100
"""How many cases one order or contact finds at most, the newest first."""


# Read at every look at a case, so put together once.
_STANDING: Final = (
    select(complaints.c.snapshot, case_keys.c.key_id, case_keys.c.wrapped_key)
    .join(case_keys, case_keys.c.tracking_number == complaints.c.tracking_number)
    .where(complaints.c.tracking_number == bindparam("number"))
)


class Complaints:
    """Reads cases from the read model; never asks a workflow."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = Autocommitting(engine)
        self._vault = vault

    async def find(self, tracking_number: str) -> Case | None:
        """Give the case as it stands after its last journaled step; of an erased one, what is left of it."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_STANDING, {"number": tracking_number})).one_or_none()
            if row is None:
                return None
            key = unwrapped(row, tracking_number=tracking_number, vault=self._vault)
            if key is None or row.snapshot is None:
                file = await read_file(connection, tracking_number=tracking_number, vault=self._vault)
                return fold(None, file.events)
            return open_snapshot(row.snapshot, tracking_number=tracking_number, key=key)

    async def head(self, tracking_number: str) -> int:
        """Give the number of the last event that is journaled; 0 where there is none yet."""
        query = select(complaints.c.sequence).where(complaints.c.tracking_number == tracking_number)
        async with self._engine.connect() as connection:
            return await connection.scalar(query) or 0

    async def request_digest(self, tracking_number: str) -> str | None:
        """Give the digest of the request that opened the case; none where there is no case, or it came otherwise."""
        query = select(complaints.c.request_digest).where(complaints.c.tracking_number == tracking_number)
        async with self._engine.connect() as connection:
            digest: str | None = await connection.scalar(query)
            return digest

    async def by_order_number(self, order_number: str) -> Sequence[str]:
        """Give the tracking numbers of the cases about an order, the newest first."""
        return await self._numbers(complaints.c.order_index == order_index(self._vault, order_number))

    async def by_phone(self, phone: str) -> Sequence[str]:
        """Give the tracking numbers of the cases of a complainant with this phone, the newest first."""
        return await self._numbers(complaints.c.phone_index == phone_index(self._vault, phone))

    async def by_email(self, email: str) -> Sequence[str]:
        """Give the tracking numbers of the cases of a complainant with this address, the newest first."""
        return await self._numbers(complaints.c.email_index == email_index(self._vault, email))

    async def _numbers(self, condition: ColumnElement[bool]) -> Sequence[str]:
        newest_first = complaints.c.received_at.desc(), complaints.c.tracking_number
        query = select(complaints.c.tracking_number).where(condition).order_by(*newest_first).limit(MOST_FOUND)
        async with self._engine.connect() as connection:
            return (await connection.scalars(query)).all()
