"""The codec: what the engine keeps is ciphertext, and stays readable when keys are rotated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload

from domain.keyring import Key, KeyRing, UnknownKey
from workflows.codec import EncryptionCodec, PayloadUnreadable

OLD = Key(key_id="2025", secret=b"o" * 32)
NEW = Key(key_id="2026", secret=b"n" * 32)
WORDS = "我被多收了钱".encode()


def codec(*keys: Key) -> EncryptionCodec:
    return EncryptionCodec(key_ring=KeyRing(keys=keys or (NEW,)))


def plain(data: bytes = WORDS) -> Payload:
    return Payload(metadata={"encoding": b"json/plain", "messageType": b"Complaint"}, data=data)


class TestEncode:
    async def test_leaves_nothing_of_a_payload_readable(self) -> None:
        [sealed] = await codec().encode([plain()])

        assert sealed.metadata == {"encoding": b"binary/encrypted", "encryption-key-id": b"2026"}
        assert WORDS not in sealed.SerializeToString()
        assert b"Complaint" not in sealed.SerializeToString()

    async def test_seals_with_the_first_key(self) -> None:
        [sealed] = await codec(NEW, OLD).encode([plain()])

        assert await codec(NEW).decode([sealed]) == [plain()]

    async def test_never_gives_the_same_bytes_twice(self) -> None:
        sealed = await codec().encode([plain()] * 100)

        assert len({payload.data for payload in sealed}) == 100

    async def test_leaves_the_given_payloads_alone(self) -> None:
        given_payload = plain()

        await codec().encode([given_payload])

        assert given_payload == plain()


class TestDecode:
    @given(data=st.lists(st.binary(max_size=2_000), max_size=5))
    async def test_gives_back_what_was_sealed_in_order(self, data: list[bytes]) -> None:
        payloads = [plain(each) for each in data]

        sealed = await codec().encode(payloads)

        assert await codec().decode(sealed) == payloads

    async def test_opens_what_an_older_key_sealed(self) -> None:
        sealed = await codec(OLD).encode([plain()])

        assert await codec(NEW, OLD).decode(sealed) == [plain()]

    async def test_names_the_key_that_is_missing(self) -> None:
        sealed = await codec(OLD).encode([plain()])

        with pytest.raises(UnknownKey, match="'2025'"):
            await codec(NEW).decode(sealed)

    async def test_passes_on_what_was_never_sealed(self) -> None:
        assert await codec().decode([plain()]) == [plain()]

    @pytest.mark.parametrize("place", [0, 12, -1])
    async def test_refuses_a_payload_that_was_altered(self, place: int) -> None:
        [sealed] = await codec().encode([plain()])
        altered = bytearray(sealed.data)
        altered[place] ^= 1
        sealed.data = bytes(altered)

        with pytest.raises(PayloadUnreadable, match="'2026'"):
            await codec().decode([sealed])

    async def test_refuses_a_payload_that_was_cut(self) -> None:
        [sealed] = await codec().encode([plain()])
        sealed.data = sealed.data[:20]

        with pytest.raises(PayloadUnreadable):
            await codec().decode([sealed])

    async def test_refuses_another_key_under_the_same_id(self) -> None:
        sealed = await codec(Key(key_id=NEW.key_id, secret=OLD.secret)).encode([plain()])

        with pytest.raises(PayloadUnreadable, match="another key has that id"):
            await codec(NEW).decode(sealed)

    async def test_refuses_a_payload_whose_key_was_renamed(self) -> None:
        twin = Key(key_id="twin", secret=NEW.secret)
        [sealed] = await codec(NEW).encode([plain()])
        sealed.metadata["encryption-key-id"] = b"twin"

        with pytest.raises(PayloadUnreadable):
            await codec(NEW, twin).decode([sealed])
