"""The ring of keys: read from a setting, named in errors, never quoted."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.keyring import KEY_BYTES, Key, KeyRing, KeyRingInvalid, UnknownKey

FIRST = bytes(range(32))
SECOND = bytes(range(32, 64))


def encoded(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


class TestParse:
    def test_reads_named_keys_in_order(self) -> None:
        ring = KeyRing.parse(f"2026:{encoded(FIRST)}, 2025:{encoded(SECOND)}")

        assert [(key.key_id, key.secret) for key in ring.keys] == [("2026", FIRST), ("2025", SECOND)]
        assert ring.current.secret == FIRST
        assert len(ring) == 2

    def test_names_a_plain_key_by_its_digest(self) -> None:
        ring = KeyRing.parse(encoded(FIRST))

        assert ring.current == Key(key_id="630dcd29", secret=FIRST)

    @given(secret=st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES), is_padded=st.booleans())
    def test_reads_either_alphabet_with_or_without_padding(self, secret: bytes, is_padded: bool) -> None:
        text = base64.urlsafe_b64encode(secret).decode()

        ring = KeyRing.parse(f"k:{text if is_padded else text.rstrip('=')}")

        assert ring.current.secret == secret

    @pytest.mark.parametrize("text", ["", " ", ",", " , "])
    def test_refuses_a_list_without_keys(self, text: str) -> None:
        with pytest.raises(KeyRingInvalid, match="REDRESS_SECRET_KEYS holds no key"):
            KeyRing.parse(text)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"{encoded(FIRST)},not-base64!", "key 2 is not base64"),
            (f"{encoded(FIRST)},a:{encoded(b'short')}", "key 2 has 5 bytes; expected 32"),
            (f":{encoded(FIRST)}", "the id of key 1 is not"),
            (f"{'x' * 33}:{encoded(FIRST)}", "the id of key 1 is not"),
            (f"two words:{encoded(FIRST)}", "the id of key 1 is not"),
            (f"same:{encoded(FIRST)},same:{encoded(SECOND)}", "more than one key same"),
        ],
    )
    def test_says_which_key_is_wrong_and_how(self, text: str, expected: str) -> None:
        with pytest.raises(KeyRingInvalid, match=expected):
            KeyRing.parse(text)

    @pytest.mark.parametrize(
        "text",
        [
            f"{encoded(FIRST)}:{encoded(SECOND)}",
            f"{encoded(FIRST)[:20]}",
            f"id with {encoded(FIRST)}:{encoded(SECOND)}",
            f"a:{encoded(FIRST)}!",
        ],
    )
    def test_never_quotes_a_key(self, text: str) -> None:
        with pytest.raises(KeyRingInvalid) as refused:
            KeyRing.parse(text)

        assert encoded(FIRST)[:12] not in repr(refused.value)
        assert encoded(SECOND)[:12] not in repr(refused.value)
        assert refused.value.__cause__ is None


class TestKeyRing:
    def test_finds_a_key_by_its_id(self) -> None:
        ring = KeyRing.parse(f"2026:{encoded(FIRST)},2025:{encoded(SECOND)}")

        assert ring.find("2025").secret == SECOND

    def test_names_the_id_of_a_key_that_it_lacks(self) -> None:
        ring = KeyRing.parse(f"2026:{encoded(FIRST)}")

        with pytest.raises(UnknownKey, match=r"'2024'.*REDRESS_SECRET_KEYS") as unknown:
            ring.find("2024")

        assert unknown.value.key_id == "2024"

    def test_hides_its_secrets_when_it_is_shown(self) -> None:
        shown = repr(KeyRing.parse(f"2026:{encoded(FIRST)}"))

        assert "2026" in shown
        assert repr(FIRST)[2:-1] not in shown
