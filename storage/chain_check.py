"""Checking a chain (验链): reads the entries of one case in order and names what is wrong with them."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations
from typing import Final, NamedTuple

from storage.chain import GENESIS, Entry, digest

# Enough to tell a swap from two alterations; a case that is broken in more places needs no finer word.
_SUSPECTS: Final = 64


class BreakKind(StrEnum):
    """What can be wrong."""

    ALTERED = "altered"
    MISSING = "missing"
    SWAPPED = "swapped"
    CUT_TAIL = "cut_tail"
    ADDED = "added"
    MISSING_CASE = "missing_case"
    UNLISTED = "unlisted"
    LOST_KEY = "lost_key"
    DAILY_HEAD = "daily_head"
    LEDGER = "ledger"


class Break(NamedTuple):
    """Something that is not as it was written: where, and what it looks like."""

    kind: BreakKind
    tracking_number: str
    sequence: int | None
    detail: str

    def __str__(self) -> str:
        """Write it as the one line that people read."""
        where = " ".join(filter(None, (self.tracking_number, f"event {self.sequence}" if self.sequence else "")))
        return f"{self.kind}: {where}: {self.detail}" if where else f"{self.kind}: {self.detail}"


class Head(NamedTuple):
    """The last event of a case as its row has it."""

    sequence: int
    hash: bytes


class CaseCheck:
    """Takes the entries of one case in order, then its head; memory does not grow with the number of events."""

    def __init__(self, *, tracking_number: str) -> None:
        self.tracking_number = tracking_number
        self._last: Entry | None = None
        self._is_last_sound = True
        self._suspects: list[Entry] = []
        self._breaks: list[Break] = []

    def take(self, entry: Entry) -> None:
        """Check the next entry against itself and the one before it."""
        last = self._last.sequence if self._last else 0
        is_sound = digest(entry, tracking_number=self.tracking_number) == entry.hash
        if entry.sequence != last + 1:
            self._found(BreakKind.MISSING, last + 1, f"{_range(last + 1, entry.sequence - 1)} missing")
        elif is_sound and self._is_last_sound and entry.previous_hash != self._head:
            self._found(BreakKind.ALTERED, last or 1, f"event {entry.sequence} was written after another event")
        if not is_sound:
            self._suspects.append(entry)
        self._last, self._is_last_sound = entry, is_sound

    def finish(self, head: Head | None) -> list[Break]:
        """Compare the end with the row of the case, none if it has no row, and give all that was found."""
        self._breaks += self._name_suspects()
        if self._last is None:
            return []
        if head is None:
            self._found(BreakKind.UNLISTED, None, "has events but no row in the read model: run `redress rebuild`")
        else:
            self._compare(self._last, head)
        return self._breaks

    def _compare(self, last: Entry, head: Head) -> None:
        if head.sequence > last.sequence:
            self._found(BreakKind.CUT_TAIL, last.sequence + 1, f"{_range(last.sequence + 1, head.sequence)} cut off")
        elif head.sequence < last.sequence:
            self._found(BreakKind.ADDED, head.sequence + 1, f"{_range(head.sequence + 1, last.sequence)} added")
        elif self._is_last_sound and last.hash != head.hash:
            self._found(BreakKind.ALTERED, last.sequence, "is not the last event that the journal has written")

    @property
    def _head(self) -> bytes:
        return self._last.hash if self._last else GENESIS

    def _name_suspects(self) -> Iterator[Break]:
        left = self._suspects
        for one, other in combinations(self._suspects[:_SUSPECTS], 2):
            if one in left and other in left and self._fits(one, other) and self._fits(other, one):
                left = [entry for entry in left if entry not in {one, other}]
                detail = f"stands in the place of event {other.sequence}, and that one in its place"
                yield Break(BreakKind.SWAPPED, self.tracking_number, one.sequence, detail)
        for entry in left:
            yield Break(BreakKind.ALTERED, self.tracking_number, entry.sequence, "is not what was written")

    def _fits(self, entry: Entry, place: Entry) -> bool:
        """Tell whether `entry` would be sound in that place, moved with its hashes or without them."""
        moved = entry._replace(sequence=place.sequence)
        alone = moved._replace(previous_hash=place.previous_hash)
        return (
            digest(moved, tracking_number=self.tracking_number) == entry.hash
            or digest(alone, tracking_number=self.tracking_number) == place.hash
        )

    def _found(self, kind: BreakKind, sequence: int | None, detail: str) -> None:
        self._breaks.append(Break(kind, self.tracking_number, sequence, detail))


def _range(first: int, last: int) -> str:
    return f"event {first} is" if first == last else f"events {first} to {last} are"
