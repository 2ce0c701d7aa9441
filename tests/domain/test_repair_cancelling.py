"""Taking a work order back: asked of the repair system, whose word counts, and heard of whatever it says (D2)."""

from typing import Any

import pytest

from domain.case_orders import OrderStatus
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.permissions import COMMANDS_OF_ROLE
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.registry import STAFF_COMMANDS
from domain.work_orders import is_under_repair
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, row
from tests.domain.workshop import LOCK, W1, life_with_order, order_of, say

WISH: dict[str, Any] = {"order": W1, "reason": "The bike was taken away by Zhang San."}


def cancelling(*, is_sent: bool = True) -> Life:
    """A case whose repair the repair system is asked to let be."""
    life = life_with_order()
    if is_sent:
        say(life, "accepted")
    life.do("cancel-repair", **WISH)
    return life


def kinds(life: Life) -> list[str]:
    return [event.kind.removeprefix("work_order_") for event in life.events if event.kind.startswith("work_order_")]


class TestWish:
    def test_goes_on_record_with_its_reason_in_private(self) -> None:
        life = cancelling()

        [wish] = life.of(EventKind.WORK_ORDER_CANCELLING)
        assert (wish.actor, wish.data, wish.private) == (
            "staff:agent-1",
            {"order": W1},
            {"reason": "The bike was taken away by Zhang San."},
        )
        assert is_under_repair(life.case)
        assert life.rebuilt() == life.case

    def test_is_refused_for_an_order_that_the_case_does_not_have(self) -> None:
        with pytest.raises(NotUnderstood, match="order: this case has no work order 'RD-TEST-W9'"):
            life_with_order().do("cancel-repair", **(WISH | {"order": "RD-TEST-W9"}))

    def test_is_refused_twice(self) -> None:
        with pytest.raises(NotNow, match="is being cancelled already"):
            cancelling().do("cancel-repair", **WISH)

    @pytest.mark.parametrize(
        ("status", "words"), [("finished", "is done; there is nothing to cancel"), ("refused", "was not taken")]
    )
    def test_is_refused_once_the_repair_has_ended(self, status: str, words: str) -> None:
        life = life_with_order()
        say(life, status, reason="device_unknown")

        with pytest.raises(NotNow, match=words):
            life.do("cancel-repair", **WISH)

    def test_needs_a_reason(self) -> None:
        with pytest.raises(NotUnderstood, match="reason: "):
            life_with_order().do("cancel-repair", order=W1, reason=" ")

    @pytest.mark.parametrize("actor", [trial.CLERK, trial.FINANCE, trial.TECHNICIAN])
    def test_is_for_those_who_handle_the_case(self, actor: Actor) -> None:
        with pytest.raises(NotAllowed):
            life_with_order().do("cancel-repair", actor, **WISH)

    def test_is_for_the_roles_that_order_repairs(self) -> None:
        assert all(("order-repair" in names) == ("cancel-repair" in names) for names in COMMANDS_OF_ROLE.values())

    def test_is_offered_while_there_is_something_to_cancel(self) -> None:
        command, before, after = STAFF_COMMANDS["cancel-repair"], life_with_order(), cancelling()

        offered = [command.is_offered(life.case, pack=life.policy.pack, reader=trial.AGENT) for life in (before, after)]

        assert offered == [True, False]

    def test_fits_a_case_that_is_settled_while_its_repair_goes_on(self) -> None:
        life = life_with_order()
        life.do("respond", text="It is being repaired; that is all.", final=True)
        assert life.case.stage is Stage.RESOLVED

        life.do("cancel-repair", **WISH)
        say(life, "cancelled")

        assert order_of(life).status is OrderStatus.CANCELLED


