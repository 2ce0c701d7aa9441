"""The relay (通知发送): takes messages out of the outbox and hands them to carriers, each once (G2, time rule 12).

A crash between a carrier's yes and its being written down is the one moment at which nobody knows. A carrier that keeps
keys is then asked again; with any other the message is given up as unclear, and a person is told: never twice.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from domain import addresses, notice_words
from domain.addresses import Address
from domain.case import Case
from domain.notice_needs import is_needed
from domain.notice_words import Letter, Told
from domain.notices import Addressed, Notice
from domain.outgoing import Message, NoticeState
from domain.policy import SHELF, PolicyNotLoaded
from domain.ports import (
    CaseFiles,
    CaseNews,
    ContactBook,
    DeliveryUnclear,
    NeighbourRefused,
    NeighbourUnavailable,
    NoticeCarrier,
    Outbox,
)
from domain.words import Words

MOST: Final = 100
AT_ONCE: Final = 10
LEASE: Final = timedelta(minutes=2)
"""How long a message may be under way; a carrier's call takes five seconds at most."""
FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=10)
GIVE_UP_AFTER: Final = timedelta(hours=24)
LOOK_EVERY: Final = timedelta(seconds=1)
KEEPS_KEYS: Final = frozenset({"sms"})
"""Carriers to which the same message may be given again, since they know its key."""

log = logging.getLogger("redress.notices")


class NoticeRelay:
    """Sends what the outbox holds."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        cases: CaseFiles,
        contacts: ContactBook,
        carriers: Mapping[str, NoticeCarrier],
        news: CaseNews,
        public_url: str,
        language: str = "zh",
        give_up_after: timedelta = GIVE_UP_AFTER,
    ) -> None:
        self._outbox = outbox
        self._cases = cases
        self._contacts = contacts
        self._carriers = carriers
        self._news = news
        self._public_url = public_url
        self._language = language
        self._give_up_after = give_up_after

    async def serve(self, *, urgent: bool) -> None:
        """Send alerts, or everything else, for as long as the database answers; alerts wait behind nothing."""
        async with self._outbox.listening() as bell:
            while True:
                sent = await self.send_due(urgent=urgent)
                if not urgent:
                    await self.tell_cases()
                if not sent:
                    await bell.wait(LOOK_EVERY)

    async def send_due(self, *, urgent: bool) -> int:
        """Send what is due, of alerts or of everything else, and give how many messages that were."""
        messages = await self._outbox.claim(urgent=urgent, most=MOST, lease=LEASE)
        turn = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._send(message, turn) for message in messages))
        return len(messages)

    async def tell_cases(self) -> None:
        """Tell cases what became of their notices, as far as they have to know."""
        for settled in await self._outbox.untold(most=100):
            try:
                await self._news.tell(settled)
            except NeighbourUnavailable:
                log.warning("the engine does not answer; the outcome of a notice is told later")
                return
            await self._outbox.told(settled.key)

    async def _send(self, message: Message, turn: asyncio.Semaphore) -> None:
        async with turn:
            await self._send_now(message)

    async def _send_now(self, message: Message) -> None:
        if message.interrupted_on and message.interrupted_on not in KEEPS_KEYS:
            await self._outbox.settle(message.id, state=NoticeState.FAILED, failure="unclear")
            return
        try:
            told = await self._needed(message)
        except PolicyNotLoaded:
            await self._outbox.later(message.id, wait=FIRST_WAIT, failure="policy_not_loaded")
            return
        if told:
            await self._deliver(message, await self._addresses(message, told), self._words(message, told))

    async def _needed(self, message: Message) -> list[Told | Words]:
        """Read the cases and give up what nobody needs any more. Raises `PolicyNotLoaded`."""
        cases: dict[str, Case | None] = {}
        told: list[Told | Words] = []
        moot = []
        for delivery in message.deliveries:
            if needed := delivery.words or await self._told(message.receiver, delivery.notice, cases):
                told.append(needed)
            else:
                moot.append(delivery.key)
        if moot:
            await self._outbox.drop(moot, failure="not_needed")
        return told

    async def _told(self, receiver: str, notice: Notice | None, cases: dict[str, Case | None]) -> Told | None:
        if notice is None:
            return None
        number = notice.tracking_number
        if number not in cases:
            cases[number] = await self._cases.find(number)
        case = cases[number]
        if case is None or not is_needed(Addressed(notice=notice, receiver=receiver), case):
            return None
        return Told(notice=notice, case=case, pack=SHELF.get(case.pack, case.pack_version).pack)

    async def _addresses(self, message: Message, told: Sequence[Told | Words]) -> Sequence[Address]:
        if message.is_for_complainant:
            return addresses.of_complainant(_of_cases(told)[0].case)
        contacts = (await self._contacts.of([message.staff_id])).get(message.staff_id)
        return addresses.of_staff(contacts, urgent=message.urgent) if contacts else ()

    def _words(self, message: Message, told: Sequence[Told | Words]) -> Letter:
        if not message.is_for_complainant:
            return notice_words.to_staff(told, language=self._language, public_url=self._public_url)
        of_case = _of_cases(told)
        notices = [each.notice for each in of_case]
        first = of_case[0]
        return notice_words.to_complainant(first.case, notices, pack=first.pack, public_url=self._public_url)

    async def _deliver(self, message: Message, ways: Sequence[Address], letter: Letter) -> None:
        failures = []
        for address in _still_open(ways, message):
            failure = await self._try(message, address, letter)
            if failure is None:
                return
            failures.append(failure)
            if failure == "unavailable" and not message.urgent:
                break
        await self._put_off_or_give_up(message, failures)

    async def _try(self, message: Message, address: Address, letter: Letter) -> str | None:
        """Try one way; none when that settled it, else a word for why not."""
        carrier = self._carriers.get(address.way)
        if carrier is None:
            return "no_carrier"
        if not await self._outbox.trying(message, channel=address.way):
            return None
        try:
            text = letter.short if address.way == "sms" else letter.text
            await carrier.send(key=message.id, to=address.to, subject=letter.subject, text=text)
        except NeighbourRefused:
            return "refused"
        except NeighbourUnavailable:
            return "unavailable"
        except DeliveryUnclear:
            await self._outbox.settle(message.id, state=NoticeState.FAILED, failure="unclear")
        else:
            await self._outbox.settle(message.id, state=NoticeState.SENT)
        return None

    async def _put_off_or_give_up(self, message: Message, failures: Sequence[str]) -> None:
        if "unavailable" in failures and message.age < self._give_up_after:
            wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 10), LONGEST_WAIT)
            await self._outbox.later(message.id, wait=wait, failure="unavailable")
        elif failures or message.brings_the_number:
            await self._outbox.settle(message.id, state=NoticeState.FAILED, failure=(*failures, "no_contact")[0])
        else:
            # Who has named no way to be reached sees it on the page or at the desk.
            await self._outbox.drop([each.key for each in message.deliveries], failure="no_contact")


def _of_cases(told: Sequence[Told | Words]) -> list[Told]:
    return [each for each in told if isinstance(each, Told)]


def _still_open(ways: Sequence[Address], message: Message) -> Sequence[Address]:
    """Give the ways from the one on which a message was interrupted: those before it had said no, and might not now."""
    names = [address.way for address in ways]
    return ways[names.index(message.interrupted_on) :] if message.interrupted_on in names else ways
