"""The gateway at its worst: whatever it answers, the money moves exactly once and the case goes on."""

import asyncio

import pytest

from domain.kinds import EventKind, Stage
from domain.ports import PaymentAnswer
from tests.engine.town import PATIENCE, LiveCase, Town
from workflows.messages import PAYMENT_SIGNAL, PaymentNews


async def settled(case: LiveCase, *messages: str) -> None:
    for message in messages:
        news = PaymentNews(request_id=message, remedy=f"{case.number}-R1", answer=PaymentAnswer(status="settled"))
        await case.handle.signal(PAYMENT_SIGNAL, news)


async def until_idle(case: LiveCase) -> None:
    for _ in range(int(PATIENCE / 0.02)):
        if not (await case.handle.describe()).raw_description.pending_activities:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{case.number}: an activity still runs after {PATIENCE} s")


async def heard(case: LiveCase) -> list[EventKind]:
    # One inbox, in the order of arrival: what was sent before these words has been heard before them.
    await case.say("reply", text="after all that")
    return [event.kind for event in await case.until_happened(EventKind.REPLIED)]


class TestPayments:
    @pytest.mark.parametrize("fault", ["delay", "late", "drop_answer", "nonsense", "double_callback"])
    async def test_are_made_once_whatever_the_gateway_answers(self, town: Town, fault: str) -> None:
        town.neighbours.fault(fault)
        case = await town.open(order_number=f"BIKE-OVERCHARGE-1-{fault}")

        resolved = await case.until(Stage.RESOLVED)

        assert town.neighbours.movements(resolved.remedies[0].id) == [1200]
        assert (await case.kinds()).count(EventKind.PAID) == 1

    async def test_that_are_refused_are_tried_again_later(self, town: Town) -> None:
        town.neighbours.fault("refuse")
        case = await town.open(order_number="BIKE-OVERCHARGE-1-refuse")
        await case.until_happened(EventKind.PAYMENT_FAILED)

        await case.pass_time(seconds=6)
        resolved = await case.until(Stage.RESOLVED)

        assert town.neighbours.movements(resolved.remedies[0].id) == [1200]
        assert resolved.remedies[0].attempts == 2

    async def test_refused_for_good_wait_for_finance(self, town: Town) -> None:
        town.neighbours.fault("refuse", times=6)
        case = await town.open(order_number="BIKE-OVERCHARGE-1-never")
        await case.until_happened(EventKind.PAYMENT_FAILED)

        await case.pass_time(hours=2)
        events = await case.until_happened(EventKind.PAYMENT_FAILED, times=6)

        last = [event for event in events if event.kind is EventKind.PAYMENT_FAILED][-1]
        assert last.data["retry_at"] is None
        assert town.neighbours.movements(f"{case.number}-R1") == []


class TestCallbacks:
    async def test_settle_once_however_often_they_come_while_the_payment_is_retried(self, town: Town) -> None:
        town.neighbours.fault("late")
        case = await town.open(order_number="BIKE-OVERCHARGE-1-callbacks")
        await case.until_happened(EventKind.PAYMENT_STARTED)

        await settled(case, "callback", "callback", "another callback")
        await case.until(Stage.RESOLVED)
        await until_idle(case)
        kinds = await heard(case)

        assert kinds.count(EventKind.PAID) == 1
        assert EventKind.NOT_APPLICABLE not in kinds
        assert town.neighbours.movements(f"{case.number}-R1") == [1200]

    async def test_settle_what_the_gateway_had_refused_and_nobody_tries_again(self, town: Town) -> None:
        town.neighbours.fault("refuse", times=6)
        case = await town.open(order_number="BIKE-OVERCHARGE-1-after-all")
        await case.until_happened(EventKind.PAYMENT_FAILED)
        await case.pass_time(hours=2)
        await case.until_happened(EventKind.PAYMENT_FAILED, times=6)

        await settled(case, "late callback", "late callback", "another callback")
        resolved = await case.until(Stage.RESOLVED)
        kinds = await heard(case)

        assert resolved.remedies[0].status == "paid"
        assert kinds.count(EventKind.PAID) == 1
        assert EventKind.NOT_APPLICABLE not in kinds
