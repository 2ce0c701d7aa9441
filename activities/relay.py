"""The relay (通知发送): takes messages out of the outbox and has each delivered, alerts in a lane of their own (G2)."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from activities.delivery import LEASE, Delivery
from domain.outgoing import Settled
from domain.ports import Bell, CaseNews, NeighbourUnavailable, Outbox

AT_ONCE: Final = 20
LOOK_EVERY: Final = 1.0
"""Seconds after which the outbox is looked at again though nothing rang."""
HEAR_OUT: Final = 0.2
"""Seconds in which more rings make one look at the outbox; nobody waits longer for anything but an alert."""
TELL_AGAIN_AFTER: Final = timedelta(seconds=5)
"""How long a case that could not be told what became of its notice stands back behind others."""
LAST_WORDS: Final = 8.0
"""Seconds that messages under way get when the relay has to stop."""

log = logging.getLogger("redress.notices")


class NoticeRelay:
    """Sends what the outbox holds."""

    def __init__(self, *, outbox: Outbox, delivery: Delivery, news: CaseNews, last_words: float = LAST_WORDS) -> None:
        self._outbox = outbox
        self._delivery = delivery
        self._news = news
        self._last_words = last_words

    async def serve(self, *, urgent: bool) -> None:
        """Send alerts, or everything else, until cancelled; a slow carrier holds up its own messages only.

        Raises:
            ConnectionError: the database has gone.
        """
        under_way: set[asyncio.Task[None]] = set()
        try:
            async with self._outbox.listening(urgent=urgent) as bell:
                await self._serve(bell, under_way, urgent=urgent)
        finally:
            await self._end(under_way)

    async def _serve(self, bell: Bell, under_way: set[asyncio.Task[None]], *, urgent: bool) -> None:
        ringing = asyncio.create_task(bell.wait(LOOK_EVERY))
        try:
            while True:
                taken = await self._take(under_way, urgent=urgent)
                if not urgent:
                    await self.tell_cases()
                if not taken:
                    await asyncio.wait({ringing, *under_way}, return_when=asyncio.FIRST_COMPLETED)
                _forget_what_is_over(under_way)
                if ringing.done():
                    ringing.result()
                    await asyncio.sleep(0 if urgent else HEAR_OUT)
                    ringing = asyncio.create_task(bell.wait(LOOK_EVERY))
        finally:
            # It ends by itself within a second; cancelled, it would leave its connection in the middle of something.
            await asyncio.gather(ringing, return_exceptions=True)

    async def tell_cases(self) -> None:
        """Tell cases what became of their notices, as far as they have to know; those that cannot be told, later."""
        untold = await self._outbox.untold(most=100)
        heard = await asyncio.gather(*map(self._tell, untold))
        if told := [settled.key for settled, is_told in zip(untold, heard, strict=True) if is_told]:
            await self._outbox.told(told)
        if failed := [settled for settled, is_told in zip(untold, heard, strict=True) if not is_told]:
            numbers = ", ".join(str(settled.tracking_number) for settled in failed)
            log.warning("what became of a notice cannot be told yet to %s", numbers)
            await self._outbox.tell_later([settled.key for settled in failed], wait=TELL_AGAIN_AFTER)

    async def _tell(self, settled: Settled) -> bool:
        try:
            await self._news.tell(settled)
        except NeighbourUnavailable:
            return False
        return True

    async def _end(self, under_way: set[asyncio.Task[None]]) -> None:
        if under_way:
            await asyncio.wait(under_way, timeout=self._last_words)
        for task in under_way:
            task.cancel()

    async def _take(self, under_way: set[asyncio.Task[None]], *, urgent: bool) -> int:
        """Take as many messages as there are free places, once half of them are."""
        if len(under_way) > AT_ONCE // 2:
            return 0
        messages = await self._outbox.claim(urgent=urgent, most=AT_ONCE - len(under_way), lease=LEASE)
        under_way.update(asyncio.create_task(self._delivery.make(message)) for message in messages)
        return len(messages)


def _forget_what_is_over(under_way: set[asyncio.Task[None]]) -> None:
    """Let go of the deliveries that have ended; what one of them could not see to is the lane's trouble."""
    over = {task for task in under_way if task.done()}
    under_way -= over
    for task in over:
        task.result()
