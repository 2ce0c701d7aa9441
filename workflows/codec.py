"""Encryption of everything that the workflow engine keeps: what it stores or shows is ciphertext (J2)."""

import os
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from domain.keyring import KeyRing, UnknownKey

ENCODING: Final = b"binary/encrypted"
ENCODING_FIELD: Final = "encoding"
KEY_ID_FIELD: Final = "encryption-key-id"
NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class PayloadUnreadable(ValueError):
    """A sealed payload was cut or altered, or another key bears the id it was sealed with."""

    def __init__(self, *, key_id: str) -> None:
        super().__init__(
            f"a payload sealed with key {key_id!r} cannot be opened: it was altered, or another key has that id now"
        )


class EncryptionCodec(PayloadCodec):
    """Seals whole payloads with AES-256-GCM; the first key of the ring seals, all open.

    A sealed payload carries the id of its key in the clear, and as nonce 12 random bytes in front of the ciphertext.
    Payloads that are not sealed pass through `decode` as they are.
    """

    def __init__(self, *, key_ring: KeyRing) -> None:
        self._current_id = key_ring.current.key_id.encode()
        self._ciphers = {key.key_id.encode(): AESGCM(key.secret) for key in key_ring.keys}

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload, metadata and all."""
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open each sealed payload.

        Raises:
            UnknownKey: one was sealed with a key that is not in the ring.
            PayloadUnreadable: one was altered.
        """
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        nonce = os.urandom(NONCE_BYTES)
        key_id = self._current_id
        sealed = self._ciphers[key_id].encrypt(nonce, payload.SerializeToString(), key_id)
        return Payload(metadata={ENCODING_FIELD: ENCODING, KEY_ID_FIELD: key_id}, data=nonce + sealed)

    def _open(self, payload: Payload) -> Payload:
        if payload.metadata.get(ENCODING_FIELD) != ENCODING:
            return payload
        key_id = payload.metadata.get(KEY_ID_FIELD, b"")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise UnknownKey(key_id=key_id.decode(errors="replace"))
        if len(payload.data) < NONCE_BYTES + _TAG_BYTES:
            raise PayloadUnreadable(key_id=key_id.decode())
        return Payload.FromString(_decrypt(cipher, payload.data, key_id=key_id))


def _decrypt(cipher: AESGCM, data: bytes, *, key_id: bytes) -> bytes:
    try:
        return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], key_id)
    except InvalidTag:
        raise PayloadUnreadable(key_id=key_id.decode()) from None
