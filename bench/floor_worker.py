"""The floor's worker, a process of its own with the same settings as a complaint's worker."""

import asyncio
import signal
import sys

import httpx
import psycopg_pool
import uvloop
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from bench.floor import FLOOR_QUEUE, FloorWorkflow
from bench.floor_activities import FLOOR_EFFECTS_QUEUE, FloorActivities
from bench.floor_client import connect_bare
from bench.floor_deadline import FloorDeadlineWorkflow
from workflows.workers import EFFECT_ACTIVITIES, JOURNAL_ACTIVITIES, STICKY_PATIENCE, WORKFLOW_TASKS


async def work(*, temporal: str, database: str, neighbours: str, token: str, max_cached: str) -> None:
    """Serve both queues until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = await connect_bare(temporal)
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        psycopg_pool.AsyncConnectionPool(
            database, min_size=4, max_size=JOURNAL_ACTIVITIES // 2, kwargs={"autocommit": True}
        ) as pool,
        httpx.AsyncClient(base_url=neighbours, headers=headers, trust_env=False) as http,
    ):
        activities = FloorActivities(pool=pool, neighbours=http)
        cases = Worker(
            client,
            task_queue=FLOOR_QUEUE,
            workflows=[FloorWorkflow, FloorDeadlineWorkflow],
            workflow_runner=UnsandboxedWorkflowRunner(),
            activities=[activities.floor_record],
            max_cached_workflows=int(max_cached),
            max_concurrent_workflow_tasks=WORKFLOW_TASKS,
            max_concurrent_activities=JOURNAL_ACTIVITIES,
            sticky_queue_schedule_to_start_timeout=STICKY_PATIENCE,
        )
        effects = Worker(
            client,
            task_queue=FLOOR_EFFECTS_QUEUE,
            activities=[activities.floor_fetch, activities.floor_pay],
            max_concurrent_activities=EFFECT_ACTIVITIES,
        )
        async with cases, effects:
            print("ready", flush=True)
            await stop.wait()


if __name__ == "__main__":
    names = ("temporal", "database", "neighbours", "token", "max_cached")
    uvloop.run(work(**dict(zip(names, sys.argv[1:], strict=True))))
