"""`redress bench waiting`: what open cases that only wait cost the worker in memory."""

import asyncio
import time
from datetime import UTC, datetime

import psutil
import psycopg
from temporalio.client import Client

from bench.processes import worker_beside
from bench.report import report
from bench.rounds import ARGUMENTS
from domain.complaint import CaseStart, Complainant, Complaint, LongText
from domain.keyring import KeyRing
from domain.kinds import Channel
from domain.triage import TriageReading
from local.stack import Stack
from workflows.client import connect
from workflows.complaint import ComplaintWorkflow
from workflows.messages import COMPLAINTS_QUEUE, ComplaintInput
from workflows.search_attributes import initial

STARTERS = 16
MEGABYTE = 1_000_000


def waiting_complaint(number: str) -> ComplaintInput:
    """A complaint that waits for people: no order, nothing that the records could settle."""
    complaint = Complaint(
        service_line="swift_bike",
        channel=Channel.WEB,
        description=LongText(text="The bike would not lock, and I waited for half an hour."),
        complainant=Complainant(name="Zhang San", phone="+8613800000000", language="en"),
        reading=TriageReading(category="fault", kind="lock", confidence=90),
    )
    start = CaseStart(
        tracking_number=number, pack="swift", pack_version=1, complaint=complaint, filed_at=datetime.now(tz=UTC)
    )
    return ComplaintInput(start=start)


async def open_cases(client: Client, count: int) -> None:
    """Start `count` complaints."""
    numbers = iter([f"WAIT-{i:06d}" for i in range(count)])

    async def starter() -> None:
        for number in numbers:
            await client.start_workflow(
                ComplaintWorkflow.run,
                waiting_complaint(number),
                id=number,
                task_queue=COMPLAINTS_QUEUE,
                search_attributes=initial(pack="swift", version=1, region=""),
            )

    await asyncio.gather(*(starter() for _ in range(STARTERS)))


async def measure(*, open_: int, max_cached: int) -> None:
    """Measure and report."""
    async with (
        Stack(arguments=ARGUMENTS) as stack,
        worker_beside(stack, "--max-cached", str(max_cached)) as worker,
    ):
        settings = stack.settings()
        ring = KeyRing.parse(settings["REDRESS_SECRET_KEYS"])
        client = await connect(
            address=stack.ready.temporal, namespace="default", key_ring=ring, identity="redress-bench"
        )
        began = time.perf_counter()
        await open_cases(client, open_)
        await _registered(settings["REDRESS_DATABASE_OWNER_URL"].replace("+psycopg", ""), open_)
        took = time.perf_counter() - began
        await asyncio.sleep(5)
        memory = psutil.Process(worker.pid).memory_info().rss / MEGABYTE
    report(
        "waiting",
        {
            "open": open_,
            "worker_mb": round(memory, 1),
            "max_cached_workflows": max_cached,
            "opened_per_second": round(open_ / took, 1),
        },
        wanted={"worker_mb": "< 300"},
    )


async def _registered(database: str, count: int) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        query = "SELECT count(*) FROM complaints WHERE tracking_number LIKE 'WAIT-%'"
        while ((await (await connection.execute(query)).fetchone()) or (0,))[0] < count:
            await asyncio.sleep(0.2)


def main(*, open_: int = 5_000, max_cached: int = 200) -> None:
    """Run the bench."""
    asyncio.run(measure(open_=open_, max_cached=max_cached))


if __name__ == "__main__":
    main()
