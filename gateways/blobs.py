"""Large things by their content: each an object named by its whole lower-case SHA-256, in a flat folder or bucket."""

import asyncio
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from obstore.store import LocalStore, ObjectStore, from_url

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class BlobAltered(Exception):
    """What is stored under a SHA-256 is not what was put there."""


class ObjectBlobStore:
    """`BlobStore` in a local folder (`file:///…`) or a bucket (`s3://…`)."""

    def __init__(self, *, url: str) -> None:
        parts = urlsplit(url)
        self._folder = Path(url2pathname(parts.path)) if parts.scheme == "file" else None
        self._store: ObjectStore = LocalStore(self._folder, mkdir=True) if self._folder else from_url(url)

    async def put(self, data: bytes) -> str:
        """Store bytes; give their SHA-256.

        Whole or not at all, and on the disk once this returns; putting the same again mends what was damaged.
        """
        sha256 = await asyncio.to_thread(_sha256, data)
        await self._store.put_async(sha256, data, use_multipart=False)
        if self._folder is not None:
            await asyncio.to_thread(_reach_disk, self._folder, sha256)
        return sha256

    async def get(self, sha256: str) -> bytes:
        """Read back what has this SHA-256.

        Raises:
            KeyError: when there is none.
            BlobAltered: when it is not what was stored.
        """
        if not _SHA256.fullmatch(sha256):
            raise KeyError(sha256)
        try:
            found = await self._store.get_async(sha256)
        except FileNotFoundError:
            raise KeyError(sha256) from None
        data = bytes(await found.bytes_async())
        if await asyncio.to_thread(_sha256, data) != sha256:
            raise BlobAltered(f"the content stored as {sha256} has another SHA-256")
        return data


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
