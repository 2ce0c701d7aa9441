"""The calendar watch (日历提醒): looks once a day whether a calendar in use ends soon, and says so (C5)."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.calendar_end import CalendarEnd, Use, calendar_ends, calendar_notices, is_near
from domain.policy import PolicyNotLoaded, PolicyShelf
from storage.house_notices import HouseNotices
from storage.running_cases import RunningCases
from storage.vault import Vault

log = logging.getLogger(__name__)


class CalendarWatch:
    """Knows which versions of packs are in use, by the shelf and the running cases."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault, shelf: PolicyShelf) -> None:
        self._running = RunningCases(engine=engine, vault=vault)
        self._house = HouseNotices(engine=engine)
        self._shelf = shelf
        self._looked_on: date | None = None

    async def look(self) -> None:
        """Write a warning for each calendar that ends soon and tell administrators; only a day's first look does."""
        today = datetime.now(tz=UTC).date()
        if today == self._looked_on:
            return
        ends = await self.ends(on=today)
        for end in ends:
            log.warning("%s", end.words.en)
        for notice in calendar_notices(ends, on=today):
            await self._house.tell("administrator", key=notice.key, what="calendar", words=notice.words)
        self._looked_on = today

    async def ends(self, *, on: date) -> tuple[CalendarEnd, ...]:
        """Give the calendars that end within sixty days of the day `on`."""
        return calendar_ends([use async for use in self._uses(on=on)], on=on)

    async def _uses(self, *, on: date) -> AsyncIterator[Use]:
        latest = {policy.pack.pack: policy for policy in self._shelf.policies()}
        in_use = {(policy.pack.pack, policy.pack.version) for policy in latest.values()}
        for pack, version in sorted(in_use | set(await self._running.versions())):
            try:
                policy = self._shelf.get(pack, version)
            except PolicyNotLoaded:
                # One that a newer program stored; that has its own watch.
                continue
            if is_near(policy, on=on):
                provisional = await self._running.provisional(pack=pack, version=version)
                yield Use(policy, is_latest=latest.get(pack) is policy, provisional=provisional)
