"""Claims (存档登记): which files are being added to cases, so that one that no case came to list is found and removed.

A file is claimed before it goes into the file store. Claim and removal of the same content wait for each other, so a
file that is added anew in the moment of its removal is stored after it. A claim that is over is forgotten; what lies in
the store without one is never removed.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.file_shelf import FileShelf
from domain.kinds import EventKind
from storage.custody_tables import file_claims
from storage.tables import custody, events

_LOCK: Final = 7_461_004
# Claimed by what is written nowhere readable: nobody can tell later whether it is needed.
_FOR_GOOD: Final = ""

log = logging.getLogger(__name__)


class FileClaims:
    """Says of files what they are stored for, and removes those that it came to nothing with."""

    def __init__(self, *, engine: AsyncEngine, shelf: FileShelf) -> None:
        self._engine = engine
        self._shelf = shelf

    async def claim(self, sha256: str, *, preview: str | None = None) -> None:
        """Say that a file of evidence, and its small picture, are about to be stored."""
        for name in filter(None, (sha256, preview)):
            async with self._locked(name) as connection:
                is_claimed = bool(await _originals(connection, name))
                # What lay there before belongs to something that made no claim.
                is_older = not is_claimed and await self._shelf.has(name)
                await _claim(connection, name, original=_FOR_GOOD if is_older else sha256)

    async def claim_for_good(self, sha256: str) -> None:
        """Say that something is about to be stored that is never to be removed from here."""
        async with self._locked(sha256) as connection:
            await _claim(connection, sha256, original=_FOR_GOOD)

    async def sweep(self, *, older_than: timedelta) -> Sequence[str]:
        """Remove what was claimed longer ago than that, and nothing refers to; give the SHA-256 of each.

        Raises `ConnectionError` when the file store does not answer; again later it goes on from there.
        """
        is_old = func.max(file_claims.c.claimed_at) < func.now() - older_than
        async with self._engine.connect() as connection:
            query = select(file_claims.c.sha256).group_by(file_claims.c.sha256).having(is_old)
            names = (await connection.execute(query)).scalars().all()
        return [name for name in names if await self._settle(name, older_than=older_than)]

    async def _settle(self, sha256: str, *, older_than: timedelta) -> bool:
        """Forget the claims of a file, and remove it if it is nobody's; tells whether it was."""
        async with self._locked(sha256) as connection:
            originals = await _originals(connection, sha256)
            if not originals or await _is_young(connection, sha256, older_than=older_than):
                return False
            is_orphan = _FOR_GOOD not in originals and not await _is_known(connection, sha256, originals)
            if is_orphan:
                await self._shelf.remove(sha256)
            await connection.execute(delete(file_claims).where(file_claims.c.sha256 == sha256))
        if is_orphan:
            log.warning("removed %s from the file store: it was stored for a case that never came to list it", sha256)
        return is_orphan

    @asynccontextmanager
    async def _locked(self, sha256: str) -> AsyncIterator[AsyncConnection]:
        async with self._engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(sha256, _LOCK))))
            yield connection


async def _originals(connection: AsyncConnection, sha256: str) -> frozenset[str]:
    """Give the files that something was claimed for."""
    query = select(file_claims.c.original).where(file_claims.c.sha256 == sha256)
    return frozenset((await connection.execute(query)).scalars())


async def _is_young(connection: AsyncConnection, sha256: str, *, older_than: timedelta) -> bool:
    """Tell whether somebody has claimed it since it was found to be old."""
    claims = file_claims.c
    young = exists().where(claims.sha256 == sha256, claims.claimed_at >= func.now() - older_than)
    return bool(await connection.scalar(select(young)))


async def _claim(connection: AsyncConnection, sha256: str, *, original: str) -> None:
    row = insert(file_claims).values(sha256=sha256, original=original)
    await connection.execute(row.on_conflict_do_update(constraint="file_claims_pkey", set_={"claimed_at": func.now()}))


async def _is_known(connection: AsyncConnection, sha256: str, originals: frozenset[str]) -> bool:
    """Tell whether anything refers to a file, or to one whose small picture it is.

    An act `uploaded` stands before the case is told: it may wait for a worker for weeks.
    """
    noted = exists().where(custody.c.sha256.in_({sha256, *originals}))
    data = events.c.data
    listed = exists().where(
        events.c.kind == EventKind.EVIDENCE_ADDED.value,
        or_(data["sha256"].as_string() == sha256, data["preview"].as_string() == sha256),
    )
    return bool(await connection.scalar(select(noted))) or bool(await connection.scalar(select(listed)))
