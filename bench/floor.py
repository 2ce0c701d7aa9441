"""The floor: a bare workflow with the very steps of a straight-through complaint, its bodies reduced to what must be.

Its steps, in order (`redress bench floor` prints them beside a complaint's own history):
five journal steps of one row each, two HTTP calls outside (read an order, pay), three timers of which one is cut
short, four changes of search attributes, no signals.
"""

import asyncio
from datetime import timedelta

import httpx
import psycopg_pool
from pydantic import BaseModel
from temporalio import activity, workflow
from temporalio.common import SearchAttributeKey

FLOOR_QUEUE = "floor"
FLOOR_EFFECTS_QUEUE = "floor-effects"
FLOOR_TABLE = """
CREATE TABLE IF NOT EXISTS floor (
    case_id text, step int, at timestamptz DEFAULT now(), PRIMARY KEY (case_id, step)
)"""
STAGE = SearchAttributeKey.for_keyword("RedressStage")
LEVEL = SearchAttributeKey.for_int("RedressLevel")
STEPS = 5


class Floor(BaseModel):
    """One bare case: its id, the order to read, what to pay, and how long its two windows are."""

    case_id: str
    order_number: str
    amount_fen: int
    window_seconds: float


class FloorActivities:
    """The effects, with nothing around them."""

    def __init__(self, *, pool: psycopg_pool.AsyncConnectionPool, neighbours: httpx.AsyncClient) -> None:
        self._pool = pool
        self._neighbours = neighbours

    @activity.defn
    async def floor_record(self, case_id: str, step: int) -> None:
        """Write one row."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO floor (case_id, step) VALUES (%s, %s) ON CONFLICT DO NOTHING", (case_id, step)
            )

    @activity.defn
    async def floor_fetch(self, order_number: str) -> int:
        """Read an order."""
        return (await self._neighbours.get(f"/orders/{order_number}")).status_code

    @activity.defn
    async def floor_pay(self, case_id: str, amount_fen: int) -> int:
        """Pay once."""
        body = {"key": f"{case_id}-R1", "amount_fen": amount_fen, "reference": case_id, "kind": "refund"}
        return (await self._neighbours.post("/payments", json=body)).status_code


@workflow.defn
class FloorWorkflow:
    """The steps of a straight-through complaint, bare."""

    @workflow.run
    async def run(self, case: Floor) -> None:
        """Go through the steps."""
        await self._record(case, 1, stage="investigating")
        deadline = asyncio.create_task(workflow.sleep(timedelta(hours=1)))
        await workflow.execute_activity_method(
            FloorActivities.floor_fetch,
            case.order_number,
            task_queue=FLOOR_EFFECTS_QUEUE,
            start_to_close_timeout=timedelta(seconds=20),
        )
        await self._record(case, 2, stage="remedying")
        await workflow.execute_activity_method(
            FloorActivities.floor_pay,
            args=[case.case_id, case.amount_fen],
            task_queue=FLOOR_EFFECTS_QUEUE,
            start_to_close_timeout=timedelta(seconds=20),
        )
        await self._record(case, 3, stage="resolved")
        deadline.cancel()
        await workflow.sleep(timedelta(seconds=case.window_seconds))
        await self._record(case, 4, stage="closed")
        await workflow.sleep(timedelta(seconds=case.window_seconds))
        await self._record(case, STEPS, stage="")

    async def _record(self, case: Floor, step: int, *, stage: str) -> None:
        await workflow.execute_activity_method(
            FloorActivities.floor_record,
            args=[case.case_id, step],
            start_to_close_timeout=timedelta(seconds=5),
        )
        if stage:
            workflow.upsert_search_attributes([STAGE.value_set(stage), LEVEL.value_set(1)])
