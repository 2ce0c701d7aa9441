"""The hub: wakes whoever watches a case when the journal announces a new event of it (G3).

Whoever is woken reads what is new from the timeline, so one bell each is all that is kept: a slow reader holds nobody
up and gathers nothing. What many read at the same moment is read once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

from api.ports import ComplaintStore, TimelineStore
from domain.case import Case
from domain.events import Event
from storage.announcements import Announcement

# How long the desk gathers what has changed, and how many cases it looks up before it says: look at everything again.
GATHER_FOR: Final = 1.0
MOST_CHANGED: Final = 100


class AnnouncementSource(Protocol):
    """What the journal announces."""

    def follow(self) -> AsyncIterator[Announcement | None]:
        """Give each announcement; none where some may have been missed. Never ends."""
        ...


class Bell:
    """Rings when there may be something new; `numbers` are the cases that it rings for."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()
        self.numbers: set[str] = set()


class DeskBell(Bell):
    """Rings for the cases that its owner may open, and keeps which those were; none of them where it were too many."""

    def __init__(self, may_open: Callable[[Case], bool]) -> None:
        super().__init__()
        self._may_open = may_open
        self._changed: dict[str, int] | None = None

    def ring(self, changed: Mapping[str, tuple[Case, int]] | None) -> None:
        """Take what has changed; none says that everything may have."""
        if changed is None:
            self._changed = None
            self.rung.set()
            return
        theirs = {number: sequence for number, (case, sequence) in changed.items() if self._may_open(case)}
        if theirs and self._changed is not None:
            joined = self._changed | theirs
            self._changed = joined if len(joined) <= MOST_CHANGED else None
        if theirs:
            self.rung.set()

    def take(self) -> dict[str, int] | None:
        """Give what has changed since it was last asked, by number; none where everything may have, as at first."""
        taken, self._changed = self._changed, {}
        return taken


class Hub:
    """All bells of one process."""

    def __init__(self) -> None:
        self.is_closing = False
        self.heard = 0
        self._bells: dict[str, set[Bell]] = {}
        self._all: set[Bell] = set()
        self._desk: set[DeskBell] = set()
        self._changed: dict[str, int] = {}
        self._has_changed = asyncio.Event()

    @contextmanager
    def hung(self, bell: Bell) -> Iterator[None]:
        """Let a bell ring for as long as the block lasts."""
        self._all.add(bell)
        if isinstance(bell, DeskBell):
            self._desk.add(bell)
        try:
            yield
        finally:
            self._all.discard(bell)
            self._desk.discard(bell)
            for number in bell.numbers:
                self._forget(number, bell)

    def watch(self, bell: Bell, *numbers: str) -> None:
        """Let a bell ring for these cases too; for one that is new it rings at once, since that may have moved on."""
        for number in numbers:
            if number not in bell.numbers:
                bell.numbers.add(number)
                self._bells.setdefault(number, set()).add(bell)
                bell.rung.set()

    async def follow(self, announcements: AnnouncementSource) -> None:
        """Ring for what is announced, until cancelled."""
        async for announcement in announcements.follow():
            self.heard += 1
            if announcement is None:
                self._ring_all()
                continue
            number, sequence = announcement
            for bell in self._bells.get(number, ()):
                bell.rung.set()
            if self._desk and len(self._changed) <= MOST_CHANGED:
                self._changed[number] = sequence
                self._has_changed.set()

    async def tell_the_desk(self, find: Callable[[str], Awaitable[Case | None]], failing: Sequence[type[Any]]) -> None:
        """Tell the desk about once a second which cases have changed, until cancelled."""
        while True:
            await self._has_changed.wait()
            await asyncio.sleep(GATHER_FOR)
            self._has_changed.clear()
            changed, self._changed = self._changed, {}
            try:
                looked_up = None if len(changed) > MOST_CHANGED else await _look_up(changed, find)
            except tuple(failing):
                looked_up = None
            for bell in self._desk:
                bell.ring(looked_up)

    def close(self) -> None:
        """Tell every stream to end."""
        self.is_closing = True
        for bell in self._all:
            bell.rung.set()

    def _ring_all(self) -> None:
        for bell in self._all:
            bell.rung.set()
        for bell in self._desk:
            bell.ring(None)

    def _forget(self, number: str, bell: Bell) -> None:
        bells = self._bells.get(number, set())
        bells.discard(bell)
        if not bells:
            self._bells.pop(number, None)


class SharedReads:
    """Cases and timelines, each read once however many want the same at the same moment.

    A reading under way is joined by those alone who have heard and read nothing since it began: it misses nothing that
    woke them, and is no older than what they know already.
    """

    def __init__(self, *, hub: Hub, complaints: ComplaintStore, timeline: TimelineStore) -> None:
        self._hub = hub
        self._complaints = complaints
        self._timeline = timeline
        self._under_way: dict[Hashable, asyncio.Future[Any]] = {}
        self._done = 0

    async def find(self, tracking_number: str) -> Case | None:
        """Give a case; none when nothing of it is journaled yet."""
        case: Case | None = await self._once(tracking_number, lambda: self._complaints.find(tracking_number))
        return case

    async def page(self, tracking_number: str, *, after: int = 0, limit: int = 100) -> Sequence[Event]:
        """Give up to `limit` events that follow number `after`."""
        place = tracking_number, after, limit
        events: Sequence[Event] = await self._once(
            place, lambda: self._timeline.page(tracking_number, after=after, limit=limit)
        )
        return events

    async def head(self, tracking_number: str) -> int:
        """Give the number of the last journaled event; 0 where there is none."""
        return await self._complaints.head(tracking_number)

    async def request_digest(self, tracking_number: str) -> str | None:
        """Give the digest of the request that opened the case."""
        return await self._complaints.request_digest(tracking_number)

    async def by_order_number(self, order_number: str) -> Sequence[str]:
        """Give the tracking numbers of the cases about an order, the newest first."""
        return await self._complaints.by_order_number(order_number)

    async def _once(self, what: Hashable, read: Callable[[], Awaitable[Any]]) -> Any:
        key = what, self._hub.heard, self._done

        def end(_: object) -> None:
            self._done += 1
            del self._under_way[key]

        if key not in self._under_way:
            self._under_way[key] = asyncio.ensure_future(read())
            self._under_way[key].add_done_callback(end)
        # Who leaves must not take the reading away from the others.
        return await asyncio.shield(self._under_way[key])


async def _look_up(
    changed: Mapping[str, int], find: Callable[[str], Awaitable[Case | None]]
) -> dict[str, tuple[Case, int]]:
    found = {number: (await find(number), sequence) for number, sequence in changed.items()}
    return {number: (case, sequence) for number, (case, sequence) in found.items() if case is not None}
