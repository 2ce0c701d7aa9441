"""The chain: what is hashed, and that nothing of it can change unseen."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Event
from domain.keyring import Key, KeyRing
from domain.kinds import EventKind
from storage.chain import GENESIS, Entry, canonical, digest, read_back, write_down
from storage.vault import Vault

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=4)
KEY, _ = Vault(keys=KeyRing(keys=(Key(key_id="k", secret=b"k" * 32),)), index_key=b"").make_key(tracking_number="T1")
NOON = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)


def entry(**changes: Any) -> Entry:
    event = Event(sequence=2, at=NOON, kind=EventKind.NOTE, actor="staff:7", data={"a": 1}, private={"text": "x"})
    return write_down(event, tracking_number="T1", key=KEY, previous_hash=GENESIS)._replace(**changes)


class TestDigest:
    def test_is_what_the_documentation_says(self) -> None:
        sealed = hashlib.sha256(entry().sealed or b"").hexdigest()
        line = f'["{"0" * 64}","T1",2,"2026-03-02T12:00:00.000005+00:00","note","staff:7","{{\\"a\\":1}}","{sealed}"]'

        assert digest(entry(), tracking_number="T1") == hashlib.sha256(line.encode()).digest()

    def test_knows_no_zone_but_the_instant(self) -> None:
        elsewhere = NOON.astimezone(timezone(timedelta(hours=8)))

        assert digest(entry(at=elsewhere), tracking_number="T1") == digest(entry(), tracking_number="T1")

    @pytest.mark.parametrize(
        "changes",
        [
            {"sequence": 3},
            {"at": NOON + timedelta(microseconds=1)},
            {"kind": "asked"},
            {"actor": "staff:8"},
            {"data": '{"a": 1}'},
            {"sealed": None},
            {"sealed": b""},
            {"previous_hash": bytes(31) + b"\x01"},
            # Nothing may slip from one field into the next.
            {"kind": 'note","staff:7', "actor": ""},
        ],
    )
    def test_changes_with_every_part(self, changes: dict[str, Any]) -> None:
        assert digest(entry(**changes), tracking_number="T1") != digest(entry(), tracking_number="T1")

    def test_changes_with_the_case(self) -> None:
        assert digest(entry(), tracking_number="T2") != digest(entry(), tracking_number="T1")


class TestWriteDown:
    @given(OBJECT, OBJECT)
    def test_is_undone_by_read_back(self, data: dict[str, object], private: dict[str, object]) -> None:
        event = Event(sequence=1, at=NOON, kind=EventKind.NOTE, actor="system", data=data, private=private)

        written = write_down(event, tracking_number="T1", key=KEY, previous_hash=GENESIS)

        assert read_back(written, tracking_number="T1", key=KEY) == event
        assert read_back(written, tracking_number="T1", key=None) == event.model_copy(update={"private": {}})

    def test_seals_nothing_where_nothing_is_private(self) -> None:
        event = Event(sequence=1, at=NOON, kind=EventKind.NOTE, actor="system")

        assert write_down(event, tracking_number="T1", key=KEY, previous_hash=GENESIS).sealed is None


class TestCanonical:
    def test_writes_in_one_way_only(self) -> None:
        assert (
            canonical({"b": [1.5, None], "a": "é"})
            == canonical({"a": "é", "b": [1.5, None]})
            == '{"a":"é","b":[1.5,null]}'
        )

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), NOON, b"bytes", {1, 2}])
    def test_refuses_what_json_does_not_know(self, value: object) -> None:
        with pytest.raises((TypeError, ValueError)):
            canonical({"value": value})
