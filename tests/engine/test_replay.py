"""Changes to workflow code keep old histories replaying (J1)."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities.journal import RecordInput
from domain.kinds import EventKind
from domain.policy import SHELF
from tests import trial
from tests.engine.conftest import KEYS
from workflows.complaint import ComplaintWorkflow
from workflows.plugin import redress_data_converter, redress_plugin

HISTORIES = sorted((Path(__file__).parents[1] / "histories").glob("*.json"))
TIMER_ENDS = {EventType.EVENT_TYPE_TIMER_FIRED, EventType.EVENT_TYPE_TIMER_CANCELED}
COMES_LATER = {
    EventKind.WORK_ORDER_SENT,
    EventKind.WORK_ORDER_DONE,
    EventKind.RECOURSE_CLOSED,
    EventKind.LETTER_APPROVED,
    EventKind.LETTER_SENT_BACK,
    EventKind.LETTER_REDRAFTED,
    EventKind.LIKENESS_FOUND,
    EventKind.HEARING_ELAPSED,
    EventKind.RESPONDENT_CODE_RENEWED,
    EventKind.WORK_ORDER_PLACED,
    EventKind.WORK_ORDER_ASKED,
    EventKind.WORK_ORDER_OVERDUE,
    EventKind.WORK_ORDER_REFUSED,
    EventKind.WORK_ORDER_LEFT,
    EventKind.REVIEW_OPENED,
    EventKind.REVIEW_RECORDED,
    EventKind.TASK_FORCE_FORMED,
    EventKind.MEMBER_REPLACED,
    EventKind.MEETING_RECORDED,
    EventKind.PLAN_DRAFTED,
    EventKind.PLAN_AGREED,
    EventKind.PLAN_DISSENTED,
    EventKind.PLAN_SETTLED,
    EventKind.PLAN_ELAPSED,
    EventKind.INCIDENT_JOINED,
    EventKind.INCIDENT_LEFT,
    EventKind.REVIEW_REMINDED,
    EventKind.REVIEW_LEFT,
    EventKind.WORK_ORDER_CANCELLING,
    EventKind.WORK_ORDER_CANCELLED,
    EventKind.WORK_ORDER_KEPT,
    EventKind.REMEDY_STEP_CONFIRMED,
    EventKind.APPOINTMENT_MADE,
    EventKind.APOLOGY_WRITTEN,
    EventKind.PROMISE_KEPT,
    EventKind.PROMISE_BROKEN,
    EventKind.PENALTY_CLOSED,
    EventKind.MEDIATOR_NAMED,
    EventKind.RULING_OVERDUE,
    EventKind.ARBITRATION_OVERDUE,
    EventKind.ARBITRATION_ENDED,
    EventKind.PAYMENT_REPORTED,
    EventKind.PAYMENT_TAKEN_BACK,
}


def history(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(f"recorded-{path.stem}", path.read_text(encoding="utf-8"))


async def recorded_kinds(path: Path) -> set[EventKind]:
    converter = redress_data_converter(key_ring=KEYS)
    kinds: set[EventKind] = set()
    for event in history(path).events:
        if event.event_type != EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            continue
        scheduled = event.activity_task_scheduled_event_attributes
        if scheduled.activity_type.name == "record":
            [step] = await converter.decode(scheduled.input.payloads, [RecordInput])
            kinds |= {each.kind for each in step.events}
    return kinds


def most_timers_at_once(events: Iterable[HistoryEvent]) -> int:
    most = running = 0
    for event in events:
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED:
            running += 1
        elif event.event_type in TIMER_ENDS:
            running -= 1
        most = max(most, running)
    return most


class TestRecordedHistories:
    @pytest.fixture(autouse=True)
    def _with_their_pack(self) -> None:
        for policy in trial.recorded_policies():
            SHELF.put(policy)

    @pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
    async def test_replay(self, path: Path) -> None:
        replayer = Replayer(workflows=[ComplaintWorkflow], plugins=[redress_plugin(key_ring=KEYS)], build_id="redress")

        await replayer.replay_workflow(history(path))

    @pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
    def test_have_one_timer_at_a_time(self, path: Path) -> None:
        assert most_timers_at_once(history(path).events) == 1

    async def test_hold_every_kind_of_event_built_so_far(self) -> None:
        kinds = set().union(*[await recorded_kinds(path) for path in HISTORIES])

        assert kinds == set(EventKind) - COMES_LATER
