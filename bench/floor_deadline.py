"""The floor of a deadline: a bare workflow that sleeps and writes one row by a normal activity."""

from datetime import timedelta

from pydantic import AwareDatetime, BaseModel
from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from bench.floor_activities import FloorActivities


class FloorDeadline(BaseModel):
    """One bare case, and when it is due."""

    case_id: str
    due_at: AwareDatetime


@workflow.defn
class FloorDeadlineWorkflow:
    """A deadline, bare."""

    @workflow.run
    async def run(self, deadline: FloorDeadline) -> None:
        """Sleep until it is due, then write the row."""
        await workflow.sleep(max(deadline.due_at - workflow.now(), timedelta()))
        await workflow.execute_activity_method(
            FloorActivities.floor_record,
            args=[deadline.case_id, 1],
            start_to_close_timeout=timedelta(seconds=5),
        )
