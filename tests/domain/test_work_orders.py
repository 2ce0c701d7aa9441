"""Work orders: ordered once, heard of early, late, twice or never, and what the case makes of it (D2)."""

from typing import Any

import pytest

from domain.case_orders import OrderStatus
from domain.events import Actor
from domain.kinds import EventKind, Stage, WaitingOn
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.work_orders import is_under_repair, open_orders, waits_on
from tests import trial
from tests.domain.busy import HOUR
from tests.domain.life import Life
from tests.domain.stages import life_in, life_with, remedying, row
from tests.domain.workshop import LOCK, W1, W2, life_with_order, order_of, say

REPAIRS = {
    EventKind.WORK_ORDER_PLACED,
    EventKind.WORK_ORDER_SENT,
    EventKind.WORK_ORDER_DONE,
    EventKind.WORK_ORDER_REFUSED,
    EventKind.WORK_ORDER_LEFT,
    EventKind.NOT_APPLICABLE,
}


def told(life: Life) -> list[EventKind]:
    return [event.kind for event in life.events if event.kind in REPAIRS]


class TestOrdering:
    def test_puts_the_order_in_the_open_and_what_people_wrote_in_private(self) -> None:
        until = trial.MONDAY + 48 * HOUR
        life = life_with_order(until=until.isoformat())

        [placed] = life.of(EventKind.WORK_ORDER_PLACED)
        assert (placed.actor, placed.data) == ("staff:agent-1", {"order": W1, "until": until.isoformat()})
        assert placed.private == LOCK
        assert (order_of(life).what, order_of(life).until, order_of(life).status) == (LOCK["what"], until, "placed")
        assert life.rebuilt() == life.case

    def test_counts_within_the_case(self) -> None:
        life = life_with_order()

        life.do("order-repair", what="The bell is gone")

        assert [order.id for order in open_orders(life.case)] == [W1, W2]

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"what": "  "}, "what: "),
            ({"what": "a\x00b"}, "what: .*NUL"),
            ({"device": "x" * 201}, "device: "),
            ({"until": trial.MONDAY.isoformat()}, "until: must lie in the future"),
            ({"until": "tomorrow"}, "until: .*with an offset"),
            ({"colour": "red"}, "colour: "),
        ],
    )
    def test_refuses_what_makes_no_sense_and_changes_nothing(self, fields: dict[str, Any], words: str) -> None:
        life = Life(order_number=None)
        before = life.case

        with pytest.raises(NotUnderstood, match=words):
            life.do("order-repair", **(LOCK | fields))

        assert life.case == before

    @pytest.mark.parametrize("stage", [Stage.DECIDING, Stage.AWAITING_COMPLAINANT, Stage.RESOLVED, Stage.CLOSED])
    def test_is_refused_where_nobody_investigates_or_puts_right(self, stage: Stage) -> None:
        with pytest.raises(NotNow, match="does not fit now"):
            life_in(stage).do("order-repair", **LOCK)

    def test_is_allowed_while_the_remedy_is_carried_out(self) -> None:
        life = Life(order_number=None)
        remedying(life)

        life.do("order-repair", **LOCK)

        assert is_under_repair(life.case)

    @pytest.mark.parametrize("actor", [trial.CLERK, trial.FINANCE, trial.TECHNICIAN])
    def test_is_for_those_who_handle_the_case(self, actor: Actor) -> None:
        with pytest.raises(NotAllowed):
            Life(order_number=None).do("order-repair", actor, **LOCK)


