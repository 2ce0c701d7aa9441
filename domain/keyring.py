"""Keys (密钥): which key encrypts what is written now, and which ones still decrypt what was written before."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, Field

SETTING = "REDRESS_SECRET_KEYS"
KEY_BYTES = 32


class KeyRingInvalid(ValueError):
    """The text of `REDRESS_SECRET_KEYS` is not a list of keys; the message never quotes it."""


class UnknownKey(LookupError):
    """Something was sealed with a key that is not in the ring."""

    def __init__(self, *, key_id: str) -> None:
        super().__init__(f"sealed with key {key_id!r}, which {SETTING} does not hold: add that key after the first one")
        self.key_id = key_id


class Key(BaseModel, frozen=True):
    """One key of 32 bytes; `key_id` is written beside whatever it seals, the secret nowhere."""

    key_id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,32}$")
    secret: bytes = Field(repr=False, min_length=KEY_BYTES, max_length=KEY_BYTES)


class KeyRing(BaseModel, frozen=True):
    """Keys in order: the first encrypts, all decrypt, so a key is rotated by putting a new one in front (J2)."""

    keys: tuple[Key, ...] = Field(min_length=1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `id:base64,id:base64,…`; a key without an id is named by the first 8 hex digits of its SHA-256.

        Raises:
            KeyRingInvalid: names the setting and the place of the wrong key in the list, never a value.
        """
        keys = tuple(_parse_key(part, place=place) for place, part in enumerate(_split(text), start=1))
        if not keys:
            raise KeyRingInvalid(f"{SETTING} holds no key: expected base64 of {KEY_BYTES} random bytes")
        repeated = sorted({key.key_id for key in keys if [other.key_id for other in keys].count(key.key_id) > 1})
        if repeated:
            raise KeyRingInvalid(
                f"{SETTING} names more than one key {', '.join(repeated)}: each needs an id of its own"
            )
        return cls(keys=keys)

    @property
    def current(self) -> Key:
        """The key that encrypts."""
        return self.keys[0]

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, key_id: str) -> Key:
        """Give the key of that id.

        Raises:
            UnknownKey: no key of the ring has that id.
        """
        for key in self.keys:
            if key.key_id == key_id:
                return key
        raise UnknownKey(key_id=key_id)


def _split(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(",") if part.strip())


def _parse_key(text: str, *, place: int) -> Key:
    named_id, colon, encoded = text.rpartition(":")
    secret = _decode(encoded, place=place)
    key_id = named_id.strip() if colon else hashlib.sha256(secret).hexdigest()[:8]
    # A wrong id is not quoted: in a mistyped list it may well be part of a key.
    try:
        return Key(key_id=key_id, secret=secret)
    except ValueError:
        raise KeyRingInvalid(
            f"{SETTING}: the id of key {place} is not 1 to 32 letters, digits, dots, underscores or hyphens"
        ) from None


def _decode(encoded: str, *, place: int) -> bytes:
    # Both alphabets are read, with or without padding: people make keys with whatever is at hand.
    standard = encoded.strip().replace("-", "+").replace("_", "/").rstrip("=")
    try:
        secret = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        raise KeyRingInvalid(f"{SETTING}: key {place} is not base64; expected {KEY_BYTES} random bytes") from None
    if len(secret) != KEY_BYTES:
        raise KeyRingInvalid(f"{SETTING}: key {place} has {len(secret)} bytes; expected {KEY_BYTES}")
    return secret
