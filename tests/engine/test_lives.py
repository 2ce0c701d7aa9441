"""Whole lives on the real engine, with real money over HTTP and every step in PostgreSQL."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from temporalio.api.history.v1 import HistoryEvent
from temporalio.exceptions import ApplicationError

from activities.journal import RecordInput
from bench.costs import costs_of
from domain.events import Actor, Event
from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import LiveCase, Town

OVERCHARGED = "BIKE-OVERCHARGE-1-lives"


async def decided(case: LiveCase) -> None:
    await case.do("record-finding", **trial.FINDING)
    await case.do("approve", trial.LEAD)


async def steps_written(town: Town, history: Iterable[HistoryEvent]) -> list[tuple[Event, ...]]:
    steps: list[tuple[Event, ...]] = []
    for scheduled in (event.activity_task_scheduled_event_attributes for event in history):
        if scheduled.activity_type.name == "record":
            [given] = await town.env.client.data_converter.decode(scheduled.input.payloads, [RecordInput])
            steps.append(given.events)
    return steps


class TestStraightThrough:
    async def test_pays_once_and_reaches_the_archive_by_itself(self, town: Town) -> None:
        case = await town.open(order_number=OVERCHARGED)

        resolved = await case.until(Stage.RESOLVED)
        await case.pass_time(days=38)
        archived = await case.until_true(lambda case: case.has_ended, what="archive")

        assert town.neighbours.movements(resolved.remedies[0].id) == [1200]
        assert archived.stage is Stage.CLOSED
        assert (await case.handle.result())["stage"] == "closed"

    async def test_is_written_down_without_a_gap(self, town: Town) -> None:
        case = await town.open(order_number=OVERCHARGED)
        await case.until(Stage.RESOLVED)

        events = await town.timeline(case.number)

        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        assert EventKind.PAID in [event.kind for event in events]

    async def test_costs_little_and_is_written_by_one_activity_a_step(self, town: Town) -> None:
        case = await town.open(order_number=OVERCHARGED)
        await case.until(Stage.RESOLVED)
        await case.pass_time(days=38)
        await case.handle.result()

        history = (await case.handle.fetch_history()).events
        steps = await steps_written(town, history)

        costs = costs_of(history)
        started = [event.activity_task_started_event_attributes for event in history]
        # A neighbour that was slow and was called again is not what the case costs.
        assert costs.billable_actions - sum(each.attempt - 1 for each in started if each.attempt) <= 16
        assert costs.history_events <= 70
        assert [event for step in steps for event in step] == await town.timeline(case.number)
        # A step has one instant, and no two steps have the same.
        instants = [{event.at for event in step} for step in steps]
        assert [len(each) for each in instants] == [1] * 5
        assert len(set().union(*instants)) == 5


class TestByHand:
    async def test_pays_after_finding_approval_and_consent(self, town: Town) -> None:
        case = await town.open(order_number=None)
        await decided(case)

        await case.say("accept")
        await case.until(Stage.RESOLVED)
        await case.say("rate", score=5, solved=True)
        closed = await case.until(Stage.CLOSED)

        assert closed.score == 5
        assert town.neighbours.movements(f"{case.number}-R1") == [1200]

    async def test_waits_for_what_is_done_by_hand(self, town: Town) -> None:
        case = await town.open(order_number=None)
        await case.do("propose", remedies=[{"kind": "apology", "note": "in writing"}])
        await case.do("approve", trial.OTHER_AGENT)
        await case.say("accept")
        await case.until(Stage.REMEDYING)

        await case.do("confirm-remedy", remedy=f"{case.number}-R1", how="letter sent")

        assert (await case.case()).stage is Stage.RESOLVED

    async def test_takes_silence_for_consent_where_the_pack_says_so(self, town: Town) -> None:
        case = await town.open(order_number=None, reading=trial.LOCK)
        await case.do("record-finding", trial.TECHNICIAN, **trial.FINDING)
        await case.do("approve", trial.TECHNICAL_LEAD)

        await case.pass_time(days=3, minutes=1)

        await case.until(Stage.RESOLVED)
        assert town.neighbours.movements(f"{case.number}-R1") == [1200]

    async def test_reopens_for_other_people_when_the_complainant_is_not_satisfied(self, town: Town) -> None:
        case = await town.open(order_number=None)
        await case.do("respond", text="Nothing was wrong.", final=True)

        await case.say("rate", score=1, solved=False, comment="It was.")
        reopened = await case.until_true(lambda case: case.cycle == 2, what="second cycle")

        assert (reopened.stage, reopened.level) == (Stage.INVESTIGATING, 2)
        with pytest.raises(ApplicationError, match="last cycle"):
            await case.do("record-finding", **trial.FINDING)

    async def test_ends_when_withdrawn(self, town: Town) -> None:
        case = await town.open(order_number=None)

        await case.say("withdraw", reason="found it")

        assert (await case.until_true(lambda case: case.has_ended, what="archive")).stage is Stage.WITHDRAWN

    async def test_can_be_contested_after_it_was_declined(self, town: Town) -> None:
        case = await town.open(order_number=None)
        await case.do("decline", trial.LEAD, reason="not ours", referral="the city")

        await case.say("contest", reason="it is yours")

        contested = await case.until_true(lambda case: case.cycle == 2, what="second cycle")
        assert contested.stage is Stage.INVESTIGATING

    async def test_is_told_by_short_message_where_nobody_showed_the_number(self, town: Town) -> None:
        case = await town.open(order_number=None, channel="hotline")

        events = await case.until_happened(EventKind.ACKNOWLEDGED)

        assert EventKind.NOTICE_SENT in [event.kind for event in events]
        sent = town.neighbours.client.get("/sms").json()["items"]
        assert [item for item in sent if case.number in item["text"]]


class TestSignals:
    async def test_that_do_not_fit_are_kept_and_answered_in_words(self, town: Town) -> None:
        case = await town.open(order_number=None)

        await case.say("accept")
        events = await case.until_happened(EventKind.NOT_APPLICABLE)

        assert events[-1].data["what"] == "accept"
        assert events[-1].data["because"]["zh"]

    async def test_sent_twice_change_nothing_the_second_time(self, town: Town) -> None:
        case = await town.open(order_number=None)

        await case.say("reply", request_id="the-same", text="once")
        await case.until_happened(EventKind.REPLIED)
        await case.say("reply", request_id="the-same", text="once")
        await case.say("reply", request_id="another", text="done")
        await case.until_happened(EventKind.REPLIED, times=2)

        replies = [e.private["text"] for e in await town.timeline(case.number) if e.kind is EventKind.REPLIED]
        assert replies == ["once", "done"]

    async def test_that_make_no_sense_never_stop_the_case(self, town: Town) -> None:
        case = await town.open(order_number=None)

        await case.say("rate", score=99, solved="perhaps")
        await case.until_happened(EventKind.NOT_APPLICABLE)
        await case.do("note", text="still alive")

        assert EventKind.NOTE in await case.kinds()


class TestCommands:
    async def test_two_approvals_at_once_end_in_one_approval_and_one_refusal(self, town: Town) -> None:
        case = await town.open(order_number=None)
        await case.do("record-finding", **trial.FINDING)

        both = await asyncio.gather(
            case.do("approve", trial.LEAD), case.do("approve", trial.HEAD), return_exceptions=True
        )

        refused = [each for each in both if isinstance(each, ApplicationError)]
        assert len(refused) == 1
        assert refused[0].details[0] == 409
        assert (await case.kinds()).count(EventKind.REMEDY_APPROVED) == 1

    async def test_repeated_with_the_same_id_are_done_once(self, town: Town) -> None:
        case = await town.open(order_number=None)

        first = await case.do("note", request_id="same", text="once")
        second = await case.do("note", request_id="same", text="once")

        assert first == second
        assert (await case.kinds()).count(EventKind.NOTE) == 1

    async def test_on_a_stale_page_are_refused(self, town: Town) -> None:
        case = await town.open(order_number=None)
        seen = await case.do("note", text="first")
        await case.do("note", text="second")

        with pytest.raises(ApplicationError, match="changed") as refusal:
            await case.do("note", expected_sequence=seen.sequence, text="third")

        assert refusal.value.details[0] == 409

    @pytest.mark.parametrize(
        ("command", "actor", "fields", "status"),
        [
            ("approve", trial.LEAD, {}, 409),
            ("grade", trial.AGENT, {"level": 2, "reason": "r"}, 403),
            ("note", trial.TECHNICIAN, {"text": "t"}, 403),
            ("note", trial.AUDITOR, {"text": "t"}, 403),
            ("classify", trial.AGENT, {"category": "no", "kind": "such"}, 422),
            ("respond", trial.AGENT, {"text": "x" * 2001, "final": False}, 422),
            ("propose", trial.AGENT, {"remedies": [{"kind": "refund", "amount_fen": -1}]}, 422),
        ],
    )
    async def test_that_are_wrong_are_refused_and_leave_no_trace(
        self, town: Town, command: str, actor: Actor, fields: dict[str, Any], status: int
    ) -> None:
        case = await town.open(order_number=None)
        await case.until(Stage.INVESTIGATING)
        before = await case.kinds()

        with pytest.raises(ApplicationError) as refusal:
            await case.do(command, actor, **fields)

        assert refusal.value.details[0] == status
        assert await case.kinds() == before
