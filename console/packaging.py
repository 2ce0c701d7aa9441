"""Packages for whoever asks over HTTP (移送包): the same ZIP as at the terminal (E7)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from api.ports_package import Noted, Packed
from console.case_reading import CaseReader
from console.enclosures import Enclosure
from console.package import Package
from domain.custody import CustodyAct, Handling
from domain.evidence import Piece
from domain.ports import BlobStore
from storage.vault import Vault

_AT_ONCE: Final = 2
"""Each holds a file of its case in memory."""


class CasePackager:
    """Writes packages, few at a time."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault, blobs: BlobStore) -> None:
        self._reader = CaseReader(engine=engine, vault=vault, blobs=blobs)
        self._blobs = blobs
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def pack(self, number: str, path: Path, *, to: str, language: str, noted: Noted) -> Packed | None:
        """Write a case to `path`, each of its files on record first; none where nothing of it is journaled."""
        package = Package(path, to, number)

        def enclosed(pieces: Sequence[Piece]) -> AsyncIterator[Enclosure]:
            return package.add_files(pieces, self._blobs)

        def noting(enclosure: Enclosure, _act: CustodyAct) -> Handling:
            return noted(enclosure.piece)

        async with self._turn:
            read = await self._reader.read(number, enclosing=enclosed, noting=noting)
            if read is None:
                return None
            page = await asyncio.to_thread(read.page, language)
            sha256 = await asyncio.to_thread(package.finish, page, read.evidence)
        return Packed(sha256, is_whole=read.is_whole)