class TestAnswer:
    @pytest.mark.parametrize("is_sent", [False, True])
    def test_that_it_is_cancelled_ends_the_repair(self, is_sent: bool) -> None:
        life = cancelling(is_sent=is_sent)

        say(life, "cancelled")

        assert (order_of(life).status, order_of(life).settled_at) == (OrderStatus.CANCELLED, life.now)
        assert not is_under_repair(life.case)
        assert life.case.open_tasks == ()
        assert life.of(EventKind.WORK_ORDER_CANCELLED)[0].actor == "neighbour"
        assert life.rebuilt() == life.case

    def test_that_it_is_done_already_wins(self) -> None:
        life = cancelling()

        say(life, "finished", outcome="repaired")
        say(life, "cancelled")

        assert order_of(life).status is OrderStatus.DONE
        assert kinds(life) == ["placed", "sent", "cancelling", "done"]

    def test_that_it_was_never_taken_is_as_good(self) -> None:
        life = cancelling(is_sent=False)

        say(life, "refused", reason="device_unknown")

        assert order_of(life).status is OrderStatus.CANCELLED
        assert life.case.open_tasks == ()

    def test_that_it_goes_on_is_for_a_person_who_may_ask_again(self) -> None:
        life = cancelling()

        say(life, "kept", reason="repair_has_begun")

        [task] = life.case.open_tasks
        assert task.title is not None
        assert (
            task.title.en == f"The repair system goes on with order {W1} (the repair has begun); call the repair shop"
        )
        assert is_under_repair(life.case)
        life.do("cancel-repair", **WISH)
        say(life, "kept", reason="repair_has_begun")
        assert len(life.case.open_tasks) == 2

    def test_changes_nothing_when_it_comes_twice(self) -> None:
        life = cancelling()

        for status in ("accepted", "cancelled", "cancelled", "kept", "refused", "accepted"):
            say(life, status)

        assert kinds(life) == ["placed", "sent", "cancelling", "cancelled"]
        assert life.of(EventKind.NOT_APPLICABLE) == []

    def test_that_nobody_asked_for_goes_back_to_people(self) -> None:
        life = life_with_order()

        say(life, "cancelled")

        [task] = life.case.open_tasks
        assert task.because == "work_order_refused"
        assert order_of(life).status is OrderStatus.REFUSED


class TestAfterwards:
    def test_a_repair_that_is_done_all_the_same_is_kept_and_changes_nothing(self) -> None:
        life = cancelling()
        say(life, "cancelled")

        say(life, "finished", outcome="repaired")

        [kept] = life.of(EventKind.NOT_APPLICABLE)
        assert (kept.actor, kept.private["said"]["status"]) == ("neighbour", "finished")
        assert order_of(life).status is OrderStatus.CANCELLED

    def test_nothing_is_asked_or_late_any_more(self) -> None:
        life = life_with_order(until="2026-03-03T18:00:00+08:00")
        say(life, "accepted")
        life.do("cancel-repair", **WISH)
        say(life, "cancelled")

        life.pass_time(days=3)

        assert life.of(EventKind.WORK_ORDER_ASKED) == life.of(EventKind.WORK_ORDER_OVERDUE) == []

    def test_a_milestone_that_waits_for_the_repair_is_met_where_the_pack_says_so(self) -> None:
        life = life_with(
            row("repaired", "PT72H", "work_order_done", "work_order_cancelled"),
            row("other", "PT72H", "work_order_done"),
        )
        life.do("order-repair", **LOCK)
        life.do("cancel-repair", **WISH)

        say(life, "cancelled")

        assert (life.milestone("repaired").met_at, life.milestone("other").met_at) == (life.now, None)

    def test_another_repair_may_be_ordered_and_keeps_the_case_under_repair(self) -> None:
        life = cancelling()
        life.do("order-repair", **LOCK)

        say(life, "cancelled")

        assert is_under_repair(life.case)
        assert [order.status for order in life.case.work_orders] == [OrderStatus.CANCELLED, OrderStatus.PLACED]

    def test_the_case_has_no_repair_to_leave(self) -> None:
        life = cancelling()
        say(life, "cancelled")

        life.say("withdraw")

        assert life.of(EventKind.WORK_ORDER_LEFT) == []
