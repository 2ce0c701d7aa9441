"""Large things by their content: each an object named by its whole lower-case SHA-256, in a flat folder or bucket.

What lies there is sealed (J2), as `gateways.sealing` says.
"""

import asyncio
import hashlib
import io
import os
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from obstore.exceptions import BaseError, GenericError
from obstore.store import LocalStore, ObjectStore, from_url

from domain.keyring import KeyRing
from gateways.sealing import SEGMENT, Sealing

_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
# What a bucket takes as a part of an upload is 5 MiB at least; more than two at once would only fill the memory.
_PART_BYTES: Final = 5 * 2**20
_PARTS_AT_ONCE: Final = 2
# What the system said stands in the store's words alone.
_OF_THE_SYSTEM: Final = re.compile(r"\(os error ([0-9]+)\)", re.ASCII)


class ObjectBlobStore:
    """`BlobStore` in a local folder (`file:///…`) or a bucket (`s3://…`).

    Seals with AES-256-GCM; the first key of the ring seals, all open. What lies there plain, from before, is read, too.
    """

    def __init__(self, *, url: str, key_ring: KeyRing) -> None:
        parts = urlsplit(url)
        self._folder = Path(url2pathname(parts.path)) if parts.scheme == "file" else None
        self._store: ObjectStore = LocalStore(self._folder, mkdir=True) if self._folder else from_url(url)
        self._sealing = Sealing(key_ring=key_ring)

    async def put(self, data: bytes) -> str:
        """Store bytes, sealed; give the SHA-256 of what they were.

        Whole or not at all, and on the disk once this returns; putting the same again mends what was damaged.

        Raises:
            OSError: the disk is full, or takes nothing for another reason.
        """
        sha256 = await asyncio.to_thread(_sha256, data)
        sealed = await asyncio.to_thread(b"".join, self._sealing.close(io.BytesIO(data), name=sha256))
        with _as_the_system_says():
            await self._store.put_async(sha256, sealed, use_multipart=False)
        await self._settle(sha256)
        return sha256

    async def put_file(self, path: str | Path, *, sha256: str) -> None:
        """Store a file of any size, as `put` does; of it, some 20 MiB are in memory at most.

        Raises:
            BlobAltered: it has another SHA-256.
            OSError: as for `put`.
        """
        with await asyncio.to_thread(Path(path).open, "rb") as file:
            await self._put_file(file, sha256=sha256)

    async def get(self, sha256: str) -> bytes:
        """Read back what has this SHA-256.

        Raises:
            KeyError: when there is none.
            BlobAltered: when it is not what was stored.
            UnknownKey: when it was sealed with a key that is not in the ring.
        """
        return b"".join([piece async for piece in self.read(sha256)])

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """Read back in pieces, each verified before it is given; of the last one, the whole of it. Raises as `get`."""
        if not _SHA256.fullmatch(sha256):
            raise KeyError(sha256)
        if self._folder is not None:
            async for piece in _in_threads(self._opened(self._folder / sha256, name=sha256)):
                yield piece
            return
        opening = self._sealing.open(sha256)
        async for stored in self._stored(sha256):
            if piece := await asyncio.to_thread(opening.take, stored):
                yield piece
        yield await asyncio.to_thread(opening.finish)

    async def has(self, sha256: str) -> bool:
        """Tell whether something lies under a name."""
        try:
            await self._store.head_async(sha256)
        except FileNotFoundError:
            return False
        return True

    async def remove(self, sha256: str) -> None:
        """Take away for good what lies under a name, if anything does. Raises `ConnectionError`."""
        try:
            await self._store.delete_async(sha256)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise ConnectionError(f"the file store does not remove {sha256}") from error

    async def reseal(self) -> int:
        """Seal with the first key what is not, also while the application runs; give how many that were.

        After it, older keys can be put away as far as the file store is concerned.

        Raises:
            BlobAltered, UnknownKey: one cannot be opened; what was sealed before it stays.
        """
        batches = [batch async for batch in self._store.list()]
        names = [each["path"] for batch in batches for each in batch if _SHA256.fullmatch(each["path"])]
        count = 0
        for name in names:
            # One may be removed meanwhile.
            with suppress(KeyError):
                count += await self._reseal(name)
        return count

    async def _reseal(self, name: str) -> bool:
        if self._sealing.is_current(await self._beginning(name)):
            return False
        with tempfile.TemporaryFile() as opened:
            async for piece in self.read(name):
                await asyncio.to_thread(opened.write, piece)
            opened.seek(0)
            await self._put_file(opened, sha256=name)
        return True

    async def _put_file(self, file: IO[bytes], *, sha256: str) -> None:
        sealed = _in_threads(self._sealing.close(file, name=sha256))
        with _as_the_system_says():
            await self._store.put_async(sha256, sealed, chunk_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE)
        await self._settle(sha256)

    async def _settle(self, sha256: str) -> None:
        if self._folder is not None:
            await asyncio.to_thread(_reach_disk, self._folder, sha256)

    def _opened(self, path: Path, *, name: str) -> Iterator[bytes]:
        """Read and open a local file; one turn of a thread for each piece, where the store would need many."""
        opening = self._sealing.open(name)
        try:
            file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise KeyError(name) from None
        with file:
            while stored := file.read(SEGMENT):
                if piece := opening.take(stored):
                    yield piece
        yield opening.finish()

    async def _stored(self, sha256: str) -> AsyncIterator[bytes]:
        try:
            found = await self._store.get_async(sha256)
        except FileNotFoundError:
            raise KeyError(sha256) from None
        async for stored in found.stream(min_chunk_size=SEGMENT):
            yield bytes(stored)

    async def _beginning(self, sha256: str) -> bytes:
        async for stored in self._stored(sha256):
            return stored
        return b""


@contextmanager
def _as_the_system_says() -> Iterator[None]:
    """Raise what the system has said, by its number, where the store raises it as words."""
    try:
        yield
    except GenericError as error:
        said = _OF_THE_SYSTEM.search(str(error))
        if said is None:
            raise
        number = int(said[1])
        raise OSError(number, os.strerror(number)) from error


async def _in_threads(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _reach_disk(folder: Path, name: str) -> None:
    # The store renames a finished file into its place, but leaves it to the system when that reaches the disk.
    for path in (folder / name, folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
