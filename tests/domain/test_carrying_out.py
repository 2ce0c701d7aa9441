"""Carrying out: each kind of remedy in its own way, confirmed once, with how, when and by whom on record."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain import work_orders
from domain.kinds import EventKind, Stage
from domain.ports import WorkOrderAnswer
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.test_remedies import APOLOGY, proposed

R1 = "RD-TEST-R1"
HOUR = timedelta(hours=1)


def agreed(*remedies: dict[str, Any], **life: Any) -> Life:
    """A case whose complainant has accepted these."""
    played = proposed(*remedies, **life)
    played.do("approve", trial.LEAD)
    played.say("accept")
    return played


def remedy_of(life: Life, number: int = 1) -> Any:
    return life.case.remedies[number - 1]


def visit(life: Life, *, ahead: timedelta = 24 * HOUR, **fields: Any) -> None:
    life.do("make-appointment", remedy=R1, at=(life.now + ahead).isoformat(), **fields)


def mended(life: Life, outcome: str = "repaired") -> None:
    answer = WorkOrderAnswer(status="finished", outcome=outcome)
    life.hear(lambda step: work_orders.answered(step, order_id="RD-TEST-W1", answer=answer))


class TestRedo:
    def test_has_an_appointment_with_a_milestone_at_its_end(self) -> None:
        life = agreed({"kind": "redo"})

        visit(life, minutes=90, who="Li", place="gate 3")

        milestone = life.milestone("redone")
        assert milestone.due_at == life.now + 25.5 * HOUR
        assert (remedy_of(life).appointment.who, remedy_of(life).appointment.place) == ("Li", "gate 3")
        assert life.told()[-1] == "appointment_made redone"

    def test_keeps_who_and_where_sealed(self) -> None:
        life = agreed({"kind": "redo"})

        visit(life, who="Li", place="gate 3")

        [event] = life.of(EventKind.APPOINTMENT_MADE)
        assert "gate 3" not in str(event.data)
        assert event.private == {"who": "Li", "place": "gate 3"}

    def test_is_met_when_it_is_confirmed(self) -> None:
        life = agreed({"kind": "redo"})
        visit(life)

        life.do("confirm-remedy", remedy=R1, how="cleaned anew")

        assert life.milestone("redone").met_at == life.now
        assert life.case.stage is Stage.RESOLVED

    def test_is_warned_of_and_breached_and_stays_open_when_it_is_missed(self) -> None:
        life = agreed({"kind": "redo"})
        visit(life)

        life.pass_time(hours=26)
        missed = life.milestone("redone")
        life.do("confirm-remedy", remedy=R1, how="cleaned anew")

        assert [event.data["fraction"] for event in life.of(EventKind.WARNED) if event.data["milestone"] == "redone"]
        assert (missed.breached_at is not None, missed.is_open) == (True, True)
        [met] = [event for event in life.of(EventKind.MILESTONE_MET) if event.data["milestone"] == "redone"]
        assert met.data["late"] is True

    def test_may_be_moved_with_a_reason(self) -> None:
        life = agreed({"kind": "redo"})
        visit(life)

        with pytest.raises(NotUnderstood, match="reason"):
            visit(life, ahead=48 * HOUR)
        visit(life, ahead=48 * HOUR, reason="rain")
        life.pass_time(hours=30)

        assert life.milestone("redone").breached_at is None
        assert len([each for each in life.case.milestones if each.is_appointment]) == 1

    def test_stays_breached_when_it_is_moved_after_it_was_missed(self) -> None:
        life = agreed({"kind": "redo"})
        visit(life)
        life.pass_time(hours=26)

        visit(life, reason="nobody came")
        before = [each.name for each in life.case.open_milestones if each.is_appointment]
        life.do("confirm-remedy", remedy=R1, how="cleaned anew")

        assert before == ["redone", "redone#2"]
        assert life.milestone("redone").breached_at is not None
        assert not life.case.open_milestones or life.case.stage is Stage.RESOLVED

    def test_survives_a_regrading(self) -> None:
        life = agreed({"kind": "redo"})
        visit(life)

        life.do("grade", trial.LEAD, level=2, reason="harder than it looked")

        assert life.milestone("redone").is_open

    @pytest.mark.parametrize("ahead", [timedelta(0), -HOUR, timedelta(days=367)])
    def test_lies_ahead_and_within_a_year(self, ahead: timedelta) -> None:
        life = agreed({"kind": "redo"})

        with pytest.raises(NotUnderstood, match="at:"):
            visit(life, ahead=ahead)

    def test_is_the_only_one_that_has_appointments(self) -> None:
        with pytest.raises(NotUnderstood, match="done again"):
            visit(agreed(APOLOGY))

    def test_has_none_any_more_once_it_is_done(self) -> None:
        life = agreed({"kind": "redo"}, APOLOGY)
        life.do("confirm-remedy", remedy=R1, how="cleaned anew")

        with pytest.raises(NotNow, match="already"):
            visit(life)


class TestExchange:
    def confirm(self, life: Life, step: str | None, **more: Any) -> None:
        said: dict[str, Any] = {"step": step} if step else {}
        life.do("confirm-remedy", remedy=R1, how="by hand", **said, **more)

    @pytest.mark.parametrize("steps", [("returned", "sent"), ("sent", "returned")])
    def test_is_done_after_both_steps(self, steps: Sequence[str]) -> None:
        life = agreed({"kind": "exchange"})

        self.confirm(life, steps[0])
        between = life.case.stage
        self.confirm(life, steps[1])

        assert (between, life.case.stage) == (Stage.REMEDYING, Stage.RESOLVED)
        assert remedy_of(life).steps == steps

    def test_keeps_the_parcel_s_number_sealed(self) -> None:
        life = agreed({"kind": "exchange"})

        self.confirm(life, "sent", parcel="SF1234567")

        [event] = life.of(EventKind.REMEDY_STEP_CONFIRMED)
        assert "SF1234567" not in str(event.data)
        assert remedy_of(life).parcel == "SF1234567"
        assert life.told()[-1] == "remedy_step_confirmed"

    def test_takes_each_step_once(self) -> None:
        life = agreed({"kind": "exchange"})
        self.confirm(life, "returned")

        with pytest.raises(NotNow, match="already"):
            self.confirm(life, "returned")

    def test_is_not_confirmed_as_a_whole(self) -> None:
        with pytest.raises(NotUnderstood, match="'returned' and 'sent'"):
            self.confirm(agreed({"kind": "exchange"}), None)

    def test_was_confirmed_as_a_whole_in_cases_from_before(self) -> None:
        life = agreed({"kind": "exchange"}, follows=())

        self.confirm(life, None)

        assert life.case.stage is Stage.RESOLVED

    @pytest.mark.parametrize(
        ("kind", "fields", "match"),
        [("redo", {"step": "sent"}, "only an exchange"), ("exchange", {"step": "returned", "parcel": "1"}, "parcel")],
    )
    def test_is_all_that_has_steps_and_parcels(self, kind: str, fields: Any, match: str) -> None:
        life = agreed({"kind": kind})

        with pytest.raises(NotUnderstood, match=match):
            life.do("confirm-remedy", remedy=R1, how="by hand", **fields)


class TestRepair:
    def ordered(self) -> Life:
        life = agreed({"kind": "repair"})
        life.do("order-repair", what="the lock", remedy=R1)
        return life

    def test_is_done_when_its_work_order_is(self) -> None:
        life = self.ordered()

        mended(life)

        assert (life.case.stage, remedy_of(life).way) == (Stage.RESOLVED, "work_order")
        assert life.of(EventKind.REMEDY_CONFIRMED)[0].data["order"] == "RD-TEST-W1"

    def test_is_a_person_s_where_the_thing_was_scrapped(self) -> None:
        life = self.ordered()

        mended(life, "scrapped")
        life.pass_time(hours=1)

        keys = [task.key for task in life.case.open_tasks]
        life.do("confirm-remedy", remedy=R1, how="replaced at the shop")
        assert (keys, life.case.stage) == (["RD-TEST-W1/not-mended"], Stage.RESOLVED)

    def test_is_not_confirmed_again_by_a_work_order_that_comes_later(self) -> None:
        life = agreed({"kind": "repair"}, APOLOGY)
        life.do("order-repair", what="the lock", remedy=R1)
        life.do("confirm-remedy", remedy=R1, how="mended on the spot")

        mended(life)

        assert len(life.of(EventKind.REMEDY_CONFIRMED)) == 1

    def test_is_ordered_once_at_a_time(self) -> None:
        with pytest.raises(NotNow, match="ordered already"):
            self.ordered().do("order-repair", what="the lock", remedy=R1)

    def test_is_the_only_one_that_a_work_order_may_name(self) -> None:
        life = agreed(APOLOGY)

        with pytest.raises(NotUnderstood, match="no agreed repair"):
            life.do("order-repair", what="the lock", remedy=R1)


class TestSeveral:
    def test_are_carried_out_each_in_its_own_way_and_rebuilt_the_same(self) -> None:
        life = agreed(
            {"kind": "redo"}, APOLOGY, {"kind": "exchange"}, {"kind": "repair"}, {"kind": "refund", "amount_fen": 100}
        )
        visit(life)
        life.do("confirm-remedy", remedy=R1, how="done")
        life.do("confirm-remedy", remedy="RD-TEST-R2", how="on the telephone")
        for step in ("returned", "sent"):
            life.do("confirm-remedy", remedy="RD-TEST-R3", how="by post", step=step)
        life.do("order-repair", what="the lock", remedy="RD-TEST-R4")
        mended(life)
        before = life.case.stage
        life.paid("RD-TEST-R5")

        assert (before, life.case.stage) == (Stage.REMEDYING, Stage.RESOLVED)
        assert [remedy.way for remedy in life.case.remedies] == ["hand", "hand", "hand", "work_order", "gateway"]
        assert all(remedy.done_at for remedy in life.case.remedies)
        assert life.rebuilt() == life.case

    def test_of_two_confirmations_at_once_take_one(self) -> None:
        life = agreed({"kind": "redo"}, APOLOGY)
        life.do("confirm-remedy", remedy=R1, how="done")

        with pytest.raises(NotNow, match="already"):
            life.do("confirm-remedy", trial.OTHER_AGENT, remedy=R1, how="done")

    def test_of_money_are_no_agent_s_to_confirm(self) -> None:
        life = agreed({"kind": "voucher", "amount_fen": 100})
        life.paid(status="refused")

        with pytest.raises(NotAllowed, match="finance"):
            life.do("confirm-remedy", remedy=R1, how="handed over")
