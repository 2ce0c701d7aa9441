"""Intake: a complaint becomes a case, triaged, graded, planned and acknowledged in one step."""

from datetime import timedelta
from typing import Any

import pytest

from domain import agenda
from domain.complaint import Complainant
from domain.events import kinds_of
from domain.intake import open_case
from domain.kinds import Channel, EventKind, Stage
from domain.step import Step
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, policy_with, row

TWO_MINUTES = timedelta(minutes=2)
SHOWN = {"web", "app", "chat", "wechat", "weibo", "outlet", "merchant", "staff"}


class TestFirstStep:
    def test_takes_the_case_to_the_department_of_its_kind(self) -> None:
        life = Life(reading=trial.LOCK)

        assert (life.case.category, life.case.kind, life.case.department) == ("fault", "lock", "technical")
        assert (life.case.stage, life.case.level, life.case.handler) == (Stage.INVESTIGATING, 2, None)

    def test_is_told_in_this_order(self) -> None:
        told = kinds_of(Life(reading=trial.FIRE).events)

        assert told == (
            EventKind.RECEIVED,
            EventKind.RED_ALERT_RAISED,
            EventKind.CLASSIFIED,
            EventKind.GRADED,
            EventKind.ASSIGNED,
            EventKind.PLANNED,
            EventKind.ACKNOWLEDGED,
            EventKind.MILESTONE_MET,
        )

    def test_numbers_its_events_from_one(self) -> None:
        assert [event.sequence for event in Life().events] == list(range(1, len(Life().events) + 1))

    def test_puts_what_nothing_matches_where_the_pack_says(self) -> None:
        life = Life(reading=trial.NOTHING)

        assert (life.case.category, life.case.kind) == ("other", "other")
        assert life.of(EventKind.CLASSIFIED)[0].data["by"] == "unmatched"

    def test_says_nothing_personal_in_the_open_part(self) -> None:
        life = Life(title="My bike", respondent="Li Si", representing="Wang Wu", claims={"shame": "great"})

        said = "".join(str(event.data) for event in life.events)
        for word in ("Zhang", "+86", "overcharged", "My bike", "Li Si", "Wang Wu", "great", "ORDER-1"):
            assert word not in said

    def test_grades_by_claims_of_flags_only_as_staff_or_words_set_them(self) -> None:
        assert Life(flags=("legal",)).case.level == 3
        assert Life(claims={"flags": ["legal"], "level": 3}).case.level == 1


class TestClock:
    def test_starts_when_the_complaint_was_taken_in_though_no_worker_ran(self) -> None:
        start = trial.start()

        step = open_case(start, policy=trial.policy(), at=trial.MONDAY + timedelta(hours=5))

        assert step.case.received_at == trial.MONDAY
        solved = next(milestone for milestone in step.case.milestones if milestone.name == "solved")
        assert solved.due_at == trial.MONDAY + timedelta(hours=2)

    def test_breaches_at_once_what_was_missed_before_anybody_looked(self) -> None:
        life = life_with(row("a", "PT2H"), received_at=trial.MONDAY - timedelta(hours=5), filed_by="clerk-1")

        happened = life.sleep()

        assert kinds_of(happened) == (EventKind.BREACHED,)
        assert happened[0].data["due_at"] == (trial.MONDAY - timedelta(hours=3)).isoformat()
        assert "because" not in happened[0].data

    def test_never_starts_in_the_future(self) -> None:
        life = Life(received_at=trial.MONDAY + timedelta(days=1))

        assert life.case.received_at == trial.MONDAY


