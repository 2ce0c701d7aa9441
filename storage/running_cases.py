"""Running cases (在办案件): those whose workflow goes on, by the version of the pack that they go by."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.complaints import Complaints
from storage.database import Autocommitting
from storage.tables import complaints
from storage.vault import Vault

# Nothing can be written any more of a person who was erased.
_RUNNING = complaints.c.archived_at.is_(None) & complaints.c.snapshot.is_not(None)


class RunningCases:
    """Finds cases that have not come to the archive; reads the read model alone."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = Autocommitting(engine)
        self._complaints = Complaints(engine=engine, vault=vault)

    async def versions(self) -> Sequence[tuple[str, int]]:
        """List each pack and version that a running case goes by."""
        columns = complaints.c.pack, complaints.c.pack_version
        query = select(*columns).where(_RUNNING).distinct().order_by(*columns)
        async with self._engine.connect() as connection:
            return [(row.pack, row.pack_version) for row in await connection.execute(query)]

    async def older_than(self, *, pack: str, version: int) -> Sequence[str]:
        """Give the numbers of the cases of a pack that go by an older version of it."""
        return await self._numbers(complaints.c.pack_version < version, pack=pack)

    async def provisional(self, *, pack: str, version: int) -> int:
        """Count the cases of a version that have a provisional deadline ahead; each that has one at all is opened."""
        # Of a case that is settled the clocks stand; there are many of those while feedback and appeals may still come.
        has_any_ahead = (complaints.c.pack_version == version) & complaints.c.next_due_at.is_not(None)
        numbers = await self._numbers(has_any_ahead, pack=pack)
        count = 0
        for number in numbers:
            case = await self._complaints.find(number)
            count += case is not None and any(m.provisional for m in case.open_milestones)
        return count

    async def _numbers(self, condition: ColumnElement[bool], *, pack: str) -> Sequence[str]:
        query = (
            select(complaints.c.tracking_number)
            .where(_RUNNING, complaints.c.pack == pack, condition)
            .order_by(complaints.c.tracking_number)
        )
        async with self._engine.connect() as connection:
            return (await connection.scalars(query)).all()
