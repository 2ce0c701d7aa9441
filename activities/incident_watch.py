"""The watch for mass incidents (群体性事件预警): opens them when they are there, and calls on those with work (H5)."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.policy import PolicyShelf
from domain.ports import NeighbourUnavailable
from domain.ports_incident import IncidentDoor, IncidentFinder

LOOK_EVERY: Final = timedelta(seconds=2)

log = logging.getLogger("redress.incidents")


class IncidentWatch:
    """Looks through what was filed; any number of them find the same incidents, by the same names."""

    def __init__(self, *, finder: IncidentFinder, door: IncidentDoor, shelf: PolicyShelf) -> None:
        self._finder = finder
        self._door = door
        self._shelf = shelf

    async def look(self) -> None:
        """Look once; what cannot be opened or called now is found again by the next look."""
        try:
            await self._open_new()
            for incident in await self._finder.with_work():
                await self._door.gather(incident)
        except NeighbourUnavailable as error:
            log.warning("incidents cannot be seen to just now: %s", error)

    async def _open_new(self) -> None:
        now = datetime.now(UTC)
        for policy in self._shelf.policies():
            pack = policy.pack
            if pack.incident is None:
                continue
            for start in await self._finder.windows(pack=pack.pack, rule=pack.incident, now=now):
                if await self._door.open(start):
                    log.info("incident %s: %s of %s/%s", start.incident, start.size, start.category, start.kind)
