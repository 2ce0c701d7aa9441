"""Waiting for what the engine has on record of a case."""

import asyncio
from collections.abc import Callable

from temporalio.api.history.v1 import HistoryEvent

from tests.engine.town import PATIENCE, LiveCase


async def until_recorded(case: LiveCase, fits: Callable[[HistoryEvent], bool], *, times: int = 1) -> HistoryEvent:
    """Wait until the case's run has so many events that fit; give the last of them."""
    async with asyncio.timeout(PATIENCE):
        async for event in case.handle.fetch_history_events(wait_new_event=True):
            times -= fits(event)
            if times == 0:
                return event
    raise AssertionError(f"{case.number}: its run ended before that")


async def until_accepted(case: LiveCase, update: str, *, times: int = 1) -> None:
    """Wait until the workflow has begun to work on so many updates of a name."""
    await until_recorded(case, lambda event: accepted_update(event) == update, times=times)


async def until_answered(case: LiveCase, activity: str) -> None:
    """Wait until the last word of the first activity of a name has reached the case."""
    asked = await until_recorded(case, lambda event: asked_activity(event) == activity)
    await until_recorded(
        case, lambda event: event.activity_task_completed_event_attributes.scheduled_event_id == asked.event_id
    )


async def until_at_rest(*cases: LiveCase) -> None:
    """Wait until no worker has a task of these workflows in its hands, whatever their activities do."""
    async with asyncio.timeout(PATIENCE):
        for case in cases:
            while (await case.handle.describe()).raw_description.HasField("pending_workflow_task"):  # noqa: ASYNC110 - at the server
                await asyncio.sleep(0.02)


def accepted_update(event: HistoryEvent) -> str:
    """Give the name of the update that was accepted with this event, or nothing."""
    return event.workflow_execution_update_accepted_event_attributes.accepted_request.input.name


def asked_activity(event: HistoryEvent) -> str:
    """Give the name of the activity that was asked for with this event, or nothing."""
    return event.activity_task_scheduled_event_attributes.activity_type.name
