"""Starting workflows by the thousand, past the API, and waiting until all of them only wait."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import Client

from bench.processes import Process, while_running
from domain.keyring import KeyRing
from local.stack import Stack
from workflows.client import connect
from workflows.complaint import ComplaintWorkflow
from workflows.messages import COMPLAINTS_QUEUE, ComplaintInput
from workflows.search_attributes import initial

AT_ONCE: Final = 16
LOOK_AGAIN_AFTER: Final = 0.5
# Opening slows down on the way; what falls due before all are open would measure something else.
MARGIN: Final = 1.75
SPARE: Final = timedelta(seconds=5)


class OpenedTooLate(SystemExit):
    """Cases fell due before all of them were open; left alone it ends the bench with its one line and exit code 1."""


async def connect_to(stack: Stack) -> Client:
    """Connect to the stack's Temporal as the house does."""
    return await connect(
        address=stack.ready.temporal,
        namespace="default",
        key_ring=KeyRing.parse(stack.settings()["REDRESS_SECRET_KEYS"]),
        identity="redress-bench",
    )


async def start_complaint(client: Client, complaint: ComplaintInput) -> None:
    """Start a complaint as the API would."""
    start = complaint.start
    await client.start_workflow(
        ComplaintWorkflow.run,
        complaint,
        id=start.tracking_number,
        task_queue=COMPLAINTS_QUEUE,
        search_attributes=initial(pack=start.pack, version=start.pack_version),
        static_summary=f"{start.pack} · {start.complaint.service_line} · {start.complaint.channel}",
    )


async def open_all(
    numbers: Sequence[str], start: Callable[[str], Awaitable[None]], *, client: Client, worker: Process
) -> float:
    """Start one workflow for each number, wait until all of them rest, and give how many that was a second.

    Raises:
        RuntimeError: the worker that brings them there has ended.
    """
    began = time.perf_counter()
    await for_each(numbers, start)
    await while_running(worker, for_each(numbers, lambda number: _rest(client, number)))
    return len(numbers) / (time.perf_counter() - began)


async def for_each(numbers: Sequence[str], do: Callable[[str], Awaitable[None]]) -> None:
    """Do something for each number, in this order, sixteen at a time."""
    queue = iter(numbers)

    async def go() -> None:
        for number in queue:
            await do(number)

    await asyncio.gather(*(go() for _ in range(AT_ONCE)))


async def _rest(client: Client, number: str) -> None:
    """Wait until a workflow does nothing but wait: no step of it is on its way, and no activity."""
    handle = client.get_workflow_handle(number)
    while _is_busy((await handle.describe()).raw_description):
        await asyncio.sleep(LOOK_AGAIN_AFTER)


def _is_busy(now: DescribeWorkflowExecutionResponse) -> bool:
    return bool(now.pending_activities) or now.HasField("pending_workflow_task")


def open_by(count: int, *, per_second: float, now: datetime) -> datetime:
    """Give an instant by which so many will surely have been opened."""
    return now + SPARE + timedelta(seconds=MARGIN * count / per_second)


async def wait_until(due_at: datetime) -> None:
    """Wait for the instant for which everything has been opened.

    Raises:
        OpenedTooLate: it has passed already.
    """
    ahead = (due_at - datetime.now(tz=UTC)).total_seconds()
    if ahead < 0:
        late = f"the cases were open {-ahead:.0f} s after they had begun to fall due"
        raise OpenedTooLate(f"{late}: something else slows this machine down, try again later or with fewer")
    await asyncio.sleep(ahead)
