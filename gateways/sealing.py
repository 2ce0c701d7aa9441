"""How large things are sealed: in segments, so that neither writing nor reading holds a whole file in memory.

An object is the line `redress sealed 2 <key id>`, a salt of 16 bytes, then segments of 1 MiB, each ciphertext and tag;
the last one may be shorter, and every object has one. A key of its own is drawn from the master key, salt, line and
name (HKDF-SHA256); a segment's nonce is its number (11 bytes) and whether it is the last (1 byte). So no segment opens
in another place, order, object or name, and an end that was cut off is noticed. `redress sealed 1` is what decision 18
wrote: one nonce, one ciphertext; it is read, and written no more. What has no such line lies plain, from before.
"""

import hashlib
import os
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.keyring import KEY_BYTES, KeyRing
from domain.ports import Unreadable

SEGMENT: Final = 2**20
_FIRST: Final = b"redress sealed 1 "
_MARK: Final = b"redress sealed 2 "
_TAG_BYTES: Final = 16
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_LONGEST_LINE: Final = 64


class BlobAltered(Unreadable):
    """What is stored under a SHA-256 is not what was put there."""

    def __init__(self, *, sha256: str) -> None:
        super().__init__(f"what is stored as {sha256} was altered, or another key has the id it was sealed with")


class Sealing:
    """Seals with the first key of a ring; all open."""

    def __init__(self, *, key_ring: KeyRing) -> None:
        self._ring = key_ring
        self._line = _MARK + key_ring.current.key_id.encode()

    def close(self, file: IO[bytes], *, name: str) -> Iterator[bytes]:
        """Give a file sealed, piece by piece, under the SHA-256 that it has; raises `BlobAltered` on another."""
        salt = os.urandom(_SALT_BYTES)
        cipher = _cipher(self._ring.current.secret, salt=salt, line=self._line, name=name)
        digest = hashlib.sha256()
        yield self._line + b"\n" + salt
        number, segment = 0, file.read(SEGMENT)
        while True:
            digest.update(segment)
            following = file.read(SEGMENT) if len(segment) == SEGMENT else b""
            if not following and digest.hexdigest() != name:
                raise BlobAltered(sha256=name)
            yield cipher.encrypt(_nonce(number, is_last=not following), segment, None)
            if not following:
                return
            number, segment = number + 1, following

    def open(self, name: str) -> "Opening":
        """Begin to open what is stored under a name."""
        return Opening(key_ring=self._ring, name=name)

    def is_current(self, beginning: bytes) -> bool:
        """Tell by the first bytes of an object whether the first key sealed it."""
        current = self._ring.current.key_id.encode() + b"\n"
        return beginning.startswith((_MARK + current, _FIRST + current))


class Opening:
    """Takes what is stored, in pieces of any size, and gives what it was; nothing unverified is ever given."""

    def __init__(self, *, key_ring: KeyRing, name: str) -> None:
        self._ring = key_ring
        self._name = name
        self._kept = bytearray()
        self._cipher: AESGCM | None = None
        self._number = 0
        self._digest = hashlib.sha256()

    def take(self, stored: bytes) -> bytes:
        """Take the next piece. Raises `BlobAltered`, `UnknownKey`."""
        self._kept += stored
        if self._cipher is None and not self._begin():
            return b""
        return b"".join(self._whole_segments())

    def finish(self) -> bytes:
        """Give the rest, once everything is taken. Raises `BlobAltered`, `UnknownKey`."""
        if self._cipher is not None:
            rest = self._segment(bytes(self._kept), is_last=True)
        elif self._kept.startswith(_MARK):
            raise BlobAltered(sha256=self._name)
        else:
            rest = self._whole(bytes(self._kept))
        if self._digest.hexdigest() != self._name:
            raise BlobAltered(sha256=self._name)
        return rest

    def _begin(self) -> bool:
        """Read the first line and the salt, if they are there."""
        line, newline, _ = bytes(self._kept[:_LONGEST_LINE]).partition(b"\n")
        if not line.startswith(_MARK) or not newline or len(self._kept) < len(line) + 1 + _SALT_BYTES:
            return False
        salt = bytes(self._kept[len(line) + 1 : len(line) + 1 + _SALT_BYTES])
        secret = self._ring.find(line.removeprefix(_MARK).decode(errors="replace")).secret
        self._cipher = _cipher(secret, salt=salt, line=line, name=self._name)
        del self._kept[: len(line) + 1 + _SALT_BYTES]
        return True

    def _whole_segments(self) -> Iterator[bytes]:
        sealed = SEGMENT + _TAG_BYTES
        # One is kept back: only at the end can it be told which was the last.
        while len(self._kept) > sealed:
            # Opened where it lies: copies would cost more than the opening.
            with memoryview(self._kept) as kept, kept[:sealed] as segment:
                opened = self._segment(segment, is_last=False)
            del self._kept[:sealed]
            yield opened

    def _segment(self, sealed: bytes | memoryview, *, is_last: bool) -> bytes:
        if self._cipher is None:
            raise BlobAltered(sha256=self._name)
        try:
            opened = self._cipher.decrypt(_nonce(self._number, is_last=is_last), sealed, None)
        except (InvalidTag, ValueError):
            raise BlobAltered(sha256=self._name) from None
        self._number += 1
        self._digest.update(opened)
        return opened

    def _whole(self, stored: bytes) -> bytes:
        """Open what an earlier version has stored."""
        opened = stored
        if stored.startswith(_FIRST):
            line, _, sealed = stored.partition(b"\n")
            key = self._ring.find(line.removeprefix(_FIRST).decode(errors="replace"))
            bound = line + b" " + self._name.encode()
            try:
                opened = AESGCM(key.secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
            except (InvalidTag, ValueError):
                raise BlobAltered(sha256=self._name) from None
        self._digest.update(opened)
        return opened


def _cipher(secret: bytes, *, salt: bytes, line: bytes, name: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=line + b" " + name.encode())
    return AESGCM(derived.derive(secret))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(_NONCE_BYTES - 1, "big") + (b"\x01" if is_last else b"\x00")
