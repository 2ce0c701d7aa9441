"""The agenda: what is due at an instant, in what order, and when to look again (time rules 5 and 9)."""

from datetime import timedelta

import pytest

from domain import agenda
from domain.events import kinds_of
from domain.kinds import EventKind, Stage
from domain.step import Step
from tests import trial
from tests.domain.stages import life_in, life_with, policy_with, row

HOUR = timedelta(hours=1)


class TestRule5:
    def test_warns_once_at_each_fraction(self) -> None:
        life = life_with(row("a", "PT10H", warn_at=[0.5, 0.8]))

        life.pass_time(hours=10)

        warned = [(event.data["fraction"], event.at - trial.MONDAY) for event in life.of(EventKind.WARNED)]
        assert warned == [(0.5, 5 * HOUR), (0.8, 8 * HOUR)]

    def test_sends_only_the_last_of_those_passed_when_it_is_planned(self) -> None:
        life = life_with(row("a", "PT10H", warn_at=[0.1, 0.5, 0.8]), received_at=trial.MONDAY - 6 * HOUR)

        life.pass_time(hours=4)

        assert [event.data["fraction"] for event in life.of(EventKind.WARNED)] == [0.5, 0.8]

    def test_sends_only_the_last_of_those_passed_meanwhile(self) -> None:
        life = life_with(row("a", "PT10H", warn_at=[0.1, 0.5, 0.8]))

        life.sleep(hours=9)

        assert [event.data["fraction"] for event in life.of(EventKind.WARNED)] == [0.8]

    def test_warns_at_the_very_fraction_and_not_before(self) -> None:
        life = life_with(row("a", "PT10H", warn_at=[0.5]))

        before = life.sleep(hours=5, microseconds=-1)
        at = life.sleep(microseconds=1)

        assert (kinds_of(before), kinds_of(at)) == ((), (EventKind.WARNED,))

    def test_does_not_warn_of_what_is_missed_already(self) -> None:
        life = life_with(row("a", "PT10H", warn_at=[0.5]))

        life.sleep(hours=11)

        assert not life.of(EventKind.WARNED)
        assert len(life.of(EventKind.BREACHED)) == 1

    @pytest.mark.parametrize("allowance", [{"working_days": 2}, {"working_hours": 16}, "PT48H"])
    def test_warns_before_the_due_moment_however_often_the_clock_stood_still(self, allowance: object) -> None:
        life = life_with(row("a", allowance, warn_at=[0.9], pauses=True))
        for _ in range(2):
            life.do("ask", of="complainant", text="Which one?")
            life.pass_time(hours=6)
            life.say("reply", text="That one.")
            life.pass_time(hours=18)

        milestone = life.milestone("a")

        assert all(instant < milestone.due_at for _, instant in milestone.warnings)


class TestRule9:
    def test_breaches_once_with_the_true_due_time_and_the_rung_reached_by_now(self) -> None:
        life = life_with(row("a", "PT2H"))

        happened = life.sleep(hours=4, minutes=30)

        assert kinds_of(happened) == (EventKind.BREACHED,)
        assert happened[0].data["due_at"] == (trial.MONDAY + 2 * HOUR).isoformat()
        assert happened[0].data["detected_at"] == life.now.isoformat()
        assert happened[0].data["rung"] == "senior_management"

    def test_goes_on_climbing_by_the_true_due_time(self) -> None:
        life = life_with(row("a", "PT2H"))
        life.sleep(hours=3, minutes=30)

        happened = life.pass_time(hours=1)

        assert kinds_of(happened) == (EventKind.CLIMBED,)
        assert happened[0].at == trial.MONDAY + 4 * HOUR

    def test_ends_a_pause_at_its_last_moment_and_not_when_that_is_noticed(self) -> None:
        awake, asleep = (life_with(row("a", "PT10H", pauses=True)) for _ in range(2))
        for life in (awake, asleep):
            life.do("ask", of="complainant", text="Which one?", until="2026-03-02T04:00:00Z")

        awake.pass_time(hours=20)
        asleep.sleep(hours=20)

        assert asleep.milestone("a").due_at == awake.milestone("a").due_at == trial.MONDAY + 11 * HOUR
        assert asleep.of(EventKind.BREACHED)[0].data["due_at"] == awake.of(EventKind.BREACHED)[0].data["due_at"]

    def test_ends_the_pause_of_a_silence_at_its_last_moment(self) -> None:
        awake, asleep = (life_in(Stage.AWAITING_COMPLAINANT) for _ in range(2))

        awake.pass_time(days=30)
        asleep.sleep(days=30)

        assert asleep.milestone("resolved").due_at == awake.milestone("resolved").due_at

    def test_does_first_what_fell_due_first(self) -> None:
        life = life_with(row("late", "PT3H"), row("early", "PT1H"), row("middle", "PT2H"))

        life.sleep(days=1)

        assert [event.data["milestone"] for event in life.of(EventKind.BREACHED)] == ["early", "middle", "late"]


class TestWindows:
    def test_leaves_the_last_moment_to_the_complainant(self) -> None:
        life = life_in(Stage.AWAITING_COMPLAINANT, policy=policy_with(silence={"after": "P3D", "means": "refused"}))

        life.sleep(days=3)
        life.say("accept")

        assert life.case.stage is Stage.REMEDYING

    @pytest.mark.parametrize(("stage", "word"), [(Stage.CLOSED, "appeal"), (Stage.DECLINED, "contest")])
    def test_hears_an_appeal_and_a_contest_at_the_last_moment(self, stage: Stage, word: str) -> None:
        life = life_in(stage)
        assert life.case.appeal_until

        life.sleep(seconds=(life.case.appeal_until - life.now).total_seconds())
        life.say(word, reason="unheard")

        assert life.case.cycle == 2

    def test_names_what_is_next_for_the_timer(self) -> None:
        life = life_with(row("a", "PT10H", warn_at=[0.5]))

        assert agenda.next_entry(life.case, life.policy) == (trial.MONDAY + 5 * HOUR, "warn: a")

    def test_has_nothing_left_for_a_case_in_the_archive(self) -> None:
        assert agenda.next_at(life_in(Stage.WITHDRAWN).case, trial.policy()) is None


class TestAdvance:
    @pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.RECEIVED])
    @pytest.mark.parametrize("days", [0, 1, 400, 30_000])
    def test_ends_for_every_stage_and_any_leap_and_then_has_nothing_due(self, stage: Stage, days: int) -> None:
        life = life_in(stage)

        life.sleep(days=days)
        again = Step(case=life.case, policy=life.policy, at=life.now)
        agenda.advance(again)

        assert not again.events
        ahead = agenda.next_at(life.case, life.policy)
        assert ahead is None or ahead > life.now
