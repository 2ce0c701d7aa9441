"""The vault: a key for every case, and nothing opens elsewhere or with another key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.keyring import Key, KeyRing, UnknownKey
from storage.vault import SealBroken, Vault

OLD = Key(key_id="old", secret=b"o" * 32)
NEW = Key(key_id="new", secret=b"n" * 32)


def vault(*keys: Key, index_key: bytes = b"index") -> Vault:
    return Vault(keys=KeyRing(keys=keys), index_key=index_key)


class TestCaseKey:
    @given(st.binary(max_size=500), st.text(max_size=20))
    def test_opens_what_it_has_sealed(self, plaintext: bytes, place: str) -> None:
        key, _ = vault(OLD).make_key(tracking_number="T1")

        assert key.open(key.seal(plaintext, place=place), place=place) == plaintext

    def test_seals_the_same_alike_and_what_differs_with_another_nonce(self) -> None:
        key, _ = vault(OLD).make_key(tracking_number="T1")
        sealed = key.seal(b"words", place="T1|1")

        assert key.seal(b"words", place="T1|1") == sealed
        assert key.seal(b"wordz", place="T1|1")[:12] != sealed[:12]
        assert key.seal(b"words", place="T1|2")[:12] != sealed[:12]

    @pytest.mark.parametrize("place", ["T1|2", "T2|1", ""])
    def test_opens_nothing_that_was_moved(self, place: str) -> None:
        key, _ = vault(OLD).make_key(tracking_number="T1")

        with pytest.raises(SealBroken):
            key.open(key.seal(b"words", place="T1|1"), place=place)

    @pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(64)])
    def test_opens_nothing_that_it_has_not_sealed(self, sealed: bytes) -> None:
        key, _ = vault(OLD).make_key(tracking_number="T1")

        with pytest.raises(SealBroken, match=r"T1\|1"):
            key.open(sealed, place="T1|1")

    def test_is_another_for_every_case(self) -> None:
        one, _ = vault(OLD).make_key(tracking_number="T1")
        other, _ = vault(OLD).make_key(tracking_number="T1")

        with pytest.raises(SealBroken):
            other.open(one.seal(b"words", place="T1|1"), place="T1|1")


class TestVault:
    def test_unwraps_with_an_older_key_and_wraps_with_the_first(self) -> None:
        key, wrapped = vault(OLD).make_key(tracking_number="T1")
        sealed = key.seal(b"words", place="T1|1")
        rotated = vault(NEW, OLD)

        rewrapped = rotated.rewrap(wrapped, tracking_number="T1")

        assert (wrapped.key_id, rewrapped.key_id) == ("old", "new")
        for each in (wrapped, rewrapped):
            assert rotated.unwrap(each, tracking_number="T1").open(sealed, place="T1|1") == b"words"
        assert vault(NEW).unwrap(rewrapped, tracking_number="T1").open(sealed, place="T1|1") == b"words"

    def test_names_the_key_that_is_missing(self) -> None:
        _, wrapped = vault(OLD).make_key(tracking_number="T1")

        with pytest.raises(UnknownKey, match="'old'"):
            vault(NEW).unwrap(wrapped, tracking_number="T1")

    def test_unwraps_no_key_for_another_case(self) -> None:
        _, wrapped = vault(OLD).make_key(tracking_number="T1")

        with pytest.raises(SealBroken):
            vault(OLD).unwrap(wrapped, tracking_number="T2")

    def test_indexes_alike_whatever_the_master_key_and_by_purpose(self) -> None:
        index = vault(OLD).blind_index("phone", "138")

        assert vault(NEW).blind_index("phone", "138") == index
        assert vault(OLD).blind_index("order", "138") != index
        assert vault(OLD, index_key=b"other").blind_index("phone", "138") != index
