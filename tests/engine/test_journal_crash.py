"""A step is committed and its worker never says so: the journal is still what the history says, event by event."""

import asyncio
from typing import NamedTuple

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.exceptions import ApplicationError

from activities.journal import RecordInput
from domain.events import Event
from domain.kinds import EventKind, Stage
from storage.audit import Audit
from tests import trial
from tests.engine.history import accepted_update, until_accepted, until_answered, until_at_rest, until_recorded
from tests.engine.silent_worker import COMMITTED, VAULT
from tests.engine.site import Site
from tests.engine.town import LiveCase

pytestmark = pytest.mark.engine


class Told(NamedTuple):
    """What a history says: the events of its journal records in order, and how the one in silence went."""

    events: list[Event]
    attempts: int
    signals_meanwhile: int


async def told_by_history(site: Site, case: LiveCase, *, silent_after: EventKind) -> Told:
    """Read the journal records out of the case's history."""
    history = list((await case.handle.fetch_history()).events)
    open_sealed = site.town.env.client.data_converter.decode
    told: list[Event] = []
    attempts = signals = 0
    for scheduled in history:
        asked = scheduled.activity_task_scheduled_event_attributes
        if asked.activity_type.name != "record":
            continue
        [request] = await open_sealed(asked.input.payloads, [RecordInput])
        told += request.events
        if silent_after in {event.kind for event in request.events}:
            started, completed = attempt_of(scheduled, history)
            attempts = started.activity_task_started_event_attributes.attempt
            signals = sum(is_signal(event) for event in history if scheduled.event_id < event.event_id < completed)
    return Told(events=told, attempts=attempts, signals_meanwhile=signals)


def attempt_of(scheduled: HistoryEvent, history: list[HistoryEvent]) -> tuple[HistoryEvent, int]:
    """Give the start of the attempt that counted, and the id of its completion."""
    started = next(
        event
        for event in history
        if event.activity_task_started_event_attributes.scheduled_event_id == scheduled.event_id
    )
    completed = next(
        event.event_id
        for event in history
        if event.activity_task_completed_event_attributes.scheduled_event_id == scheduled.event_id
    )
    return started, completed


def is_signal(event: HistoryEvent) -> bool:
    return event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED


async def assert_journal_is_history(site: Site, case: LiveCase, *, silent_after: EventKind) -> None:
    told = await told_by_history(site, case, silent_after=silent_after)
    journaled = await site.town.timeline(case.number)
    assert told.attempts == 2
    assert told.signals_meanwhile > 0
    assert [event.sequence for event in journaled] == list(range(1, len(journaled) + 1))
    assert [event.model_dump(mode="json") for event in journaled] == [
        event.model_dump(mode="json") for event in told.events
    ]
    assert await Audit(engine=site.engine, vault=VAULT).verify() == []


class TestJournalOfACrash:
    async def test_is_the_history_when_the_answer_comes_too_late(self, site: Site) -> None:
        async with site.worker(EventKind.NOTE) as silences:
            case = await site.town.open(order_number=None)
            noting = asyncio.create_task(case.do("note", text="committed in silence"))
            await silences[EventKind.NOTE].fallen()

            await case.say("reply", text="meanwhile")
            noted = await noting
            silences[EventKind.NOTE].end()
            await case.until_happened(EventKind.REPLIED)

        kinds = await case.kinds()
        assert kinds.count(EventKind.NOTE) == 1
        assert kinds[noted.sequence - 1] is EventKind.NOTE
        await assert_journal_is_history(site, case, silent_after=EventKind.NOTE)

    async def test_is_the_history_when_the_worker_is_killed(self, site: Site) -> None:
        async with site.worker_process(silent_after=EventKind.PAYMENT_STARTED) as worker:
            case = await site.town.open(order_number=None)
            await case.do("record-finding", **trial.FINDING)
            await case.do("approve", trial.LEAD)
            await case.say("accept")
            assert worker.stdout is not None
            assert (await worker.stdout.readline()).decode().strip() == COMMITTED

            await case.say("reply", text="while it is silent")
            # With a workflow task in its hands it would be missed ten seconds later only.
            await until_at_rest(case)
            worker.kill()
            await worker.wait()
            await case.say("withdraw", reason="while nobody works")
            async with site.worker():
                ended = await case.until(Stage.WITHDRAWN)

        assert (await case.kinds()).count(EventKind.PAYMENT_STARTED) == 1
        assert site.neighbours.movements(ended.remedies[0].id) == [ended.remedies[0].amount_fen]
        await assert_journal_is_history(site, case, silent_after=EventKind.PAYMENT_STARTED)


