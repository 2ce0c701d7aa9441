"""`redress bench burst`: cases that are all due in the same instant, beside the floor in the same run.

The floor first, then the complaints: a worker process of its own each, with the same limits and the same cache, on the
same servers. All are open and only wait before the instant comes. Late is what is on record late: by the database's
own commit times. With `--kill` either worker is killed with -9 one second in, and started again at once.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import psycopg
from temporalio.client import Client

from bench.costs import wait_costs_of
from bench.floor import FLOOR_QUEUE
from bench.floor_activities import FLOOR_TABLE
from bench.floor_client import connect_bare
from bench.floor_deadline import FloorDeadline, FloorDeadlineWorkflow
from bench.inspection import owner_url
from bench.processes import Process, floor_worker, worker_beside
from bench.punctual import ALLOWANCE, CLIMB_EVERY, punctual
from bench.punctuality import Punctuality, punctuality_of, seconds_until_served
from bench.recorded import Register, floor_rows, journal, keep_commit_times
from bench.report import report
from bench.rounds import ARGUMENTS
from bench.sample import events_of
from bench.starts import connect_to, open_all, open_by, start_complaint, wait_until
from local.stack import Stack
from workflows.workers import MAX_CACHED

WARM_UP: Final = 100
SAMPLED: Final = 20
KILLED_AFTER: Final = 1.0
# What the killed worker had sent to the database by then counts as its own.
LAST_BREATH: Final = 0.2


class Side(NamedTuple):
    """One of the two: how a case of it is started, due when; what works on it, and where it is on record."""

    prefix: str
    client: Client
    start: Callable[[str, datetime], Awaitable[None]]
    worker: Callable[[], AbstractAsyncContextManager[Process]]
    register: Register


class Burst(NamedTuple):
    """What came of it; `back_after`: seconds from a killed worker's new start until the first case was served."""

    numbers: Sequence[str]
    punctuality: Punctuality
    back_after: float | None


async def measure(*, cases: int, kill: bool, max_cached: int) -> bool:
    """Measure and report; tell whether each case was served, once and not before its time."""
    async with Stack(arguments=ARGUMENTS) as stack:
        await keep_commit_times(stack)
        bare = await burst(await _floor(stack, max_cached), cases=cases, kill=kill)
        house = await _house(stack, max_cached)
        ours = await burst(house, cases=cases, kill=kill)
        costs = await _costs(house.client, ours.numbers[cases // 2 :][:SAMPLED])
    report(
        "burst",
        {
            "cases": cases,
            "killed": kill,
            "max_cached_workflows": max_cached,
            **_figures("", ours),
            **_figures("floor_", bare),
            "drain_ratio_to_floor": _ratio(ours.punctuality.drain_seconds, bare.punctuality.drain_seconds),
            **costs,
        },
        wanted={
            **dict.fromkeys(("missed", "doubled", "early"), "0"),
            "drain_ratio_to_floor": "<= 1.25",
            "first_served_after_restart_s": "<= 3",
            **dict.fromkeys(("timers_per_deadline", "journal_steps_per_deadline"), "1"),
        },
    )
    return ours.punctuality.is_faultless


async def _house(stack: Stack, max_cached: int) -> Side:
    client = await connect_to(stack)
    return Side(
        prefix="BURST-",
        client=client,
        start=lambda number, due_at: start_complaint(client, punctual(number, due_at=due_at)),
        worker=lambda: worker_beside(stack, "--max-cached", str(max_cached)),
        register=journal(owner_url(stack)),
    )


async def _floor(stack: Stack, max_cached: int) -> Side:
    client = await connect_bare(stack.ready.temporal)
    async with await psycopg.AsyncConnection.connect(owner_url(stack), autocommit=True) as connection:
        await connection.execute(FLOOR_TABLE)

    async def start(number: str, due_at: datetime) -> None:
        deadline = FloorDeadline(case_id=number, due_at=due_at)
        await client.start_workflow(FloorDeadlineWorkflow.run, deadline, id=number, task_queue=FLOOR_QUEUE)

    return Side(
        prefix="FLOOR-",
        client=client,
        start=start,
        worker=lambda: floor_worker(stack, max_cached=max_cached),
        register=floor_rows(owner_url(stack)),
    )


async def burst(side: Side, *, cases: int, kill: bool) -> Burst:
    """Open so many, let them all fall due at once, and wait until they are served.

    Raises:
        OpenedTooLate: not all were open by then.
    """
    numbers = [f"{side.prefix}{number:06d}" for number in range(cases)]
    restarted_at = None
    async with AsyncExitStack() as workers:
        worker = await workers.enter_async_context(side.worker())
        # These tell how fast cases open here, and stay open; they are not due today.
        warm_up = [f"WARM-{side.prefix}{number:06d}" for number in range(WARM_UP)]
        far = datetime.now(tz=UTC) + ALLOWANCE
        rate = await open_all(warm_up, lambda number: side.start(number, far), client=side.client, worker=worker)
        due_at = open_by(cases, per_second=rate, now=datetime.now(tz=UTC))
        await open_all(numbers, lambda number: side.start(number, due_at), client=side.client, worker=worker)
        await wait_until(due_at)
        if kill:
            restarted_at = await _kill(worker)
            await workers.enter_async_context(side.worker())
        recorded = await side.register.once_served(side.prefix, count=cases)
    return Burst(
        numbers=numbers,
        punctuality=punctuality_of(dict.fromkeys(numbers, due_at), recorded, climb_every=CLIMB_EVERY),
        back_after=seconds_until_served(recorded, since=restarted_at) if restarted_at else None,
    )


async def _kill(worker: Process) -> datetime:
    """Kill a worker in the middle of its work and give the instant at which it may be started again."""
    await asyncio.sleep(KILLED_AFTER)
    worker.kill()
    await worker.wait()
    await asyncio.sleep(LAST_BREATH)
    return datetime.now(tz=UTC)


async def _costs(client: Client, numbers: Sequence[str]) -> dict[str, float]:
    counted = [wait_costs_of(await events_of(client, number)) for number in numbers]
    return {
        "timers_per_deadline": round(sum(each.timers for each in counted) / len(numbers), 2),
        "journal_steps_per_deadline": round(sum(each.journal_steps for each in counted) / len(numbers), 2),
    }


def _figures(prefix: str, of: Burst) -> dict[str, Any]:
    figures = {
        "missed": of.punctuality.missed,
        "doubled": of.punctuality.doubled,
        "early": of.punctuality.early,
        "drain_seconds": of.punctuality.drain_seconds,
        "lateness_ms": of.punctuality.lateness_ms,
        "first_served_after_restart_s": of.back_after,
    }
    return {f"{prefix}{name}": value for name, value in figures.items() if value is not None}


def _ratio(ours: float, floor: float) -> float | None:
    return round(ours / floor, 3) if floor else None


def main(*, cases: int = 5_000, kill: bool = False, max_cached: int | None = None) -> None:
    """Run the bench; exits 1 where a case was missed, served twice or before its time."""
    cached = MAX_CACHED if max_cached is None else max_cached
    if not asyncio.run(measure(cases=cases, kill=kill, max_cached=cached)):
        sys.exit(1)


if __name__ == "__main__":
    main()
