"""What a case costs on the engine: billable actions, history events, timers and journal steps, from its history."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

# Rejected updates and queries are billed as well, but leave nothing in a history.
_ONE_ACTION: Final = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
        EventType.EVENT_TYPE_TIMER_STARTED,
        EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    }
)
# Tests that move a case's clock leave these behind.
_OF_TIME_SKIPPING: Final = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
    }
)

_TIMER_OVER: Final = frozenset({EventType.EVENT_TYPE_TIMER_FIRED, EventType.EVENT_TYPE_TIMER_CANCELED})


class Costs(NamedTuple):
    """What a workflow has cost so far."""

    billable_actions: int
    history_events: int


class WaitCosts(NamedTuple):
    """What a case that only waits has cost since it was registered: timers that are over, and journal steps."""

    timers: int
    journal_steps: int


def wait_costs_of(events: Sequence[HistoryEvent]) -> WaitCosts:
    """Count what deadlines have cost so far; the timer that still runs is that of the next one."""
    recorded = [each for each in events if each.activity_task_scheduled_event_attributes.activity_type.name == "record"]
    # The first step registers the case.
    return WaitCosts(
        timers=sum(event.event_type in _TIMER_OVER for event in events), journal_steps=max(0, len(recorded) - 1)
    )


def costs_of(events: Iterable[HistoryEvent]) -> Costs:
    """Count the actions that Temporal Cloud bills, each attempt of an activity among them, and the events.

    The marks that time skipping leaves are left out.
    """
    counted = [event for event in events if event.event_type not in _OF_TIME_SKIPPING]
    return Costs(billable_actions=sum(map(_actions, counted)), history_events=len(counted))


def _actions(event: HistoryEvent) -> int:
    if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
        # Attempts are written down once, with their number, when the last of them ends.
        return event.activity_task_started_event_attributes.attempt
    return int(event.event_type in _ONE_ACTION)
