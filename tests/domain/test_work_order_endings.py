"""Work orders and the end of a case: what is not done is left to the repair system, and said (D2)."""

import pytest

from domain.case_orders import OrderStatus
from domain.kinds import EventKind, Stage, WaitingOn
from domain.refusals import NotNow
from domain.work_orders import open_orders, waits_on
from tests.domain import couple
from tests.domain.workshop import LOCK, W1, W2, life_with_order, order_of, say


class TestEnding:
    def test_of_a_case_leaves_the_repair_to_the_repair_system_and_says_so(self) -> None:
        life = life_with_order()
        say(life, "accepted")
        life.do("order-repair", what="The bell is gone")

        life.say("withdraw")

        left = life.of(EventKind.WORK_ORDER_LEFT)
        assert [event.data for event in left] == [{"order": W1, "taken": True}, {"order": W2, "taken": False}]
        assert life.events[-1].kind is EventKind.ARCHIVED
        assert open_orders(life.case) == ()

    def test_keeps_what_comes_later_without_a_change(self) -> None:
        life = life_with_order()
        say(life, "accepted")
        life.say("withdraw")

        say(life, "finished", outcome="repaired")

        assert life.events[-1].kind is EventKind.NOT_APPLICABLE
        assert order_of(life).status is OrderStatus.LEFT

    def test_comes_only_with_the_archive_so_that_a_closed_case_still_hears(self) -> None:
        life = life_with_order()
        say(life, "accepted")
        life.do("respond", text="We will repair it.", final=True)
        life.say("rate", score=5, solved=True)
        assert life.case.stage is Stage.CLOSED

        say(life, "finished", outcome="repaired")

        assert order_of(life).status is OrderStatus.DONE

    def test_goes_over_into_the_next_cycle(self) -> None:
        life = life_with_order()
        say(life, "accepted")
        life.do("respond", text="We will repair it.", final=True)

        life.say("rate", score=1, solved=False)

        assert (life.case.cycle, waits_on(life.case)) == (2, WaitingOn.REPAIR_SHOP)

    def test_by_merging_waits_for_the_repair(self) -> None:
        first, second = couple.case(), couple.case(couple.SECOND)
        second.do("order-repair", **LOCK)

        with pytest.raises(NotNow, match="A repair is under way"):
            couple.begin(second, first)
        say(second, "finished", order=f"{couple.SECOND}-W1")

        assert couple.merge(second, first) is None

    def test_by_merging_takes_nothing_from_a_repair_of_the_case_that_goes_on(self) -> None:
        first, second = couple.case(), couple.case(couple.SECOND)
        first.do("order-repair", **LOCK)

        couple.merge(second, first)

        assert len(open_orders(first.case)) == 1


class TestErasure:
    def test_leaves_the_order_without_its_words(self) -> None:
        life = life_with_order()
        say(life, "finished", outcome="repaired", parts=("bolt",))

        life.events = [
            event.model_copy(update={"private": {}}) if event.sequence > 1 else event for event in life.events
        ]

        [order] = life.rebuilt().work_orders
        assert (order.what, order.device, order.place, order.parts, order.outcome) == ("", "", "", (), "repaired")