class TestPaymentUnderWay:
    async def test_is_not_tried_again_when_its_refusal_comes_during_another_step(self, site: Site) -> None:
        site.neighbours.fault("refuse")
        async with site.worker(EventKind.PAYMENT_STARTED, EventKind.WITHDRAWN) as silences:
            case = await site.town.open(order_number=None)
            await case.do("record-finding", **trial.FINDING)
            await case.do("approve", trial.LEAD)
            await case.say("accept")
            await silences[EventKind.PAYMENT_STARTED].fallen()

            # Heard while the payment is under way, and written while the gateway refuses it.
            await case.say("withdraw", reason="meanwhile")
            silences[EventKind.PAYMENT_STARTED].end()
            await silences[EventKind.WITHDRAWN].fallen()
            await until_answered(case, "pay")
            silences[EventKind.WITHDRAWN].end()
            ended = await case.until(Stage.WITHDRAWN)
            await case.handle.result()

        assert (await case.kinds()).count(EventKind.PAYMENT_FAILED) == 1
        assert site.neighbours.movements(ended.remedies[0].id) == []


class TestCommand:
    async def test_is_heard_on_what_is_committed_already(self, site: Site) -> None:
        async with site.worker(EventKind.REFUSED) as silences:
            case = await site.town.open(order_number=None)
            await case.do("record-finding", **trial.FINDING)
            await case.do("approve", trial.LEAD)
            await case.say("refuse", reason="too little")
            await silences[EventKind.REFUSED].fallen()

            # What staff read by now is the case after the refusal.
            assert (await case.case()).stage is Stage.INVESTIGATING
            proposing = asyncio.create_task(case.do("propose", remedies=[{"kind": "refund", "amount_fen": 1500}]))
            await until_accepted(case, "propose")
            silences[EventKind.REFUSED].end()
            answer = await proposing

        assert answer.stage == Stage.DECIDING


class TestApproval:
    async def test_of_two_that_both_passed_the_validator_is_given_once(self, site: Site) -> None:
        async with site.worker(EventKind.REMEDY_APPROVED) as silences:
            case = await site.town.open(order_number=None)
            await case.do("record-finding", **trial.FINDING)
            first = asyncio.create_task(case.do("approve", trial.LEAD))
            await silences[EventKind.REMEDY_APPROVED].fallen()

            # Nobody has told the workflow yet that the first is written, so its validator lets the second pass.
            second = asyncio.create_task(case.do("approve", trial.HEAD))
            await until_accepted(case, "approve", times=2)
            silences[EventKind.REMEDY_APPROVED].end()
            with pytest.raises(ApplicationError) as refusal:
                await second
            answer = await first

        assert answer.stage == Stage.AWAITING_COMPLAINANT
        assert refusal.value.details[0] == 409
        assert (await case.kinds()).count(EventKind.REMEDY_APPROVED) == 1


class TestAlarm:
    async def test_is_heard_when_it_rings_while_a_step_is_written(self, site: Site) -> None:
        async with site.worker(EventKind.NOTE) as silences:
            case = await site.town.open(order_number=None)
            opened = await case.until(Stage.INVESTIGATING)
            [_, warned_at] = next(m.warnings[0] for m in opened.milestones if m.name == "solved")
            now = await site.town.env.get_current_time(case.handle)
            await case.pass_time(seconds=(warned_at - now).total_seconds() - 2)

            noting = asyncio.create_task(case.do("note", text="on the brink"))
            await silences[EventKind.NOTE].fallen()
            written = await until_recorded(case, lambda event: accepted_update(event) == "note")
            await until_recorded(
                case, lambda event: event.HasField("timer_fired_event_attributes") and event.event_id > written.event_id
            )
            silences[EventKind.NOTE].end()
            await noting

            await case.until_happened(EventKind.WARNED)
