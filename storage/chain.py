"""The chain (哈希链): each event of a case carries a hash over itself and over the hash of the event before it.

The hash covers ciphertext, so it still verifies when the key of an erased case is gone. `CHAIN` names what is hashed:
`docs/storage.md` says how to verify a chain without this program.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from domain.events import Event
from domain.incident import IncidentEvent
from domain.lending import AuthorityEvent
from domain.matter_events import MatterEvent
from storage.vault import CaseKey

GENESIS: Final = bytes(32)
"""What stands for the hash before the first event."""


class Entry(NamedTuple):
    """An event as it is stored: `data` as canonical JSON text, `sealed` the ciphertext of its private part, if any."""

    sequence: int
    at: datetime
    kind: str
    actor: str
    data: str
    sealed: bytes | None
    previous_hash: bytes
    hash: bytes


def canonical(value: Mapping[str, Any]) -> str:
    """Write JSON in the one way in which it is hashed: sorted keys, no spaces, every character as itself.

    Raises:
        TypeError: a value that JSON does not know.
        ValueError: a float that is no number.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(entry: Entry, *, tracking_number: str) -> bytes:
    """Compute what the hash of an entry ought to be (SHA-256 of one line of JSON)."""
    parts = (
        entry.previous_hash.hex(),
        tracking_number,
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.kind,
        entry.actor,
        entry.data,
        hashlib.sha256(entry.sealed).hexdigest() if entry.sealed is not None else None,
    )
    line = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(line.encode()).digest()


def write_down(
    event: Event | IncidentEvent | AuthorityEvent | MatterEvent,
    *,
    tracking_number: str,
    key: CaseKey | None,
    previous_hash: bytes,
) -> Entry:
    """Turn an event into what is stored of it, linked to the one before it; without a key nothing of it is sealed."""
    sealed = None
    if event.private and key is not None:
        place = event_place(tracking_number, event.sequence)
        sealed = key.seal(canonical(event.private).encode(), place=place)
    entry = Entry(
        sequence=event.sequence,
        at=event.at,
        kind=event.kind.value,
        actor=event.actor,
        data=canonical(event.data),
        sealed=sealed,
        previous_hash=previous_hash,
        hash=b"",
    )
    return entry._replace(hash=digest(entry, tracking_number=tracking_number))


def read_back(entry: Entry, *, tracking_number: str, key: CaseKey | None) -> Event:
    """Turn what is stored back into the event; without a key (the person was erased) its private part is empty."""
    private = {}
    if key is not None and entry.sealed is not None:
        private = json.loads(key.open(entry.sealed, place=event_place(tracking_number, entry.sequence)))
    return Event.model_validate(
        {
            "sequence": entry.sequence,
            "at": entry.at,
            "kind": entry.kind,
            "actor": entry.actor,
            "data": json.loads(entry.data),
            "private": private,
        }
    )


def event_place(tracking_number: str, sequence: int) -> str:
    """Name the place to which the private part of an event is bound."""
    return f"{tracking_number}|{sequence}"


def verifies(entries: Sequence[Entry], *, tracking_number: str) -> bool:
    """Tell whether a whole chain is as it was written, from its first entry on."""
    head = GENESIS
    for place, entry in enumerate(entries, start=1):
        computed = digest(entry, tracking_number=tracking_number)
        if (entry.sequence, entry.previous_hash, entry.hash) != (place, head, computed):
            return False
        head = entry.hash
    return True