class TestClocksApart:
    """Named case: clocks of API and worker two minutes apart (the workflow's time rules)."""

    @pytest.mark.parametrize("worker_late", [timedelta(seconds=1), timedelta(hours=1)])
    @pytest.mark.parametrize("apart", [-TWO_MINUTES, TWO_MINUTES])
    def test_start_the_case_when_the_engine_took_it(self, apart: timedelta, worker_late: timedelta) -> None:
        step = self.opened(filed=apart, opened=worker_late)

        assert step.case.received_at == trial.MONDAY
        assert step.case.milestones[0].due_at == trial.MONDAY + timedelta(minutes=1)

    @pytest.mark.parametrize("apart", [-TWO_MINUTES, TWO_MINUTES])
    def test_put_no_milestone_into_the_past_and_no_event_out_of_order(self, apart: timedelta) -> None:
        step = self.opened(filed=apart, opened=timedelta(seconds=1))

        agenda.advance(step)

        assert EventKind.BREACHED not in kinds_of(step.events)
        assert step.case.milestones[0].due_at > step.at
        assert {event.at for event in step.events} == {step.at}
        assert step.case.received_at <= step.at

    @pytest.mark.parametrize("apart", [timedelta(seconds=-10), timedelta(seconds=-1)])
    def test_by_a_few_seconds_leave_what_the_receipt_said(self, apart: timedelta) -> None:
        assert self.opened(filed=apart, opened=timedelta(seconds=1)).case.received_at == trial.MONDAY + apart

    def test_leave_cases_from_before_as_they_were(self) -> None:
        step = self.opened(filed=-TWO_MINUTES, opened=timedelta(seconds=1), follows=lambda _: False)

        assert step.case.received_at == trial.MONDAY - TWO_MINUTES

    def opened(self, *, filed: timedelta, opened: timedelta, **more: Any) -> Step:
        """Open a case that the engine took on Monday, by the clocks of the API and of the worker."""
        start = trial.start(at=trial.MONDAY + filed)
        policy = policy_with(milestones=[row("a", "PT1M")])
        return open_case(start, policy=policy, at=trial.MONDAY + opened, started_at=trial.MONDAY, **more)


class TestAcknowledgement:
    @pytest.mark.parametrize("channel", Channel)
    def test_is_by_showing_the_number_where_it_is_shown(self, channel: Channel) -> None:
        life = Life(channel=channel)

        assert (life.case.acknowledgement == "done") == (channel in SHOWN)
        assert (life.milestone("first_contact").met_at is not None) == (channel in SHOWN)

    def test_is_left_to_a_person_where_there_is_no_way_to_tell(self) -> None:
        life = Life(channel="letter", complainant=Complainant(name="Zhang San"))

        assert life.case.acknowledgement == "failed"
        assert life.of(EventKind.NOTICE_FAILED)[0].data["because"] == "no_contact"
        assert life.milestone("first_contact").is_open


class TestRedAlert:
    def test_goes_to_the_rung_of_the_pack(self) -> None:
        raised = Life(reading=trial.FIRE).of(EventKind.RED_ALERT_RAISED)[0]

        assert raised.data == {"by": "words", "notify": "senior_management", "remind_every": "PT10M"}
        assert raised.private == {"words": ["fire"]}

    def test_is_seen_by_the_grading(self) -> None:
        life = Life(reading=trial.FIRE)

        assert life.case.urgency == "critical"
        assert life.milestone("responded").due_at == trial.MONDAY + timedelta(hours=2)

    def test_is_off_where_the_pack_has_none(self) -> None:
        life = Life(reading=trial.FIRE, policy=policy_with(red_alert=None))

        assert not life.case.red_alert

    def test_is_raised_once_though_the_case_is_contested(self) -> None:
        life = Life(reading=trial.FIRE)
        life.do("decline", trial.TECHNICAL_LEAD, reason="not ours", referral="the city")

        life.say("contest", reason="it is yours")

        assert len(life.of(EventKind.RED_ALERT_RAISED)) == 1


class TestFiler:
    @pytest.mark.parametrize(
        ("filed_by", "actor"), [("complainant", "complainant"), ("clerk-1", "staff:clerk-1"), ("", "system")]
    )
    def test_is_named_on_the_timeline(self, filed_by: str, actor: str) -> None:
        assert Life(filed_by=filed_by).events[0].actor == actor
