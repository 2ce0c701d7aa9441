"""A relay over a real outbox, and fakes of what it reaches."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.delivery import LEASE, Delivery
from activities.relay import AT_ONCE, NoticeRelay
from domain.case import Case
from domain.contacts import Contacts
from domain.identity import Identity
from domain.kinds import EventKind
from domain.notices import COMPLAINANT, Addressed
from domain.outgoing import Settled
from domain.ports import NeighbourUnavailable, Unreadable
from storage.journal import PostgresJournal
from storage.outbox import Outbox
from storage.outbox_rows import GATHER_FOR
from tests.domain.life import Life
from tests.storage.owed import let_time_pass, notice
from tests.storage.stories import number

IDENTITY = Identity(b"identity" * 4)


@dataclass
class Post:
    """A carrier that keeps what it is given, or has something against it."""

    taken: list[tuple[str, str, str]] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None

    async def send(self, *, key: str, to: str, subject: str, text: str) -> None:
        self.keys.append(key)
        if self.troubles:
            raise self.troubles.pop(0)
        if self.gate:
            await self.gate.wait()
        self.taken.append((to, subject, text))


@dataclass
class Files:
    """Cases by their numbers."""

    lives: dict[str, Life] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    async def find(self, tracking_number: str) -> Case | None:
        if tracking_number in self.unreadable:
            raise Unreadable("its key is not here")
        life = self.lives.get(tracking_number)
        return life.case if life else None


@dataclass
class Book:
    """Contacts of staff."""

    contacts: dict[str, Contacts] = field(default_factory=dict)

    async def of(self, staff_ids: Collection[str]) -> Mapping[str, Contacts]:
        return {each: self.contacts[each] for each in staff_ids if each in self.contacts}


@dataclass
class News:
    """What cases were told."""

    heard: list[Settled] = field(default_factory=list)
    is_down: bool = False
    deaf: set[str] = field(default_factory=set)
    """Cases that cannot be told."""

    async def tell(self, settled: Settled) -> None:
        if self.is_down or settled.tracking_number in self.deaf:
            raise NeighbourUnavailable("nobody there")
        self.heard.append(settled)


class Office:
    """A relay over a real outbox, with everything that it reaches."""

    def __init__(self, *, engine: AsyncEngine, journal: PostgresJournal) -> None:
        self.outbox = Outbox(engine=engine)
        self.sms, self.mail, self.chat = Post(), Post(), Post()
        self.files, self.book, self.news = Files(), Book(), News()
        self._engine, self._journal = engine, journal
        self.now = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
        self._delivery = Delivery(
            outbox=self.outbox,
            cases=self.files,
            contacts=self.book,
            carriers={"sms": self.sms, "email": self.mail, "chat": self.chat},
            public_url="https://redress.example",
            language="en",
            respondent_code=IDENTITY.respondent_code_for,
            now=lambda: self.now,
        )
        self.relay = NoticeRelay(outbox=self.outbox, delivery=self._delivery, news=self.news)

    async def owe(self, life: Life, *owed: Addressed) -> None:
        """Have the case owe these; it stands as `life` does."""
        self.files.lives[life.case.tracking_number] = life
        await self._journal.record(tracking_number=life.case.tracking_number, events=life.events, notices=owed)

    async def work(self, *, urgent: bool = False, after: timedelta = GATHER_FOR) -> None:
        """Let the relay do what is due once this much time has passed."""
        await let_time_pass(self._engine, after.total_seconds())
        while await send_due(self.outbox, self._delivery, urgent=urgent):
            pass
        await self.relay.tell_cases()

    async def states(self, life: Life) -> list[str]:
        return [each.state for each in await self.outbox.of_case(life.case.tracking_number)]


def life(**complaint: Any) -> Life:
    return Life(number=number(), order_number=None, **complaint)


def told(life: Life, what: EventKind, receiver: str = COMPLAINANT, **more: object) -> Addressed:
    return notice(life.case.tracking_number, what=what, receiver=receiver, **more)


def texts(post: Post) -> Sequence[str]:
    return [text for _, _, text in post.taken]


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so, ten seconds at most."""
    for _ in range(500):
        if is_so():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to that")


async def send_due(outbox: Outbox, delivery: Delivery, *, urgent: bool) -> int:
    """Send what is due now, of alerts or of everything else, and give how many messages that were."""
    messages = await outbox.claim(urgent=urgent, most=AT_ONCE, lease=LEASE)
    await asyncio.gather(*(delivery.make(message) for message in messages))
    return len(messages)
