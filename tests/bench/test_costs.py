"""Costs: counted from real kinds of events."""

from temporalio.api.common.v1 import ActivityType
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import (
    ActivityTaskScheduledEventAttributes,
    ActivityTaskStartedEventAttributes,
    HistoryEvent,
)

from bench.costs import Costs, WaitCosts, costs_of, wait_costs_of

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


def scheduled(name: str) -> HistoryEvent:
    return HistoryEvent(
        event_type=EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
        activity_task_scheduled_event_attributes=ActivityTaskScheduledEventAttributes(
            activity_type=ActivityType(name=name)
        ),
    )


class TestCostsOf:
    def test_counts_every_event_and_bills_some(self) -> None:
        assert costs_of(events(*BILLED_ONCE, *FREE)) == Costs(billable_actions=3, history_events=7)

    def test_bills_every_attempt_of_an_activity(self) -> None:
        assert costs_of([activity(attempt=1), activity(attempt=4)]) == Costs(billable_actions=5, history_events=2)

    def test_leaves_out_the_marks_of_time_skipping(self) -> None:
        assert costs_of(events(*LEFT_OUT, "TIMER_STARTED")) == Costs(billable_actions=1, history_events=1)


class TestWaitCostsOf:
    def test_are_none_of_a_case_that_was_only_registered(self) -> None:
        assert wait_costs_of([scheduled("record"), *events("TIMER_STARTED")]) == WaitCosts(timers=0, journal_steps=0)

    def test_are_one_timer_and_one_journal_step_of_a_deadline_that_passed(self) -> None:
        passed = [*events("TIMER_STARTED", "TIMER_FIRED"), scheduled("record"), *events("TIMER_STARTED")]

        assert wait_costs_of([scheduled("record"), *passed]) == WaitCosts(timers=1, journal_steps=1)

    def test_count_a_timer_that_was_set_anew_and_no_other_activity(self) -> None:
        moved = [*events("TIMER_STARTED", "TIMER_CANCELED"), scheduled("acknowledge")]

        assert wait_costs_of([scheduled("record"), *moved]) == WaitCosts(timers=1, journal_steps=0)
