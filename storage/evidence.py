"""Evidence (证据) as the event log lists it: of one case, and of all of them."""

from collections.abc import AsyncIterator, Sequence
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.evidence import Piece, piece_of
from domain.kinds import EventKind
from storage.case_file import CaseFile, entries_of, find_key
from storage.chain import Entry
from storage.tables import events
from storage.vault import Vault

_BATCH: Final = 1_000


class Listed(NamedTuple):
    """A file that a case lists; `evidence` is its id there."""

    tracking_number: str
    evidence: str
    sha256: str


class Evidence:
    """Reads what was added to cases."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    async def of(self, tracking_number: str) -> Sequence[Piece]:
        """Give the pieces of a case, in the order in which they came."""
        query = entries_of(tracking_number).where(events.c.kind == EventKind.EVIDENCE_ADDED.value)
        async with self._engine.connect() as connection:
            entries = [Entry(*row) for row in await connection.execute(query)]
            if not entries:
                return []
            key = await find_key(connection, tracking_number=tracking_number, vault=self._vault)
        return [piece_of(event) for event in CaseFile(tracking_number, key, entries).events]

    async def all(self) -> AsyncIterator[Listed]:
        """List every file of every case, those that are the same one after another, in bounded memory."""
        added = events.c.kind == EventKind.EVIDENCE_ADDED.value
        columns = events.c.tracking_number, _said("id").label("evidence")
        files = [select(*columns, _said(name).label("sha256")).where(added) for name in ("sha256", "preview")]
        every = files[0].union_all(files[1].where(events.c.data["preview"].as_string().is_not(None))).subquery()
        query = select(every).order_by(every.c.sha256, every.c.tracking_number, every.c.evidence)
        async with self._engine.connect() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            async with connection.stream(query.execution_options(yield_per=_BATCH)) as rows:
                async for row in rows:
                    yield Listed(*row)


def _said(name: str) -> ColumnElement[str]:
    """Give what an event says, and something where it says nothing any more: then there is no such file."""
    return func.coalesce(events.c.data[name].as_string(), "")
