"""What an incident sets going outside: activities, each with its patience and a line for the Web UI."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow

from activities.incidents import (
    AnswerInput,
    BatchResult,
    GatherInput,
    IncidentActivities,
    IncidentRecord,
    IncidentRecorded,
    ReleaseInput,
)
from domain.incident import IncidentEvent
from workflows.effects import JOURNAL_TIMEOUT, PATIENT
from workflows.messages import EFFECTS_QUEUE

BATCH_TIMEOUT = timedelta(minutes=2)


async def record(incident: str, events: Sequence[IncidentEvent]) -> IncidentRecorded:
    """Write a step of an incident down."""
    return await workflow.execute_activity_method(
        IncidentActivities.record,
        IncidentRecord(incident=incident, events=tuple(events)),
        task_queue=EFFECTS_QUEUE,
        start_to_close_timeout=JOURNAL_TIMEOUT,
        retry_policy=PATIENT,
        summary=", ".join(event.kind for event in events),
    )


async def gather(request: GatherInput) -> BatchResult:
    """Tell the next like cases that they belong to the incident."""
    return await workflow.execute_activity_method(
        IncidentActivities.gather,
        request,
        task_queue=EFFECTS_QUEUE,
        start_to_close_timeout=BATCH_TIMEOUT,
        retry_policy=PATIENT,
        summary=f"members after {request.after or 'the beginning'}",
    )


async def answer(request: AnswerInput) -> BatchResult:
    """Give the next members the common answer."""
    return await workflow.execute_activity_method(
        IncidentActivities.answer,
        request,
        task_queue=EFFECTS_QUEUE,
        start_to_close_timeout=BATCH_TIMEOUT,
        retry_policy=PATIENT,
        summary=f"the answer to members after {request.after or 'the beginning'}",
    )


async def release(request: ReleaseInput) -> BatchResult:
    """Tell the next members that wait for an answer that there will be none."""
    return await workflow.execute_activity_method(
        IncidentActivities.release,
        request,
        task_queue=EFFECTS_QUEUE,
        start_to_close_timeout=BATCH_TIMEOUT,
        retry_policy=PATIENT,
        summary=f"the end to members after {request.after or 'the beginning'}",
    )
