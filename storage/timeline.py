"""The timeline (时间线): what happened on a case, in order, readable."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.events import Event
from storage.case_file import CaseFile, entries_of, find_key
from storage.chain import Entry
from storage.database import Autocommitting
from storage.vault import Vault


class Timeline:
    """Reads the events of a case from the event log."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = Autocommitting(engine)
        self._vault = vault

    async def page(self, tracking_number: str, *, after: int = 0, limit: int = 100) -> Sequence[Event]:
        """Give up to `limit` events that follow number `after`; those of an erased person have no private part."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(entries_of(tracking_number, after=after).limit(limit))
            entries = [Entry(*row) for row in rows]
            if not entries:
                return []
            key = await find_key(connection, tracking_number=tracking_number, vault=self._vault)
        return CaseFile(tracking_number=tracking_number, key=key, entries=entries).events
