"""Large things by their content: each an object named by its whole lower-case SHA-256, in a flat folder or bucket.

What lies there is sealed (J2): a line with the id of its key, the nonce, then ciphertext and tag.
"""

import asyncio
import hashlib
import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.store import LocalStore, ObjectStore, from_url

from domain.keyring import KeyRing, UnknownKey

_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MARK: Final = b"redress sealed 1 "
_NONCE_BYTES: Final = 12


class BlobAltered(Exception):
    """What is stored under a SHA-256 is not what was put there."""

    def __init__(self, *, sha256: str) -> None:
        super().__init__(f"what is stored as {sha256} was altered, or another key has the id it was sealed with")


class ObjectBlobStore:
    """`BlobStore` in a local folder (`file:///…`) or a bucket (`s3://…`).

    Seals with AES-256-GCM; the first key of the ring seals, all open. What lies there plain, from before, is read, too.
    """

    def __init__(self, *, url: str, key_ring: KeyRing) -> None:
        parts = urlsplit(url)
        self._folder = Path(url2pathname(parts.path)) if parts.scheme == "file" else None
        self._store: ObjectStore = LocalStore(self._folder, mkdir=True) if self._folder else from_url(url)
        self._seal = _Seal(key_ring=key_ring)

    async def put(self, data: bytes) -> str:
        """Store bytes, sealed; give the SHA-256 of what they were.

        Whole or not at all, and on the disk once this returns; putting the same again mends what was damaged.
        """
        sha256 = await asyncio.to_thread(_sha256, data)
        sealed = await asyncio.to_thread(self._seal.close, data, name=sha256)
        await self._store.put_async(sha256, sealed, use_multipart=False)
        if self._folder is not None:
            await asyncio.to_thread(_reach_disk, self._folder, sha256)
        return sha256

    async def get(self, sha256: str) -> bytes:
        """Read back what has this SHA-256.

        Raises:
            KeyError: when there is none.
            BlobAltered: when it is not what was stored.
            UnknownKey: when it was sealed with a key that is not in the ring.
        """
        if not _SHA256.fullmatch(sha256):
            raise KeyError(sha256)
        return await asyncio.to_thread(self._seal.open, await self._stored(sha256), name=sha256)

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
            stored = await self._stored(name)
            if not self._seal.is_current(stored):
                await self.put(await asyncio.to_thread(self._seal.open, stored, name=name))
                count += 1
        return count

    async def _stored(self, sha256: str) -> bytes:
        try:
            found = await self._store.get_async(sha256)
        except FileNotFoundError:
            raise KeyError(sha256) from None
        return bytes(await found.bytes_async())


class _Seal:
    """Turns content into what is stored and back; what is sealed opens under its own name alone."""

    def __init__(self, *, key_ring: KeyRing) -> None:
        self._header = _MARK + key_ring.current.key_id.encode()
        self._ciphers = {_MARK + key.key_id.encode(): AESGCM(key.secret) for key in key_ring.keys}

    def close(self, data: bytes, *, name: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._header].encrypt(nonce, data, _bound(self._header, name))
        return b"".join((self._header, b"\n", nonce, sealed))

    def open(self, stored: bytes, *, name: str) -> bytes:
        data = self._decrypt(stored, name=name) if stored.startswith(_MARK) else stored
        if _sha256(data) != name:
            raise BlobAltered(sha256=name)
        return data

    def is_current(self, stored: bytes) -> bool:
        return stored.startswith(self._header + b"\n")

    def _decrypt(self, stored: bytes, *, name: str) -> bytes:
        header, _, sealed = stored.partition(b"\n")
        cipher = self._ciphers.get(header)
        if cipher is None:
            raise UnknownKey(key_id=header.removeprefix(_MARK).decode(errors="replace"))
        try:
            return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(header, name))
        except (InvalidTag, ValueError):
            raise BlobAltered(sha256=name) from None


def _bound(header: bytes, name: str) -> bytes:
    return header + b" " + name.encode()


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
