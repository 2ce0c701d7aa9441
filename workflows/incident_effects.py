"""What an incident sets going outside: activities, each with its patience and a line for the Web UI."""

from collections.abc import Sequence
from datetime import timedelta

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
from workflows.effects import JOURNAL_TIMEOUT, outside

BATCH_TIMEOUT = timedelta(minutes=2)


async def record(incident: str, events: Sequence[IncidentEvent]) -> IncidentRecorded:
    """Write a step of an incident down."""
    step = IncidentRecord(incident=incident, events=tuple(events))
    kinds = ", ".join(event.kind for event in events)
    return await outside(IncidentActivities.record, step, summary=kinds, try_timeout=JOURNAL_TIMEOUT)


async def gather(request: GatherInput) -> BatchResult:
    """Tell the next like cases that they belong to the incident."""
    summary = f"members after {request.after or 'the beginning'}"
    return await outside(IncidentActivities.gather, request, summary=summary, try_timeout=BATCH_TIMEOUT)


async def answer(request: AnswerInput) -> BatchResult:
    """Give the next members the common answer."""
    summary = f"the answer to members after {request.after or 'the beginning'}"
    return await outside(IncidentActivities.answer, request, summary=summary, try_timeout=BATCH_TIMEOUT)


async def release(request: ReleaseInput) -> BatchResult:
    """Tell the next members that wait for an answer that there will be none."""
    summary = f"the end to members after {request.after or 'the beginning'}"
    return await outside(IncidentActivities.release, request, summary=summary, try_timeout=BATCH_TIMEOUT)
