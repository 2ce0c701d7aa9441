"""Policies (制度包版本): every version that a case may need, so that any worker has it.

A running case keeps the version that it started with (C4), so none is ever changed or taken out.

Exception
  VersionTaken    the version is stored with other content
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import Autocommitting
from storage.tables import policies


class VersionTaken(Exception):
    """A version never changes once it is stored: cases run by it."""

    def __init__(self, *, pack: str, version: int) -> None:
        super().__init__(f"version {version} of pack {pack!r} is stored with other content: give it a higher version")


class StoredPolicy(BaseModel):
    """One version of a pack as it was published; `source` is the text of its file."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    pack: str
    version: int
    digest: str
    source: str
    stored_at: datetime


class Policies:
    """Keeps versions of packs."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = Autocommitting(engine)

    async def put(self, *, pack: str, version: int, digest: str, source: str) -> bool:
        """Store a version; false when the same is stored already. Raises `VersionTaken`."""
        values = {"pack": pack, "version": version, "digest": digest, "source": source}
        new = insert(policies).values(values).on_conflict_do_nothing().returning(policies.c.version)
        async with self._engine.connect() as connection:
            if (await connection.execute(new)).first() is not None:
                return True
        stored = await self.find(pack=pack, version=version)
        if stored is None or stored.digest != digest:
            raise VersionTaken(pack=pack, version=version)
        return False

    async def find(self, *, pack: str, version: int) -> StoredPolicy | None:
        """Give one version; none when it is not stored."""
        wanted = policies.c.pack == pack, policies.c.version == version
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(policies).where(*wanted))).one_or_none()
        return StoredPolicy.model_validate(row) if row else None

    async def list(self) -> Sequence[StoredPolicy]:
        """List every version of every pack, the newest of each last."""
        query = select(policies).order_by(policies.c.pack, policies.c.version)
        async with self._engine.connect() as connection:
            return [StoredPolicy.model_validate(row) for row in await connection.execute(query)]
