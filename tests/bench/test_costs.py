"""Costs: counted from real kinds of events."""

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import ActivityTaskStartedEventAttributes, HistoryEvent

from bench.costs import Costs, costs_of

BILLED_ONCE = ("WORKFLOW_EXECUTION_STARTED", "TIMER_STARTED", "WORKFLOW_EXECUTION_SIGNALED")
FREE = ("WORKFLOW_TASK_SCHEDULED", "ACTIVITY_TASK_SCHEDULED", "TIMER_FIRED", "WORKFLOW_EXECUTION_UPDATE_COMPLETED")
LEFT_OUT = ("WORKFLOW_EXECUTION_OPTIONS_UPDATED", "WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED")


def events(*names: str) -> list[HistoryEvent]:
    return [HistoryEvent(event_type=EventType.Value(f"EVENT_TYPE_{name}")) for name in names]


def activity(*, attempt: int) -> HistoryEvent:
    return HistoryEvent(
        event_type=EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
        activity_task_started_event_attributes=ActivityTaskStartedEventAttributes(attempt=attempt),
    )


class TestCostsOf:
    def test_counts_every_event_and_bills_some(self) -> None:
        assert costs_of(events(*BILLED_ONCE, *FREE)) == Costs(billable_actions=3, history_events=7)

    def test_bills_every_attempt_of_an_activity(self) -> None:
        assert costs_of([activity(attempt=1), activity(attempt=4)]) == Costs(billable_actions=5, history_events=2)

    def test_leaves_out_the_marks_of_time_skipping(self) -> None:
        assert costs_of(events(*LEFT_OUT, "TIMER_STARTED")) == Costs(billable_actions=1, history_events=1)