class TestAnswer:
    def test_meets_what_waits_for_the_order_once_the_system_has_taken_it(self) -> None:
        life = life_with(row("repair_ordered", "PT24H", "work_order_sent"))
        life.do("order-repair", **LOCK)
        assert life.milestone("repair_ordered").met_at is None

        say(life, "accepted")

        assert life.milestone("repair_ordered").met_at == life.now
        assert (order_of(life).status, order_of(life).sent_at) == (OrderStatus.SENT, life.now)

    def test_of_a_repair_that_is_done_says_what_came_of_it(self) -> None:
        life = life_with_order()
        say(life, "accepted")

        say(life, "finished", outcome="replaced", parts=("lock bolt",))

        [done] = life.of(EventKind.WORK_ORDER_DONE)
        assert (done.actor, done.data) == ("neighbour", {"order": W1, "outcome": "replaced"})
        assert done.private == {"parts": ["lock bolt"]}
        assert (order_of(life).outcome, order_of(life).parts) == ("replaced", ("lock bolt",))
        assert life.rebuilt() == life.case

    def test_that_comes_by_callback_before_the_answer_of_the_call_says_both(self) -> None:
        life = life_with_order()

        say(life, "finished", outcome="repaired")
        say(life, "accepted")

        assert told(life) == [EventKind.WORK_ORDER_PLACED, EventKind.WORK_ORDER_SENT, EventKind.WORK_ORDER_DONE]

    def test_changes_nothing_when_it_comes_twice(self) -> None:
        life = life_with_order()
        for status in ("accepted", "accepted", "finished", "finished", "refused"):
            say(life, status)

        assert told(life) == [EventKind.WORK_ORDER_PLACED, EventKind.WORK_ORDER_SENT, EventKind.WORK_ORDER_DONE]

    def test_of_an_order_that_the_case_does_not_have_is_kept(self) -> None:
        life = life_with_order()

        say(life, "finished", order="RD-TEST-W9", outcome="repaired")

        [kept] = life.of(EventKind.NOT_APPLICABLE)
        assert (kept.actor, kept.data["what"]) == ("neighbour", "work_order_settled")
        assert kept.private["said"] == {"order": "RD-TEST-W9", "status": "finished", "outcome": "repaired"}
        assert open_orders(life.case)

    @pytest.mark.parametrize("taken", [False, True])
    def test_that_says_no_says_why_in_words_and_goes_back_to_people(self, taken: bool) -> None:
        life = life_with_order()
        if taken:
            say(life, "accepted")

        say(life, "refused", reason="device_unknown")

        [refused] = life.of(EventKind.WORK_ORDER_REFUSED)
        assert refused.data["reason"] == "device_unknown"
        assert refused.data["because"] == {"zh": "没有该设备", "en": "the device is not known"}
        [task] = life.case.open_tasks
        assert task.title is not None
        assert task.title.en == f"The repair system does not take order {W1} (the device is not known); " + (
            "arrange it another way"
        )
        assert (task.because, waits_on(life.case)) == ("work_order_refused", None)

    def test_that_says_no_in_words_of_its_own_is_repeated(self) -> None:
        life = life_with_order()

        say(life, "refused", reason="workshop_is_full")

        assert life.of(EventKind.WORK_ORDER_REFUSED)[0].data["because"]["en"] == "workshop is full"

    def test_that_it_is_done_after_all_is_believed(self) -> None:
        life = life_with_order()
        say(life, "refused", reason="device_unknown")

        say(life, "finished", outcome="repaired")

        assert order_of(life).status is OrderStatus.DONE


class TestWaiting:
    def test_is_for_the_repair_shop_and_pauses_nothing(self) -> None:
        life = life_with_order()

        assert waits_on(life.case) is WaitingOn.REPAIR_SHOP
        assert not life.case.is_paused
        say(life, "finished")
        assert waits_on(life.case) is None

    def test_for_an_answer_of_the_complainant_comes_first(self) -> None:
        life = life_with_order()

        life.do("ask", of="complainant", text="Which lock?")

        assert (waits_on(life.case), life.case.is_paused) == (WaitingOn.COMPLAINANT, True)
        life.say("reply", text="The green one.")
        assert waits_on(life.case) is WaitingOn.REPAIR_SHOP

    def test_is_over_for_a_case_that_is_settled_though_its_repair_goes_on(self) -> None:
        life = life_with_order()
        say(life, "accepted")

        life.do("respond", text="It is being repaired; that is all.", final=True)

        assert (waits_on(life.case), len(open_orders(life.case))) == (None, 1)
        say(life, "finished")
        assert life.case.stage is Stage.RESOLVED
        assert told(life)[-1] is EventKind.WORK_ORDER_DONE


class TestSilence:
    def test_of_the_repair_shop_is_broken_by_asking_at_the_pack_s_interval(self) -> None:
        life = life_with_order()
        say(life, "accepted")

        life.pass_time(hours=13)
        say(life, "finished")
        life.pass_time(hours=13)

        asked = life.of(EventKind.WORK_ORDER_ASKED)
        assert [event.data for event in asked] == [{"order": W1, "occurrence": n} for n in (1, 2)]
        assert [event.at - trial.MONDAY for event in asked] == [6 * HOUR, 12 * HOUR]

    def test_is_broken_once_after_an_outage(self) -> None:
        life = life_with_order()
        say(life, "accepted")

        life.sleep(hours=31)

        [asked] = life.of(EventKind.WORK_ORDER_ASKED)
        assert asked.data["occurrence"] == 5

    def test_is_waited_out_where_the_pack_says_nothing(self) -> None:
        life = Life(order_number=None)
        life.do("order-repair", **LOCK)
        say(life, "accepted")

        life.pass_time(days=10)

        assert life.of(EventKind.WORK_ORDER_ASKED) == []

    def test_is_not_broken_before_the_system_has_taken_the_order(self) -> None:
        life = life_with_order()

        life.pass_time(hours=13)

        assert life.of(EventKind.WORK_ORDER_ASKED) == []

    def test_after_the_wanted_time_goes_back_to_people_once(self) -> None:
        life = life_with_order(until=(trial.MONDAY + 2 * HOUR).isoformat())
        say(life, "accepted")

        life.pass_time(hours=2)
        assert not order_of(life).is_overdue
        life.pass_time(hours=30)

        [overdue] = life.of(EventKind.WORK_ORDER_OVERDUE)
        assert overdue.data["order"] == W1
        assert [task.because for task in life.case.tasks] == ["work_order_overdue"]
