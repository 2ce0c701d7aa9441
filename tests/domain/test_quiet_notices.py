"""What quiet hours hold, and what they never hold (time rule 13); words of progress (C9)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.changes import Change
from domain.kinds import EventKind, Stage
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with

NIGHT = {"from": "22:00", "to": "08:00"}
# A Monday, eleven at night in Shanghai.
LATE = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)


def at_night(**complaint: Any) -> Life:
    return Life(policy=policy_with(quiet_hours=NIGHT), at=LATE, **complaint)


class TestQuietHours:
    def test_hold_what_a_complainant_is_told_until_the_morning(self) -> None:
        life = at_night()
        life.records(trial.record())
        life.paid()
        assert life.told() == []

        life.pass_time(hours=10)

        assert life.told() == ["paid", "resolved"]
        (released,) = life.of(EventKind.NOTICES_RELEASED)
        assert released.at == MORNING
        assert life.case.held == ()

    def test_never_hold_an_acknowledgement(self) -> None:
        assert at_night(channel="hotline").told() == ["acknowledged"]

    def test_never_hold_what_a_statutory_milestone_needs(self) -> None:
        milestones = [{"name": "by_law", "allowance": "PT24H", "met_by": ["responded"], "statutory": True}]
        life = Life(policy=policy_with(quiet_hours=NIGHT, milestones=milestones), at=LATE, order_number=None)
        life.do("respond", text="We look into it", final=False)

        assert life.told() == ["responded"]

    def test_never_hold_what_staff_are_told_of_a_red_alert(self) -> None:
        life = at_night(order_number=None, reading=trial.FIRE)
        life.pass_time(minutes=25)

        assert life.told("staff").count("red_alert_raised") == 1
        assert life.told("staff").count("alert_repeated") == 2

    def test_hold_nothing_of_a_case_that_ends(self) -> None:
        life = at_night(order_number=None)
        life.do("respond", text="We look into it", final=False)
        life.say("withdraw", reason="never mind")

        assert life.told() == ["withdrawn", "responded"]

    def test_hold_nothing_in_cases_from_before(self) -> None:
        life = Life(
            policy=policy_with(quiet_hours=NIGHT),
            at=LATE,
            order_number=None,
            follows=set(Change) - {Change.QUIET_HOURS_HOLD},
        )
        life.do("respond", text="We look into it", final=False)

        assert life.told() == ["responded"]
        assert not life.of(EventKind.NOTICE_HELD)

    def test_are_over_when_everything_was_switched_off_meanwhile(self) -> None:
        life = at_night()
        life.records(trial.record())
        life.paid()
        life.sleep(days=2, hours=12)

        assert life.told() == ["paid", "resolved"]

    def test_begin_anew_when_everything_comes_back_at_night(self) -> None:
        life = at_night()
        life.records(trial.record())
        life.paid()
        life.sleep(days=2)
        assert life.told() == []

        life.pass_time(hours=9)

        assert life.told() == ["paid", "resolved"]


class TestProgress:
    def life(self, **complaint: Any) -> Life:
        return Life(policy=policy_with(progress_notice_every="PT12H"), **complaint)

    def test_is_told_at_set_intervals_while_an_investigation_runs(self) -> None:
        life = self.life(order_number=None)
        life.pass_time(hours=40)

        told = life.of(EventKind.PROGRESS_TOLD)
        assert [event.at - trial.MONDAY for event in told] == [timedelta(hours=n) for n in (12, 24, 36)]
        assert life.told() == ["progress_told"] * 3

    def test_ends_with_the_investigation(self) -> None:
        life = self.life(order_number=None)
        life.pass_time(hours=13)
        life.do("respond", text="It was our fault", final=True)
        assert life.case.stage is Stage.RESOLVED
        life.pass_time(hours=48)

        assert len(life.of(EventKind.PROGRESS_TOLD)) == 1

    def test_waits_while_the_complainant_has_to_answer(self) -> None:
        life = self.life(order_number=None)
        life.do("ask", of="complainant", text="Which bike?")
        life.pass_time(hours=30)
        assert not life.of(EventKind.PROGRESS_TOLD)

        life.say("reply", text="The red one")
        life.pass_time(hours=11)
        assert not life.of(EventKind.PROGRESS_TOLD)
        life.pass_time(hours=1)
        assert len(life.of(EventKind.PROGRESS_TOLD)) == 1

    def test_is_told_once_after_an_outage(self) -> None:
        life = self.life(order_number=None)
        life.sleep(days=4)

        assert len(life.of(EventKind.PROGRESS_TOLD)) == 1

    def test_leaves_people_asleep(self) -> None:
        policy = policy_with(progress_notice_every="PT12H", quiet_hours=NIGHT)
        life = Life(policy=policy, order_number=None)
        life.pass_time(hours=24)

        (told,) = life.of(EventKind.PROGRESS_TOLD)
        assert told.at == MORNING
        assert not life.of(EventKind.NOTICE_HELD)

    def test_is_not_told_while_the_records_may_settle_the_case(self) -> None:
        life = self.life()
        assert life.case.records == "wanted"
        life.records(trial.record())
        life.paid()

        assert not life.of(EventKind.PROGRESS_TOLD)
