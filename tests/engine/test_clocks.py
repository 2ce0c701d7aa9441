"""Clocks that do not agree: the workflow's time rules."""

from datetime import timedelta

import pytest

from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from tests.domain.stages import policy_with, row
from tests.engine.town import Town

pytestmark = pytest.mark.engine

MINUTE = timedelta(minutes=1)
HASTY = policy_with(pack="hasty", service_lines=["hasty_bike"], milestones=[row("a", "PT1M")])


class TestClocksOfApiAndWorker:
    @pytest.mark.parametrize("apart", [-2 * MINUTE, 2 * MINUTE])
    async def test_two_minutes_apart_put_nothing_into_the_past_or_out_of_order(
        self, town: Town, apart: timedelta
    ) -> None:
        """Named case: clocks of API and worker two minutes apart (the workflow's time rules)."""
        SHELF.put(HASTY)
        case = await town.open(pack="hasty", service_line="hasty_bike", order_number=None, clock_ahead=apart)
        opened = await case.until(Stage.INVESTIGATING)
        at_once = await case.kinds()
        await case.pass_time(minutes=2)
        events = await case.until_happened(EventKind.BREACHED)

        [due_at] = [milestone.due_at for milestone in opened.milestones]
        instants = [event.at for event in events]
        assert EventKind.BREACHED not in at_once
        assert events[0].at - opened.received_at < timedelta(seconds=10)
        assert due_at == opened.received_at + MINUTE > events[0].at
        assert instants == sorted(instants)
        assert opened.received_at <= instants[0]
