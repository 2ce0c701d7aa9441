"""The steps of a payment, and how each is held open for as long as it takes to kill somebody in it.

Nothing is left to luck: the journal is held by a lock in the database, the neighbours and the engine by a stop signal.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import httpx
import psycopg

from bench.inspection import owner_url
from bench.lives import OTHER
from bench.population import Life, Population
from domain.kinds import EventKind, Stage
from local.stack import Stack

HELD_WITHIN: Final = 20.0
AMOUNT_FEN: Final = 1_500

Strike = Callable[[], object]


class Scene:
    """A case whose complainant is about to accept, on the stack in which something will be killed."""

    def __init__(self, stack: Stack, life: Life) -> None:
        self.stack = stack
        self.life = life
        self.remedy = f"{life.number}-R1"

    async def accept(self) -> None:
        """Say yes, which is durable once it is answered."""
        await self.life.say("acceptance")

    async def movements(self) -> list[int]:
        """Give the amounts that the neighbours have moved for the remedy, in fen."""
        patient = httpx.AsyncHTTPTransport(retries=6)
        async with httpx.AsyncClient(base_url=self.stack.ready.neighbours or "", transport=patient) as http:
            items = (await http.get("/payments")).raise_for_status().json()["items"]
        return [item["amount_fen"] for item in items if item["key"] == self.remedy]

    async def told(self, kind: EventKind) -> int:
        """Count the events of a kind on the timeline."""
        return sum(item["kind"] == kind for item in await self.life.timeline())

    async def started(self) -> None:
        """Wait until the journal says that the payment has begun."""
        await _until(lambda: self.told(EventKind.PAYMENT_STARTED))

    async def moved(self) -> None:
        """Wait until money has moved."""
        await _until(self.movements)

    async def paid(self) -> None:
        """Wait until the journal says that it was paid."""
        await _until(lambda: self.told(EventKind.PAID))

    async def writer_waits(self) -> None:
        """Wait until somebody stands before the journal that is held."""
        await _until(self._waiting)

    async def _waiting(self) -> int:
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        async with await psycopg.AsyncConnection.connect(owner_url(self.stack), autocommit=True) as connection:
            row = await (await connection.execute(query)).fetchone()
        return row[0] if row else 0


async def set_scene(stack: Stack, population: Population) -> Scene:
    """File a complaint and bring it to where only the complainant's yes is missing."""
    life = await population.file(OTHER)
    await life.reach(Stage.INVESTIGATING)
    await life.handle("propose", remedies=[{"kind": "compensation", "amount_fen": AMOUNT_FEN}])
    await life.approve()
    await life.reach(Stage.AWAITING_COMPLAINANT)
    return Scene(stack, life)


async def before_it_begins(scene: Scene, strike: Strike) -> None:
    """The yes is there, and not yet written down."""
    async with _journal_held(scene.stack):
        await scene.accept()
        await scene.writer_waits()
        strike()


async def asked(scene: Scene, strike: Strike) -> None:
    """The gateway is being asked, and has not heard it yet."""
    with _stopped(scene.stack, "neighbours"):
        await scene.accept()
        await scene.started()
        strike()


async def moved(scene: Scene, strike: Strike) -> None:
    """Money has moved, and nobody has been told."""
    await scene.life.population.fault("delay")
    await scene.accept()
    await scene.moved()
    strike()


async def answered(scene: Scene, strike: Strike) -> None:
    """The gateway has answered, and it is not yet written down."""
    async with _answered_before_the_journal(scene):
        strike()


async def written(scene: Scene, strike: Strike) -> None:
    """It is written down, and the engine has not heard it yet."""
    async with _answered_before_the_journal(scene) as let_write:
        with _stopped(scene.stack, "temporal"):
            await let_write()
            await scene.paid()
            strike()


STEPS: Final[tuple[Callable[[Scene, Strike], Awaitable[None]], ...]] = (
    before_it_begins,
    asked,
    moved,
    answered,
    written,
)


@asynccontextmanager
async def _journal_held(stack: Stack) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Let nobody write to the journal; gives what lets them again. A killed database has let go already."""
    connection = await psycopg.AsyncConnection.connect(owner_url(stack))

    async def let_go() -> None:
        with contextlib.suppress(psycopg.OperationalError):
            await connection.rollback()

    try:
        await connection.execute("LOCK TABLE events IN EXCLUSIVE MODE")
        yield let_go
    finally:
        await let_go()
        await connection.close()


@asynccontextmanager
async def _answered_before_the_journal(scene: Scene) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Bring a payment to where the gateway's answer stands before the journal; gives what lets it be written."""
    with _stopped(scene.stack, "neighbours") as go_on:
        await scene.accept()
        await scene.started()
        async with _journal_held(scene.stack) as let_write:
            go_on()
            await scene.moved()
            await scene.writer_waits()
            yield let_write


@contextmanager
def _stopped(stack: Stack, part: str) -> Iterator[Callable[[], None]]:
    """Stop a part where it stands; gives what lets it go on. A killed one needs nothing."""
    pid = stack.kill(part, by=signal.SIGSTOP)

    def go_on() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    try:
        yield go_on
    finally:
        go_on()


async def _until(happened: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(HELD_WITHIN):
        while not await happened():
            await asyncio.sleep(0.05)
