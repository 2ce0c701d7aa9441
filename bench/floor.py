"""The floor: a bare workflow with the very steps of a straight-through complaint, its bodies reduced to what must be.

Its steps, in order (`redress bench floor` prints them beside a complaint's own history):
five journal steps of one row each, two HTTP calls outside (read an order, pay), three timers of which one is cut
short, four changes of search attributes, no signals.
"""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from bench.floor_activities import FLOOR_EFFECTS_QUEUE, Floor, FloorActivities

FLOOR_QUEUE = "floor"
STAGE = SearchAttributeKey.for_keyword("RedressStage")
LEVEL = SearchAttributeKey.for_int("RedressLevel")
STEPS = 5


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
