"""Red alerts: by words, by hand, repeated until somebody high enough acknowledges (B4)."""

from datetime import timedelta
from typing import Any

import pytest

from domain import agenda
from domain.changes import Change
from domain.events import Actor
from domain.instant import JUST_AFTER
from domain.kinds import EventKind, Stage, Urgency
from domain.refusals import NotAllowed, NotNow
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with

TEN_MINUTES = timedelta(minutes=10)
BEFORE: frozenset[Change] = frozenset()
"""Rules that a case from before alerts were repeated follows."""


def on_fire(**more: Any) -> Life:
    """A complaint whose words are alarming."""
    return Life(order_number=None, reading=trial.FIRE, **more)


def repeats(life: Life) -> list[timedelta]:
    """When the alert was said again, since it was raised."""
    [raised] = life.of(EventKind.RED_ALERT_RAISED)
    return [event.at - raised.at for event in life.of(EventKind.ALERT_REPEATED)]


class TestAlert:
    def test_is_said_again_at_its_interval_until_somebody_acknowledges(self) -> None:
        life = on_fire()

        life.pass_time(minutes=35)
        life.do("acknowledge-alert", trial.MANAGER, note="on my way")
        life.pass_time(hours=1)

        assert repeats(life) == [TEN_MINUTES, 2 * TEN_MINUTES, 3 * TEN_MINUTES]
        [acknowledged] = life.of(EventKind.ALERT_ACKNOWLEDGED)
        assert (acknowledged.actor, acknowledged.data) == ("staff:boss-1", {"after_seconds": 2_100.0})
        assert acknowledged.private == {"note": "on my way"}

    def test_is_said_once_after_an_outage_however_long_that_was(self) -> None:
        life = on_fire()

        life.sleep(minutes=47)
        life.pass_time(minutes=3)

        assert [event.data["occurrence"] for event in life.of(EventKind.ALERT_REPEATED)] == [4, 5]

    def test_is_repeated_whatever_else_the_case_waits_for(self) -> None:
        life = on_fire()
        life.do("ask", trial.TECHNICIAN, of="complainant", text="Which one?")

        life.pass_time(minutes=15)

        assert len(repeats(life)) == 1

    @pytest.mark.parametrize("how", ["decline", "close"])
    def test_is_silent_once_the_case_is_over(self, how: str) -> None:
        """Named case: an alert after closing."""
        life = on_fire()
        if how == "decline":
            life.do("decline", trial.TECHNICAL_LEAD, reason="not ours", referral="the city")
        else:
            life.do("respond", trial.TECHNICIAN, text="It is out.", final=True)
            life.do("close", trial.TECHNICAL_LEAD, reason="out")

        life.pass_time(hours=2)

        assert repeats(life) == []

    def test_is_never_repeated_in_a_case_from_before_alerts_were(self) -> None:
        life = on_fire(follows=BEFORE)

        life.pass_time(hours=1)

        assert life.case.red_alert
        assert repeats(life) == []

    def test_is_the_same_when_the_case_is_made_anew_from_its_events(self) -> None:
        life = on_fire()
        life.pass_time(minutes=15)
        life.do("acknowledge-alert", trial.MANAGER)

        assert life.rebuilt() == life.case
        assert life.case.alert is not None
        assert life.case.alert.acknowledged_by == "staff:boss-1"


class TestAcknowledging:
    @pytest.mark.parametrize("actor", [trial.TECHNICAL_LEAD, trial.HEAD.model_copy(update={"department": "technical"})])
    def test_is_for_the_rung_that_was_told_and_up(self, actor: Actor) -> None:
        with pytest.raises(NotAllowed, match="senior management or a higher rung"):
            on_fire().do("acknowledge-alert", actor)

    def test_is_possible_when_the_case_is_over_since_somebody_has_still_to_have_seen_it(self) -> None:
        life = on_fire()
        life.do("decline", trial.TECHNICAL_LEAD, reason="not ours", referral="the city")

        life.do("acknowledge-alert", trial.MANAGER)

        assert life.case.stage is Stage.DECLINED
        assert life.case.appeal_until is not None
        assert agenda.next_at(life.case, life.policy) == life.case.appeal_until + JUST_AFTER

    def test_is_refused_where_there_is_nothing_to_acknowledge(self) -> None:
        life = on_fire()
        life.do("acknowledge-alert", trial.MANAGER)

        with pytest.raises(NotNow, match="no red alert"):
            life.do("acknowledge-alert", trial.MANAGER)
        with pytest.raises(NotNow, match="no red alert"):
            Life().do("acknowledge-alert", trial.MANAGER)


class TestRaisingByHand:
    def test_makes_the_case_critical_and_plans_for_that(self) -> None:
        life = Life(order_number=None)
        life.pass_time(minutes=20)

        life.do("raise-alert", trial.CLERK, reason="she says it smokes")

        [raised] = life.of(EventKind.RED_ALERT_RAISED)
        assert (raised.actor, raised.data["by"]) == ("staff:clerk-1", "hand")
        assert raised.private == {"reason": "she says it smokes"}
        assert life.case.urgency is Urgency.CRITICAL
        assert life.milestone("responded").due_at == trial.MONDAY + timedelta(hours=2)

    def test_makes_light_of_nothing_that_a_person_had_graded(self) -> None:
        life = Life(order_number=None)
        life.do("grade", trial.LEAD, level=3, severity="emergency", reason="grave")

        life.do("raise-alert", reason="smoke")

        assert (life.case.level, life.case.urgency, life.case.severity) == (3, "critical", "emergency")

    def test_is_refused_while_one_stands_and_possible_again_afterwards(self) -> None:
        life = on_fire()
        with pytest.raises(NotNow, match="stands already"):
            life.do("raise-alert", trial.TECHNICIAN, reason="smoke")
        life.do("acknowledge-alert", trial.MANAGER)
        life.pass_time(hours=1)

        life.do("raise-alert", trial.TECHNICIAN, reason="smoke again")
        life.pass_time(minutes=11)

        assert len(life.of(EventKind.RED_ALERT_RAISED)) == 2
        assert [event.data["occurrence"] for event in life.of(EventKind.ALERT_REPEATED)] == [1]

    def test_is_refused_under_a_pack_that_has_none(self) -> None:
        with pytest.raises(NotNow, match="no red alert"):
            Life(policy=policy_with(red_alert=None), order_number=None).do("raise-alert", reason="smoke")


class TestAlarmingReply:
    def test_raises_an_alert_and_grades_the_case_anew(self) -> None:
        life = Life(order_number=None)

        life.say("reply", text="It is on fire", alarming=("fire",))
        life.pass_time(minutes=11)

        assert life.case.urgency is Urgency.CRITICAL
        assert len(repeats(life)) == 1

    def test_is_kept_in_a_settled_case_and_tells_somebody_until_they_acknowledge(self) -> None:
        life = Life(order_number=None)
        life.do("respond", text="No.", final=True)
        life.do("close", trial.LEAD, reason="answered")
        life.pass_time(minutes=1)

        life.say("reply", text="It is on fire", alarming=("fire",))
        life.pass_time(minutes=25)

        assert life.case.stage is Stage.CLOSED
        assert len(repeats(life)) == 2
