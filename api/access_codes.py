"""New access codes (查询码): sent to the contact that the case knows, never to one that the asker names (A4)."""

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from api.contacts import is_same_email, is_same_phone
from api.failures import DOWN_FOR_A_MOMENT
from api.forms import AccessCodeForm
from api.ports import AccessCodeStore, ComplaintStore
from api.story import whole_story
from api.windows import Windows
from domain import addresses
from domain.addresses import Address
from domain.case import Case
from domain.identity import normalise_number
from domain.ports import DeliveryUnclear, NeighbourRefused, NeighbourUnavailable, NoticeCarrier
from domain.words import Words

GOOD_FOR: Final = timedelta(minutes=15)
MOST_CODES: Final = 3
# Of an order with many cases, the newest are told.
_MOST_CASES: Final = 3
_MOST_AT_ONCE: Final = 200

log = logging.getLogger(__name__)


class CodeSender:
    """Finds the cases somebody asks for and sends a code for each to its own complainant."""

    def __init__(
        self,
        *,
        complaints: ComplaintStore,
        codes: AccessCodeStore,
        carriers: Mapping[str, NoticeCarrier],
        windows: Windows,
    ) -> None:
        self._complaints = complaints
        self._codes = codes
        self._carriers = carriers
        self._windows = windows
        self._sending: set[asyncio.Task[None]] = set()

    def send_soon(self, form: AccessCodeForm) -> None:
        """Send in the background; at a rush beyond all measure, not at all."""
        if len(self._sending) >= _MOST_AT_ONCE:
            log.warning("too many access codes asked for at once")
            return
        task = asyncio.create_task(self._try_to_send(form))
        self._sending.add(task)
        task.add_done_callback(self._ended)

    async def finish(self) -> None:
        """Wait for what is being sent."""
        if self._sending:
            await asyncio.wait(self._sending)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an access code was not sent: %s", type(error).__name__)

    async def _try_to_send(self, form: AccessCodeForm) -> None:
        try:
            await self.send(form)
        except DOWN_FOR_A_MOMENT as error:
            log.warning("an access code was not sent: %s", type(error).__name__)

    async def send(self, form: AccessCodeForm) -> None:
        """Send what is to be sent; who asked learns nothing of it."""
        for number in await self._numbers(form):
            case = await self._complaints.find(number)
            if case and _knows(case, form) and not self._windows.wait_for(number):
                self._windows.count(number)
                await self._send_for(case)

    async def _numbers(self, form: AccessCodeForm) -> list[str]:
        if form.order_number is not None:
            return list(await self._complaints.by_order_number(form.order_number))[:_MOST_CASES]
        number = normalise_number(form.tracking_number or "")
        return [number] if number else []

    async def _send_for(self, case: Case) -> None:
        ways = [each for each in addresses.of_complainant(case) if each.way in self._carriers]
        if not ways:
            log.info("no carrier reaches the complainant of %s; a clerk has to", case.tracking_number)
            return
        _, *following = await whole_story(self._complaints, case)
        opened_by = {
            address: [each.tracking_number for each in following if addresses.arrives_at(address, each)]
            for address in ways
        }
        # First where it opens most; each way has a code of its own, since it opens what that contact is known to.
        for address in sorted(ways, key=lambda way: -len(opened_by[way])):
            if await self._is_taken(address, case, await self._issue(case, also=opened_by[address])):
                return

    async def _issue(self, case: Case, *, also: Sequence[str]) -> str:
        expires_at = datetime.now(UTC) + GOOD_FOR
        return await self._codes.issue(tracking_number=case.tracking_number, expires_at=expires_at, also=also)

    async def _is_taken(self, address: Address, case: Case, code: str) -> bool:
        """Try one way; what may have arrived counts as not taken, since another code does no harm."""
        number, language = case.tracking_number, case.complaint.complainant.language
        subject, text = _subject(number).in_(language), _words(number, code).in_(language)
        key = f"access-code-{secrets.token_hex(12)}"
        try:
            await self._carriers[address.way].send(key=key, to=address.to, subject=subject, text=text)
        except (DeliveryUnclear, NeighbourRefused, NeighbourUnavailable) as error:
            log.warning("an access code was not sent by %s: %s", address.way, type(error).__name__)
            return False
        return True


def _knows(case: Case, form: AccessCodeForm) -> bool:
    complainant = case.complaint.complainant
    if form.phone is not None:
        return complainant.phone is not None and is_same_phone(complainant.phone, form.phone)
    return complainant.email is not None and is_same_email(complainant.email, form.email or "")


def _subject(number: str) -> Words:
    return Words(zh=f"投诉 {number} 的查询码", en=f"The code for complaint {number}")


def _words(number: str, code: str) -> Words:
    minutes = int(GOOD_FOR.total_seconds()) // 60
    return Words(
        zh=f"投诉 {number} 的查询码：{code}，{minutes} 分钟内有效。请勿告知他人。",
        en=f"The code for complaint {number} is {code}, good for {minutes} minutes. Tell it to nobody.",
    )
