"""The custody chain (保管链): each act on a case's evidence, hashed over itself and over the act before it (A7).

Where a request came from, and why something was done, is sealed with the key of the case. Of a case that no worker has
journaled yet there is no such key: then with the master key of the house.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.custody import CustodyAct, Handling, Stands
from domain.keyring import UnknownKey
from storage.case_file import find_key
from storage.chain import GENESIS, canonical
from storage.tables import case_keys, custody, custody_heads
from storage.vault import CaseKey, Vault

_BY_CASE: Final = b"case\n"
_BY_HOUSE: Final = b"house\n"


class Link(NamedTuple):
    """An act as it is stored."""

    tracking_number: str
    sequence: int
    at: datetime
    act: str
    actor: str
    evidence: str
    sha256: str
    receiver: str | None
    sealed: bytes | None
    previous_hash: bytes
    hash: bytes


LINK: Final = tuple(custody.c[name] for name in Link._fields)
"""The columns of a `Link`."""


class Head(NamedTuple):
    """The end of a chain, as the house has signed it."""

    sequence: int
    hash: bytes
    seal: bytes


HEAD: Final = tuple(custody_heads.c[name] for name in Head._fields)
"""The columns of a `Head`."""


class Custody:
    """Writes and reads the chains of custody, one for each case."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    async def note(self, tracking_number: str, handling: Handling, *, unless: Stands | None = None) -> None:
        """Put an act on record, unless something holds for those before it, of which none is added meanwhile."""
        async with self._engine.begin() as connection:
            head = await self._lock(connection, tracking_number)
            if unless and unless(await self._read(connection, tracking_number)):
                return
            link = await self._link(
                connection, tracking_number, handling, sequence=head.sequence + 1, previous_hash=head.hash
            )
            await connection.execute(insert(custody).values(link._asdict()))
            await connection.execute(
                update(custody_heads)
                .where(custody_heads.c.tracking_number == tracking_number)
                .values(self._next(tracking_number, head, link))
            )

    async def of(self, tracking_number: str) -> Sequence[Handling]:
        """Give what was done with the evidence of a case, in order; without words where the person was erased."""
        async with self._engine.connect() as connection:
            return await self._read(connection, tracking_number)

    async def _read(self, connection: AsyncConnection, number: str) -> Sequence[Handling]:
        query = select(*LINK).where(custody.c.tracking_number == number).order_by(custody.c.sequence)
        links = [Link(*row) for row in await connection.execute(query)]
        if not links:
            return []
        key = await find_key(connection, tracking_number=number, vault=self._vault)
        erased_at = await connection.scalar(
            select(case_keys.c.destroyed_at).where(case_keys.c.tracking_number == number)
        )
        return [self._handling(link, key, erased_at) for link in links]

    async def _lock(self, connection: AsyncConnection, number: str) -> Head:
        """Give the end of the chain, and keep everybody else from adding to it until the transaction is over."""
        first = {"tracking_number": number, **self._head(number, 0, GENESIS)}
        await connection.execute(upsert(custody_heads).values(first).on_conflict_do_nothing())
        query = select(*HEAD).where(custody_heads.c.tracking_number == number)
        return Head(*(await connection.execute(query.with_for_update())).one())

    def _next(self, number: str, head: Head, link: Link) -> dict[str, Any]:
        """Give the new end of a chain; after one that the house did not write, it is not signed as if it had."""
        values = self._head(number, link.sequence, link.hash)
        is_ours = head.seal == seal_of_head(self._vault, number, head.sequence, head.hash)
        return values if is_ours else values | {"seal": head.seal}

    def _head(self, number: str, sequence: int, head: bytes) -> dict[str, Any]:
        return {"sequence": sequence, "hash": head, "seal": seal_of_head(self._vault, number, sequence, head)}

    async def _link(
        self, connection: AsyncConnection, number: str, handling: Handling, *, sequence: int, previous_hash: bytes
    ) -> Link:
        key = await find_key(connection, tracking_number=number, vault=self._vault)
        link = Link(
            tracking_number=number,
            sequence=sequence,
            at=handling.at,
            act=handling.act.value,
            actor=handling.actor,
            evidence=handling.evidence,
            sha256=handling.sha256,
            receiver=handling.receiver,
            sealed=self._seal(handling, key, place=_place(number, sequence)),
            previous_hash=previous_hash,
            hash=b"",
        )
        return link._replace(hash=digest(link))

    def _seal(self, handling: Handling, key: CaseKey | None, *, place: str) -> bytes | None:
        said = handling.model_dump(include={"address", "words", "request"}, exclude_none=True)
        if not said:
            return None
        text = canonical(said).encode()
        if key is not None:
            return _BY_CASE + key.seal(text, place=place)
        return _BY_HOUSE + self._vault.seal_house(text, place=place)

    def _handling(self, link: Link, key: CaseKey | None, erased_at: datetime | None) -> Handling:
        said = {} if erased_at and link.at < erased_at else self._opened(link, key)
        return Handling(
            act=CustodyAct(link.act),
            at=link.at,
            actor=link.actor,
            evidence=link.evidence,
            sha256=link.sha256,
            receiver=link.receiver,
            **said,
        )

    def _opened(self, link: Link, key: CaseKey | None) -> dict[str, Any]:
        """Open what is sealed of an act; nothing where its key is gone, be it the case's or one that was put away."""
        sealed, place = link.sealed or b"", _place(link.tracking_number, link.sequence)
        opened = b"{}"
        if sealed.startswith(_BY_HOUSE):
            with suppress(UnknownKey):
                opened = self._vault.open_house(sealed.removeprefix(_BY_HOUSE), place=place)
        elif sealed and key is not None:
            opened = key.open(sealed.removeprefix(_BY_CASE), place=place)
        said: dict[str, Any] = json.loads(opened)
        return said


def digest(link: Link) -> bytes:
    """Compute what the hash of a link ought to be (SHA-256 of one line of JSON)."""
    parts = (
        "custody",
        link.previous_hash.hex(),
        link.tracking_number,
        link.sequence,
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.act,
        link.actor,
        link.evidence,
        link.sha256,
        link.receiver,
        hashlib.sha256(link.sealed).hexdigest() if link.sealed is not None else None,
    )
    return hashlib.sha256(json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()).digest()


def seal_of_head(vault: Vault, number: str, sequence: int, head: bytes) -> bytes:
    """Give what only the house can write beside the end of a chain, so that nobody else cuts it off."""
    return vault.sign("custody head", f"{number} {sequence} {head.hex()}".encode())


def _place(number: str, sequence: int) -> str:
    return f"{number}|custody|{sequence}"
