"""How a case stands before a step: read from its row, or remembered by whoever wrote the step before."""

from collections import OrderedDict
from typing import Any, Final, NamedTuple

import psycopg

from domain.case import Case
from storage.chain import GENESIS
from storage.journal_statements import STANDING
from storage.read_model import open_snapshot
from storage.vault import CaseKey, Vault, WrappedKey

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

REMEMBERED: Final = 10_000
"""Cases, some 2 KB each: sealed as they lie in the database, keys too; opening one costs less than asking for it."""


class CaseErased(Exception):
    """The person was erased and the key is gone: nothing more can be written about them."""

    def __init__(self, *, tracking_number: str) -> None:
        super().__init__(f"case {tracking_number} was erased")


class CaseUnlisted(Exception):
    """The case has a key but no row to go on from; trying again helps once it was rebuilt."""

    def __init__(self, *, tracking_number: str) -> None:
        super().__init__(f"case {tracking_number} has no row in the read model: run `redress rebuild`")


class Standing(NamedTuple):
    """How a case stands before a step; `case` is none before the first."""

    case: Case | None
    key: CaseKey
    wrapped: WrappedKey
    sequence: int = 0
    head: bytes = GENESIS


class _Kept(NamedTuple):
    wrapped: WrappedKey
    sequence: int
    head: bytes
    snapshot: bytes


class Standings:
    """Remembers how the cases written last stand, so that going on with one costs no question.

    What is remembered may be out of date (another worker, an erasure): it is a guess, and the statement that writes
    a step takes no step that does not follow the row as it is.
    """

    def __init__(self, *, vault: Vault, remembered: int = REMEMBERED) -> None:
        self._vault = vault
        self._most = remembered
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def recall(self, number: str, *, sequence: int) -> Standing | None:
        """Give the case as it was remembered at `sequence`, once: whoever writes it on says so by `remember`."""
        kept = self._kept.pop(number, None)
        if kept is None or kept.sequence != sequence:
            return None
        key = self._vault.unwrap(kept.wrapped, tracking_number=number)
        case = open_snapshot(kept.snapshot, tracking_number=number, key=key)
        return Standing(case=case, key=key, wrapped=kept.wrapped, sequence=kept.sequence, head=kept.head)

    def remember(self, number: str, standing: Standing, *, snapshot: bytes) -> None:
        """Keep how a case stands now that a step of it was written, `snapshot` being the case sealed."""
        self._kept[number] = _Kept(standing.wrapped, standing.sequence, standing.head, snapshot)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    async def read(self, connection: Connection, number: str) -> Standing:
        """Read how a case stands; a new key for one that is not there yet.

        Raises:
            CaseErased: its key was destroyed.
            CaseUnlisted: it has a key, but no row.
        """
        row = await (await connection.execute(STANDING, (number,), prepare=True)).fetchone()
        if row is None:
            key, wrapped = self._vault.make_key(tracking_number=number)
            return Standing(case=None, key=key, wrapped=wrapped)
        sequence, head, snapshot, key_id, wrapped_key = row
        if wrapped_key is None:
            raise CaseErased(tracking_number=number)
        if sequence is None:
            raise CaseUnlisted(tracking_number=number)
        wrapped = WrappedKey(key_id=key_id, wrapped_key=wrapped_key)
        key = self._vault.unwrap(wrapped, tracking_number=number)
        case = open_snapshot(snapshot, tracking_number=number, key=key)
        return Standing(case=case, key=key, wrapped=wrapped, sequence=sequence, head=head)
