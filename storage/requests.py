"""Requests (请求登记): that a repeated request repeats, and does not come with another body.

What was refused is forgotten, so that it may be asked again.

Exception
  OtherBody    the key was used for a different request
"""

import hashlib
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import Autocommitting
from storage.tables import requests


class OtherBody(Exception):
    """The same `Idempotency-Key` came before with another body."""

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used for another request: a new request needs a new key")


class Requests:
    """Remembers what was asked, by key; of keys only their SHA-256."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = Autocommitting(engine)

    async def remember(self, *, scope: str, key: str, digest: str) -> Literal["new", "same"]:
        """Remember a request; raises `OtherBody`.

        Args:
            scope: within which the key is unique: who asks, and for what.
            key: the `Idempotency-Key`.
            digest: of the body; of one with personal words a keyed one, since it is kept.
        """
        row = {"scope": scope, "key_hash": _hash(key), "body_digest": digest}
        new = insert(requests).values(row).on_conflict_do_nothing().returning(requests.c.scope)
        known = select(requests.c.body_digest).where(requests.c.scope == scope, requests.c.key_hash == row["key_hash"])
        async with self._engine.connect() as connection:
            if (await connection.execute(new)).first() is not None:
                return "new"
            if await connection.scalar(known) not in {digest, None}:
                raise OtherBody
        return "same"

    async def knows(self, *, scope: str, key: str) -> bool:
        """Tell whether a request is remembered; remembers nothing itself."""
        this = requests.c.scope == scope, requests.c.key_hash == _hash(key)
        async with self._engine.connect() as connection:
            return (await connection.execute(select(requests.c.scope).where(*this))).first() is not None

    async def forget(self, *, scope: str, key: str) -> None:
        """Forget a request that was refused: refusals are not remembered."""
        this = requests.c.scope == scope, requests.c.key_hash == _hash(key)
        async with self._engine.connect() as connection:
            await connection.execute(delete(requests).where(*this))

    async def purge(self, *, older_than: timedelta) -> int:
        """Forget what is older, and give how many requests that were."""
        old = requests.c.created_at < func.now() - older_than
        async with self._engine.connect() as connection:
            return (await connection.execute(delete(requests).where(old))).rowcount


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
