"""The gateway at its worst: whatever it answers, the money moves exactly once and the case goes on."""

import pytest

from domain.kinds import EventKind, Stage
from tests.engine.town import Town


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
