"""The vault (密钥库): a data key for every case, wrapped by the master keys, and blind indexes to find a case by.

What is sealed opens only with the key of its case and at its own place (event, snapshot); what belongs to no case is
sealed with the first master key itself. Sealing the same thing at the
same place gives the same bytes: a rebuild makes the very same rows, and a repeat nothing new.

    Exception
      SealBroken     ciphertext that was altered, moved or sealed with another key
"""

import hmac
import os
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.keyring import KEY_BYTES, KeyRing
from domain.ports import Unreadable

_NONCE_BYTES: Final = 12
# No key id holds it.
_AFTER_KEY_ID: Final = b"\n"


class SealBroken(Unreadable):
    """Ciphertext does not open: it was altered, moved from its place, or sealed with another key."""

    def __init__(self, *, place: str) -> None:
        super().__init__(f"what is sealed at {place} does not open with its key")


class WrappedKey(NamedTuple):
    """A data key as it is stored; `key_id` names the master key that unwraps it."""

    key_id: str
    wrapped_key: bytes


class CaseKey:
    """The data key of one case."""

    __slots__ = ("_cipher", "_nonce_key")

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)
        self._nonce_key = hmac.digest(secret, b"redress nonce", "sha256")

    def seal(self, plaintext: bytes, *, place: str) -> bytes:
        """Encrypt with AES-256-GCM: the nonce, then ciphertext and tag."""
        bound = place.encode()
        # A nonce drawn from key, place and words is never used for two different messages, and needs no randomness.
        nonce = hmac.digest(self._nonce_key, bound + b"\x00" + plaintext, "sha256")[:_NONCE_BYTES]
        return nonce + self._cipher.encrypt(nonce, plaintext, bound)

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """Decrypt what was sealed at `place`; raises `SealBroken`."""
        return _open(self._cipher, sealed, place=place)


class Vault:
    """Holds the master keys, of which the first encrypts and all decrypt, and the key of the blind indexes.

    Losing `index_key` loses no data, but nobody is found by order number or contact any more until a rebuild.
    """

    def __init__(self, *, keys: KeyRing, index_key: bytes) -> None:
        self._keys = keys
        self._ciphers = {key.key_id: AESGCM(key.secret) for key in keys.keys}
        self._index_key = index_key

    def make_key(self, *, tracking_number: str) -> tuple[CaseKey, WrappedKey]:
        """Make the data key of a new case."""
        secret = os.urandom(KEY_BYTES)
        return CaseKey(secret), self._wrap(secret, tracking_number=tracking_number)

    def unwrap(self, key: WrappedKey, *, tracking_number: str) -> CaseKey:
        """Unwrap the data key of a case; raises `UnknownKey` or `SealBroken`."""
        return CaseKey(self._unwrap(key, tracking_number=tracking_number))

    def rewrap(self, key: WrappedKey, *, tracking_number: str) -> WrappedKey:
        """Wrap a data key anew with the first master key, so that an older one can be put away."""
        return self._wrap(self._unwrap(key, tracking_number=tracking_number), tracking_number=tracking_number)

    @property
    def current_key_id(self) -> str:
        """The id of the master key that encrypts."""
        return self._keys.current.key_id

    def seal_house(self, plaintext: bytes, *, place: str) -> bytes:
        """Encrypt what belongs to no case with the first master key: its id, then nonce, ciphertext and tag."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.current_key_id].encrypt(nonce, plaintext, _house_place(place).encode())
        return b"".join((self.current_key_id.encode(), _AFTER_KEY_ID, nonce, sealed))

    def open_house(self, sealed: bytes, *, place: str) -> bytes:
        """Decrypt what was sealed at `place`, by whichever key; raises `UnknownKey` or `SealBroken`."""
        key_id, _, rest = sealed.partition(_AFTER_KEY_ID)
        key = self._keys.find(key_id.decode(errors="replace"))
        return _open(self._ciphers[key.key_id], rest, place=_house_place(place))

    def is_current(self, sealed: bytes) -> bool:
        """Tell whether `seal_house` would use the same key today."""
        return sealed.startswith(self.current_key_id.encode() + _AFTER_KEY_ID)

    def blind_index(self, purpose: str, value: str) -> bytes:
        """Give what stands for `value` in a column that must be searchable and must not be readable."""
        return self.sign(f"index {purpose}", value.encode())

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Give a seal (HMAC-SHA256) that nobody without the keys can make."""
        return hmac.digest(self._index_key, b"redress " + purpose.encode() + b"\x00" + message, "sha256")

    def _wrap(self, secret: bytes, *, tracking_number: str) -> WrappedKey:
        key_id = self.current_key_id
        nonce = os.urandom(_NONCE_BYTES)
        wrapped = self._ciphers[key_id].encrypt(nonce, secret, _key_place(tracking_number).encode())
        return WrappedKey(key_id=key_id, wrapped_key=nonce + wrapped)

    def _unwrap(self, key: WrappedKey, *, tracking_number: str) -> bytes:
        cipher = self._ciphers[self._keys.find(key.key_id).key_id]
        return _open(cipher, key.wrapped_key, place=_key_place(tracking_number))


def _key_place(tracking_number: str) -> str:
    return f"{tracking_number}|key"


def _house_place(place: str) -> str:
    return f"house|{place}"


def _open(cipher: AESGCM, sealed: bytes, *, place: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(place=place) from error
