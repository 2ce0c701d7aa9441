"""A sample of the histories of a round: what its workflows cost, and the steps of the commonest of them."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from bench.costs import Costs, costs_of


class Sample(NamedTuple):
    """What the commonest history of a sample cost, the most that one cost, and the commonest one's steps in order."""

    common: Costs
    most: Costs
    steps: list[str]


async def sample(client: Client, numbers: Sequence[str]) -> Sample:
    """Read the histories of these workflows and count."""
    histories = [await events_of(client, number) for number in numbers]
    counted = [costs_of(events) for events in histories]
    common, _ = Counter(counted).most_common(1)[0]
    most = Costs(
        billable_actions=max(each.billable_actions for each in counted),
        history_events=max(each.history_events for each in counted),
    )
    return Sample(common=common, most=most, steps=_steps(histories[counted.index(common)]))


async def events_of(client: Client, number: str) -> Sequence[HistoryEvent]:
    """Read the history of a workflow."""
    return (await client.get_workflow_handle(number).fetch_history()).events


def _steps(events: Sequence[HistoryEvent]) -> list[str]:
    return [EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in events]
