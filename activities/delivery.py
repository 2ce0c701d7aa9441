"""The delivery of one message (投递): into words, by the first way that works, once (G2, time rules 12 and 13).

A crash between a carrier's yes and its being written down is the one moment at which nobody knows. A carrier that keeps
keys is then asked again; with any other the message is given up as unclear, and a person is told: never twice.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from domain import addresses, notice_words, respondent_words
from domain.addresses import Address
from domain.case import Case
from domain.keyring import UnknownKey
from domain.notice_needs import is_needed
from domain.notice_words import Told, Wording
from domain.notices import Addressed, Notice
from domain.outgoing import Message, NoticeState
from domain.policy import SHELF, PolicyNotLoaded
from domain.ports import (
    CaseFiles,
    ContactBook,
    DeliveryUnclear,
    NeighbourRefused,
    NeighbourUnavailable,
    NeighbourUnreachable,
    NoticeCarrier,
    Outbox,
    Unreadable,
)
from domain.quiet import quiet_until
from domain.words import Words

LEASE: Final = timedelta(minutes=2)
"""How long a message may wait for its turn, and then each way take; the slowest carrier, mail, takes half a minute."""
FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=10)
GIVE_UP_AFTER: Final = timedelta(hours=24)
FEWEST_TRIES: Final = 5
KEEPS_KEYS: Final = frozenset({"sms"})
"""Carriers to which the same message may be given again, since they know its key."""

log = logging.getLogger("redress.notices")


class Delivery:
    """Sends a message, puts it off, or gives it up."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        cases: CaseFiles,
        contacts: ContactBook,
        carriers: Mapping[str, NoticeCarrier],
        public_url: str,
        language: str,
        respondent_code: Callable[[str, int], str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._outbox = outbox
        self._cases = cases
        self._contacts = contacts
        self._carriers = carriers
        self._public_url = public_url
        self._language = language
        self._respondent_code = respondent_code
        self._now = now

    async def make(self, message: Message) -> None:
        """See to one message; one that cannot be read is put off, so that it holds nothing else up."""
        if message.interrupted and message.channel not in KEEPS_KEYS:
            await self._outbox.settle(message, state=NoticeState.FAILED, failure="unclear")
            return
        try:
            told = await self._needed(message)
            ways = await self._ways(message, told) if told else ()
        except PolicyNotLoaded:
            await self._outbox.later(message, wait=FIRST_WAIT, failure="policy_not_loaded")
            return
        except (Unreadable, UnknownKey, ValueError) as error:
            log.error("a notice cannot be read: %s", type(error).__name__)
            await self._outbox.later(message, wait=LONGEST_WAIT, failure="unreadable")
            return
        if told and not await self._sleeps(message, told):
            await self._deliver(message, ways, self._words(message, told))

    async def _needed(self, message: Message) -> list[Told | Words]:
        """Read the cases and give up what nobody needs any more. Raises `PolicyNotLoaded`."""
        cases: dict[str, Case | None] = {}
        told: list[Told | Words] = []
        moot = []
        for item in message.items:
            if needed := item.words or await self._told(message.receiver, item.notice, cases):
                told.append(needed)
            else:
                moot.append(item.key)
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

    async def _ways(self, message: Message, told: Sequence[Told | Words]) -> Sequence[Address]:
        """Give the ways that are left: those before the one on which it was tried last had said no."""
        if message.is_for_complainant:
            ways: Sequence[Address] = addresses.of_complainant(_of_cases(told)[0].case)
        elif message.is_for_respondent:
            ways = addresses.of_respondent(_of_cases(told)[0].case)
        else:
            contacts = (await self._contacts.of([message.staff_id])).get(message.staff_id)
            ways = addresses.of_staff(contacts, urgent=message.urgent) if contacts else ()
        names = [address.way for address in ways]
        return ways[names.index(message.channel) :] if message.channel in names else ways

    async def _sleeps(self, message: Message, told: Sequence[Told | Words]) -> bool:
        """Put off until the morning what would be tried again in the complainant's night (time rule 13)."""
        if message.attempts == 1 or not message.is_for_complainant:
            return False
        of_case, now = _of_cases(told), self._now()
        until = quiet_until(of_case[0].pack, now)
        if until is None or not all(each.notice.may_wait for each in of_case):
            return False
        await self._outbox.later(message, wait=until - now, failure="quiet_hours", channel=message.channel)
        return True

    def _words(self, message: Message, told: Sequence[Told | Words]) -> Wording:
        of_case = _of_cases(told)
        if message.is_for_respondent:
            code = self._respondent_code(of_case[0].case.tracking_number, of_case[0].case.inquiry.notice)
            return respondent_words.to_respondent(of_case, code=code, public_url=self._public_url)
        if not message.is_for_complainant:
            return notice_words.to_staff(told, language=self._language, public_url=self._public_url)
        notices = [each.notice for each in of_case]
        first = of_case[0]
        return notice_words.to_complainant(first.case, notices, pack=first.pack, public_url=self._public_url)

    async def _deliver(self, message: Message, ways: Sequence[Address], letter: Wording) -> None:
        failures: list[str] = []
        for address in ways:
            failure = await self._try(message, address, letter, is_first=not failures)
            if failure is None:
                return
            failures.append(failure)
            if failure == "unanswered" or (failure == "unavailable" and not message.urgent):
                break
        await self._put_off_or_give_up(message, failures, ways)

    async def _try(self, message: Message, address: Address, letter: Wording, *, is_first: bool) -> str | None:
        """Try one way; none when that settled it, else a word for why not."""
        # A carrier that keeps keys may be asked again by whoever comes after a crash, so nothing has to be kept before.
        needs_no_note = is_first and address.way in KEEPS_KEYS
        carrier = self._carriers.get(address.way)
        if carrier is None:
            return "no_carrier"
        if not needs_no_note and not await self._outbox.trying(message, channel=address.way, lease=LEASE):
            return None
        text = letter.short if address.way == "sms" else letter.text
        try:
            await carrier.send(key=message.id, to=address.to, subject=letter.subject, text=text)
        except NeighbourRefused:
            return "refused"
        except NeighbourUnreachable:
            return "unavailable"
        except NeighbourUnavailable:
            # It may have been taken, and only this carrier can tell.
            return "unanswered" if address.way in KEEPS_KEYS else "unavailable"
        except DeliveryUnclear:
            await self._outbox.settle(message, state=NoticeState.FAILED, channel=address.way, failure="unclear")
        else:
            await self._outbox.settle(message, state=NoticeState.SENT, channel=address.way)
        return None

    async def _put_off_or_give_up(self, message: Message, failures: Sequence[str], ways: Sequence[Address]) -> None:
        is_over = message.age >= GIVE_UP_AFTER and message.attempts >= FEWEST_TRIES
        if not is_over and {"unavailable", "unanswered"} & set(failures):
            wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 10), LONGEST_WAIT)
            asked = ways[len(failures) - 1].way if failures[-1] == "unanswered" else None
            await self._outbox.later(message, wait=wait, failure="unavailable", channel=asked)
        elif failures or message.brings_the_number:
            failure = {"unanswered": "unavailable"}.get(failures[-1], failures[-1]) if failures else "no_contact"
            await self._outbox.settle(message, state=NoticeState.FAILED, failure=failure)
        else:
            # Who has named no way to be reached sees it on the page or at the desk.
            await self._outbox.drop([each.key for each in message.items], failure="no_contact")


def _of_cases(told: Sequence[Told | Words]) -> list[Told]:
    return [each for each in told if isinstance(each, Told)]
