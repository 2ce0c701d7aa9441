"""What a site's people are told: a relay with real carriers, sending when a test says so."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from activities.delivery import LEASE, Delivery
from activities.relay import NoticeRelay
from domain.contacts import Contacts
from domain.identity import Identity
from domain.mail_server import MailServer
from domain.outgoing import Settled
from gateways.mail import SmtpMailCarrier
from gateways.neighbour import Neighbour
from gateways.sms import HttpSmsCarrier
from storage.complaints import Complaints
from storage.contacts import StaffContacts
from storage.outbox import Outbox
from storage.outbox_rows import GATHER_FOR
from storage.staff import StaffMember
from tests.activities.office import send_due
from tests.engine.silent_worker import VAULT
from tests.engine.site import Site
from tests.engine.town import LiveCase
from tests.gateways.neighbours_process import TOKEN
from tests.gateways.offices import Office, Street
from tests.storage.owed import let_time_pass
from workflows.news import SignalledNews

IDENTITY = Identity(b"identity" * 4)

SENDER = "redress@house.example"


class PostRoom:
    """Staff who can be reached, the relay that tells them, and the office where their mails arrive."""

    def __init__(self, site: Site, *, office: Office, mail: str, sms: Neighbour) -> None:
        self.office = office
        self.outbox = Outbox(engine=site.engine)
        self._site = site
        self._contacts = StaffContacts(engine=site.engine, vault=VAULT)
        self._mail, self._sms = mail, sms
        self._staff: list[StaffMember] = []

    @property
    def _delivery(self) -> Delivery:
        return Delivery(
            outbox=self.outbox,
            cases=Complaints(engine=self._site.engine, vault=VAULT),
            contacts=self._contacts,
            carriers={
                "email": SmtpMailCarrier(server=MailServer.parse(self._mail), sender=SENDER),
                "sms": HttpSmsCarrier(neighbour=self._sms),
            },
            public_url="https://redress.example",
            language="en",
            respondent_code=IDENTITY.respondent_code_for,
        )

    def relay(self, **options: Any) -> NoticeRelay:
        """A relay such as a worker runs."""
        news = SignalledNews(client=self._site.town.env.client)
        return NoticeRelay(outbox=self.outbox, delivery=self._delivery, news=news, **options)

    async def hire(self, name: str, *, rung: str, phone: str | None = None) -> StaffMember:
        """Have somebody come to work who is reached by mail, and by telephone where they have one."""
        role = "agent" if rung == "handler" else rung
        somebody = await self._site.town.staff.add(name=name, role=role, rung=rung)
        await self._contacts.set(somebody.id, Contacts(email=address(name), phone=phone))
        self._staff.append(somebody)
        return somebody

    async def send_all_go(self) -> None:
        """Let everybody go who came to work."""
        for somebody in self._staff:
            await self._site.town.staff.disable(somebody.id)

    async def deliver(self) -> None:
        """Let enough time pass for notices to be gathered, and send what is owed by then."""
        await self._send_after(GATHER_FOR.total_seconds())

    async def deliver_after_a_crash(self) -> None:
        """Let enough time pass for another to take over what somebody was sending."""
        await self._send_after(LEASE.total_seconds())

    async def arrival(self) -> None:
        """Wait until a mail has come, answered or not."""
        for _ in range(500):
            if self.office.envelopes:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("no mail came")

    def mails(self, case: LiveCase, to: str) -> list[str]:
        """Give what somebody was told of a case by mail: each line that names it."""
        return [line for mail in self._mails_to(address(to)) for line in mail.splitlines() if case.number in line]

    def count(self, to: str) -> int:
        """Give how many mails somebody got."""
        return len(self._mails_to(address(to)))

    def calls(self, case: LiveCase, phone: str) -> list[str]:
        """Give what a telephone was told of a case."""
        items: list[dict[str, Any]] = self._site.neighbours.client.get("/sms").raise_for_status().json()["items"]
        return [item["text"] for item in items if item["to"] == phone and case.number in item["text"]]

    async def owed(self, case: LiveCase) -> Sequence[Settled]:
        """Give the notices of a case."""
        return await self.outbox.of_case(case.number)

    def _mails_to(self, receiver: str) -> list[str]:
        return [mail.get_content() for mail in self.office.mails if mail["To"] == receiver]

    async def _send_after(self, seconds: float) -> None:
        outbox, delivery = self.outbox, self._delivery
        await let_time_pass(self._site.engine, seconds)
        while await send_due(outbox, delivery, urgent=True) + await send_due(outbox, delivery, urgent=False):
            pass
        await self.relay().tell_cases()


def address(name: str) -> str:
    """Give the mail address of somebody."""
    return f"{name}@house.example"


@asynccontextmanager
async def open_post_room(site: Site) -> AsyncIterator[PostRoom]:
    """Open a mail server and a line to the carrier of short messages."""
    async with AsyncExitStack() as stack:
        sms = Neighbour(system="sms", base_url=site.neighbours.url, token=TOKEN)
        stack.push_async_callback(sms.close)
        street = Street(stack)
        office = Office()
        post = PostRoom(site, office=office, mail=f"smtp://{await street.office(office)}", sms=sms)
        stack.push_async_callback(post.send_all_go)
        yield post
