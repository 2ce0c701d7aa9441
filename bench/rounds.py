"""Rounds of straight-through complaints and of the floor, on the same servers with a worker process each."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from temporalio.client import Client

from bench.floor import FLOOR_QUEUE, STEPS, FloorWorkflow
from bench.floor_activities import FLOOR_TABLE, Floor
from bench.floor_client import connect_bare
from bench.inspection import owner_url
from bench.processes import floor_worker, worker_beside
from bench.starts import connect_to, for_each, start_complaint
from domain.complaint import CaseStart, Complainant, Complaint, LongText
from domain.kinds import Channel
from domain.triage import TriageReading
from local.stack import Stack
from workflows.messages import ComplaintInput

PACKS = Path(__file__).parent / "packs"
ARGUMENTS = ("--policies", str(PACKS), "--no-worker")
ORDER = "BIKE-OVERCHARGE-1"
WINDOW_SECONDS = 1.0
SAMPLED = 20


def straight_through(number: str) -> ComplaintInput:
    """A complaint that the records settle: charged too much, beyond doubt."""
    complaint = Complaint(
        service_line="swift_bike",
        channel=Channel.WEB,
        description=LongText(text="I was overcharged for the ride on Monday, the meter ran on after I had locked it."),
        complainant=Complainant(name="Zhang San", phone="+8613800000000", language="en"),
        order_number=f"{ORDER}-{number}",
        amount_fen=600,
        reading=TriageReading(category="billing", kind="overcharge", confidence=90, matched=("overcharged",)),
    )
    start = CaseStart(
        tracking_number=number, pack="swift", pack_version=1, complaint=complaint, filed_at=datetime.now(tz=UTC)
    )
    return ComplaintInput(start=start)


class Rounds:
    """Starts complaints and bare workflows by the hundred and waits until all are done."""

    def __init__(self, *, complaints: Client, bare: Client, database: str) -> None:
        self.complaints = complaints
        self.bare = bare
        self._database = database
        self._round = 0
        self._numbers: list[str] = []

    async def of_complaints(self, count: int) -> float:
        """Give complaints a second, from the first start to the last archive."""

        async def start(number: str) -> None:
            await start_complaint(self.complaints, straight_through(number))

        query = "SELECT count(*) FROM complaints WHERE archived_at IS NOT NULL AND tracking_number LIKE %s"
        return await self._timed(count, start, query)

    async def of_payments(self, count: int, *, before: Callable[[int], Awaitable[None]]) -> float:
        """Give payments a second, from the first start to the last booking; `before` each start, by its place."""

        async def start(number: str) -> None:
            await before(int(number.rpartition("-")[2]))
            await start_complaint(self.complaints, straight_through(number))

        return await self._timed(count, start, "SELECT count(*) FROM ledger_transactions WHERE reference LIKE %s")

    @property
    def numbers(self) -> Sequence[str]:
        """Give the numbers of the round just made."""
        return self._numbers

    async def of_floor(self, count: int) -> float:
        """Give bare workflows a second, from the first start to the last row."""

        async def start(number: str) -> None:
            await self.bare.start_workflow(
                FloorWorkflow.run,
                Floor(case_id=number, order_number=f"{ORDER}-{number}", amount_fen=1200, window_seconds=WINDOW_SECONDS),
                id=number,
                task_queue=FLOOR_QUEUE,
            )

        return await self._timed(count, start, f"SELECT count(*) FROM floor WHERE step = {STEPS} AND case_id LIKE %s")

    async def _timed(self, count: int, start: Callable[[str], Awaitable[None]], query: str) -> float:
        self._round += 1
        prefix = f"BENCH-{self._round:03d}-"
        self._numbers = [f"{prefix}{i:06d}" for i in range(count)]
        began = time.perf_counter()
        await for_each(self._numbers, start)
        async with await psycopg.AsyncConnection.connect(self._database, autocommit=True) as connection:
            while (await (await connection.execute(query, (prefix + "%",))).fetchone() or (0,))[0] < count:
                await asyncio.sleep(0.05)
        return count / (time.perf_counter() - began)

    def some_numbers(self) -> list[str]:
        """Give the numbers of some of the round just made, from its middle."""
        return self._numbers[len(self._numbers) // 2 :][:SAMPLED]


@asynccontextmanager
async def rounds_on(stack: Stack, *, with_floor: bool = True) -> AsyncIterator[Rounds]:
    """Connect to a stack of these `ARGUMENTS`, with its worker at work and, where wanted, the floor's."""
    owner = owner_url(stack)
    async with await psycopg.AsyncConnection.connect(owner, autocommit=True) as connection:
        await connection.execute(FLOOR_TABLE)
    complaints = await connect_to(stack)
    bare = await connect_bare(stack.ready.temporal)
    async with floor_worker(stack) if with_floor else nullcontext(), worker_beside(stack):
        yield Rounds(complaints=complaints, bare=bare, database=owner)
