"""Checking the custody chains: reads them all in order, and names what is not as it was written."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Select, exists, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.custody import CustodyAct
from domain.kinds import EventKind
from storage.chain import GENESIS
from storage.custody import LINK, Head, Link, digest, seal_of_head
from storage.database import auditable
from storage.sealed_custody import unlike_acts
from storage.tables import custody, custody_heads, events
from storage.vault import Vault

_BATCH: Final = 1_000
Query = Select[*tuple[Any, ...]]


class CustodyBreak(NamedTuple):
    """What is wrong with the chain of a case: at which act, and, where it is known, of which evidence."""

    kind: str
    tracking_number: str
    sequence: int | None
    evidence: str | None
    sha256: str | None
    detail: str

    def __str__(self) -> str:
        """Write it as the one line that people read."""
        where = [self.tracking_number, self.evidence, self.sha256, f"act {self.sequence}" if self.sequence else None]
        return f"{self.kind}: {' '.join(filter(None, where))}: {self.detail}"


class _Chain:
    """Takes the links of one case in order, then its head."""

    def __init__(self, number: str) -> None:
        self.number = number
        self._last: Link | None = None

    def take(self, link: Link) -> Iterator[CustodyBreak]:
        """Check a link against itself and the one before it."""
        sequence, head = (self._last.sequence, self._last.hash) if self._last else (0, GENESIS)
        if link.sequence != sequence + 1:
            yield self._break("missing", None, sequence + 1, f"what was done before act {link.sequence} is gone")
        elif link.previous_hash != head:
            yield self._break("altered", link, link.sequence, "was written after another act")
        if digest(link) != link.hash:
            yield self._break("altered", link, link.sequence, "is not what was written")
        self._last = link

    def finish(self, head: Head | None, *, vault: Vault) -> Iterator[CustodyBreak]:
        """Compare the end with the head of the case."""
        if self._last is None:
            return
        if head is None or head.seal != seal_of_head(vault, self.number, head.sequence, head.hash):
            yield self._break("altered", None, None, "the end of its custody chain was not written by the house")
        elif head.sequence > self._last.sequence:
            yield self._break("cut_tail", None, self._last.sequence + 1, "and what follows is cut off")
        elif (head.sequence, head.hash) != (self._last.sequence, self._last.hash):
            yield self._break("added", self._last, self._last.sequence, "is not the last act that was written")

    def _break(self, kind: str, link: Link | None, sequence: int | None, detail: str) -> CustodyBreak:
        evidence, sha256 = (link.evidence, link.sha256) if link else (None, None)
        return CustodyBreak(kind, self.number, sequence, evidence, sha256, detail)


class CustodyCheck:
    """Verifies every custody chain, and what the daily seals say of them; reads only, in one snapshot.

    For the seals themselves `storage.audit` vouches.
    """

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._vault = vault

    async def verify(self) -> list[CustodyBreak]:
        """Give every break that there is; memory does not grow with the chains."""
        async with self._engine.begin() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            breaks = [found async for found in self._check_chains(connection)]
            async for row in _stream(connection, _chains_without_links()):
                breaks.append(CustodyBreak("missing", row[0], 1, None, None, "its whole custody chain is gone"))
            known = {(found.kind, found.tracking_number) for found in breaks}
            async for kind, number, sequence, detail in unlike_acts(connection):
                if (kind, number) not in known:
                    breaks.append(CustodyBreak(kind, number, sequence, None, None, detail))
            async for row in _stream(connection, _evidence_without_upload()):
                number, evidence, sha256 = row
                detail = "nobody is on record as having added it"
                breaks.append(CustodyBreak("missing", number, None, evidence, sha256, detail))
        return breaks

    async def _check_chains(self, connection: AsyncConnection) -> AsyncIterator[CustodyBreak]:
        chain = _Chain("")
        head: Head | None = None
        async for row in _stream(connection, _all_links()):
            link = Link(*row[: len(LINK)])
            if link.tracking_number != chain.number:
                for found in chain.finish(head, vault=self._vault):
                    yield found
                chain = _Chain(link.tracking_number)
                head = Head(*row[len(LINK) :]) if row.seal is not None else None
            for found in chain.take(link):
                yield found
        for found in chain.finish(head, vault=self._vault):
            yield found


def _all_links() -> Query:
    heads = custody_heads.c
    known = custody.outerjoin(custody_heads, heads.tracking_number == custody.c.tracking_number)
    columns = heads.sequence.label("head_sequence"), heads.hash.label("head_hash"), heads.seal
    return select(*auditable(LINK), *columns).select_from(known).order_by(custody.c.tracking_number, custody.c.sequence)


def _chains_without_links() -> Query:
    has_links = exists().where(custody.c.tracking_number == custody_heads.c.tracking_number)
    query = select(custody_heads.c.tracking_number).where(~has_links, custody_heads.c.sequence > 0)
    return query.order_by(custody_heads.c.tracking_number)


def _evidence_without_upload() -> Query:
    number, said = events.c.tracking_number, events.c.data
    # Whatever the chain: a case may have been merged into this one just as the file came.
    is_noted = exists().where(
        custody.c.evidence == said["id"].as_string(),
        custody.c.sha256 == said["sha256"].as_string(),
        custody.c.act == CustodyAct.UPLOADED.value,
    )
    query = select(number, said["id"].as_string(), said["sha256"].as_string())
    return query.where(events.c.kind == EventKind.EVIDENCE_ADDED.value, ~is_noted).order_by(number, events.c.sequence)


async def _stream(connection: AsyncConnection, query: Query) -> AsyncIterator[Row[*tuple[Any, ...]]]:
    async with connection.stream(query.execution_options(yield_per=_BATCH)) as rows:
        async for row in rows:
            yield row
