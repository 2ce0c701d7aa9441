"""Milestones: independence, re-grading, new cycles, endings (time rules 2, 7, 8, 10)."""

from datetime import timedelta

import pytest

from domain.case_milestones import Milestone
from domain.kinds import EventKind, Stage
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, life_with, resolved, row

HOUR = timedelta(hours=1)


def open_names(life: Life) -> set[str]:
    return {milestone.name for milestone in life.case.open_milestones}


class TestRule2:
    def test_lets_each_milestone_run_by_itself(self) -> None:
        life = life_with(row("a", "PT1H", "answered"), row("b", "PT2H", "responded"), row("c", "PT1H", "responded"))

        life.do("respond", text="We are looking.", final=False)
        life.sleep(hours=1, minutes=1)

        assert open_names(life) == {"a"}
        assert [event.data["milestone"] for event in life.of(EventKind.BREACHED)] == ["a"]

    def test_takes_the_first_row_of_a_name_that_holds(self) -> None:
        life = life_with(row("a", "PT1H", when="level == 3"), row("a", "PT2H"), row("a", "PT3H"))

        assert [milestone.due_at - trial.MONDAY for milestone in life.case.milestones] == [2 * HOUR]

    def test_does_not_take_an_answer_for_a_remedy_that_is_to_come(self) -> None:
        life = life_with(row("solved", "PT9H", "answered", "remedied"))
        life.do("record-finding", **trial.FINDING)
        life.do("approve", trial.LEAD)
        life.say("accept")

        before = life.milestone("solved").met_at
        life.paid()

        assert (before, life.milestone("solved").met_at) == (None, life.now)


class TestRule7:
    def test_keeps_what_was_met(self) -> None:
        life = life_with(row("a", "PT4H", "responded", when="level == 1"))
        life.do("respond", text="We are looking.", final=False)

        life.do("grade", trial.LEAD, level=2, reason="harder")
        life.do("grade", trial.LEAD, level=1, reason="easier")

        assert len(life.case.milestones) == 1
        assert life.milestone("a").met_at == trial.MONDAY

    def test_keeps_what_was_breached_and_never_breaches_it_again(self) -> None:
        life = life_with(row("a", "PT4H", when="level == 1"))
        life.pass_time(hours=5)

        life.do("grade", trial.LEAD, level=2, reason="harder")
        life.do("grade", trial.LEAD, level=1, reason="easier")
        life.pass_time(hours=5)

        assert life.case.is_breached
        assert len(life.of(EventKind.BREACHED)) == 1

    def test_cancels_what_no_longer_applies(self) -> None:
        life = life_with(row("a", "PT4H", when="level == 1"), row("b", "PT9H"))

        life.do("grade", trial.LEAD, level=2, reason="harder")

        assert open_names(life) == {"b"}
        assert [event.data["milestone"] for event in life.of(EventKind.MILESTONE_CANCELLED)] == ["a"]

    def test_computes_what_is_open_from_the_original_clock_start(self) -> None:
        life = life_with(row("a", "PT4H", when="level == 1"), row("a", "PT9H"))
        life.pass_time(hours=3)

        life.do("grade", trial.LEAD, level=2, reason="harder")

        assert life.milestone("a").due_at == trial.MONDAY + 9 * HOUR

    def test_breaches_at_once_and_once_what_that_makes_overdue(self) -> None:
        life = life_with(row("a", "PT9H", when="level == 1"), row("a", "PT2H"), row("b", "PT1H", when="level == 2"))
        life.pass_time(hours=5)

        life.do("grade", trial.LEAD, level=2, reason="harder")
        life.do("grade", trial.LEAD, level=3, reason="harder still")

        breached = life.of(EventKind.BREACHED)
        assert {event.data["milestone"] for event in breached} == {"a", "b"}
        assert len(breached) == 2
        assert {event.at for event in breached} == {trial.MONDAY + 5 * HOUR}
        assert {event.data["because"] for event in breached} == {"regraded"}

    def test_lets_what_was_breached_climb_on_though_it_no_longer_applies(self) -> None:
        life = life_with(row("a", "PT4H", when="level == 1"))
        life.pass_time(hours=4, minutes=30)

        life.do("grade", trial.LEAD, level=2, reason="harder")
        happened = life.pass_time(hours=1)

        assert [event.kind for event in happened] == [EventKind.CLIMBED]

    def test_names_no_re_grading_where_there_was_none(self) -> None:
        life = life_with(row("a", "PT9H"))

        life.pass_time(hours=10)

        assert "because" not in life.of(EventKind.BREACHED)[0].data

    def test_warns_of_each_fraction_once_however_often_it_is_graded(self) -> None:
        life = life_with(row("a", "PT4H", when="level == 1", warn_at=[0.5]))
        life.pass_time(hours=3)

        life.do("grade", trial.LEAD, level=2, reason="harder")
        life.do("grade", trial.LEAD, level=1, reason="easier")

        assert len(life.of(EventKind.WARNED)) == 1

    def test_knows_what_was_done_before_the_milestone_applied(self) -> None:
        life = life_with(
            row("a", "PT4H", "responded", when="level == 2"), row("b", "PT1H", "responded", when="level == 2")
        )
        life.pass_time(hours=2)
        life.do("respond", text="We are looking.", final=False)
        life.pass_time(hours=1)

        life.do("grade", trial.LEAD, level=2, reason="harder")

        assert not open_names(life)
        assert life.milestone("a").met_at == trial.MONDAY + 2 * HOUR
        assert [event.data["milestone"] for event in life.of(EventKind.BREACHED)] == ["b"]
        assert [event.data["late"] for event in life.of(EventKind.MILESTONE_MET)] == [False, True]

    def test_opens_nothing_in_a_declined_case(self) -> None:
        life = life_in(Stage.DECLINED)

        life.do("grade", trial.LEAD, level=2, reason="harder")

        assert not life.case.open_milestones


def milestones_of(life: Life, cycle: int) -> list[Milestone]:
    return [milestone for milestone in life.case.milestones if milestone.cycle == cycle]


class TestProvisional:
    def test_is_said_of_a_due_moment_outside_the_years_of_the_calendar(self) -> None:
        life = life_with(row("far", {"working_days": 3000}), row("near", {"working_days": 3}), row("any", "P4000D"))

        assert {m.name: m.provisional for m in life.case.milestones} == {"far": True, "near": False, "any": False}

    def test_ends_with_a_grading_that_brings_it_back_into_them(self) -> None:
        life = life_with(row("a", {"working_days": 3000}, when="level == 1"), row("a", {"working_days": 3}))

        before = life.milestone("a").provisional
        life.do("grade", trial.LEAD, level=2, reason="harder")

        assert (before, life.milestone("a").provisional) == (True, False)


class TestRule8:
    def test_starts_afresh_where_the_pack_restarts(self) -> None:
        life = life_with(row("a", "PT9H", "resolved"), row("b", "PT1H", "finding_recorded"))
        life.pass_time(hours=2)
        resolved(life)
        life.pass_time(days=1)

        life.say("appeal", reason="unheard")

        assert {m.name: m.due_at - life.now for m in milestones_of(life, 2)} == {"a": 9 * HOUR, "b": HOUR}
        assert [m.breached_at is not None for m in milestones_of(life, 1)] == [False, True]

    def test_goes_on_where_the_pack_resumes(self) -> None:
        life = life_with(row("a", "PT9H", "resolved"), row("b", "PT9H", "responded"), pack={"reopen": "resume"})
        life.do("respond", text="We are looking.", final=False)
        life.pass_time(hours=2)
        resolved(life)
        life.pass_time(days=1)

        life.say("appeal", reason="unheard")

        assert {m.name: m.due_at - life.now for m in milestones_of(life, 2)} == {"a": 7 * HOUR}

    def test_goes_on_twice_without_counting_a_stretch_twice(self) -> None:
        life = life_with(row("a", "PT9H", "resolved"), pack={"reopen": "resume"})
        for answerer in (trial.AGENT, trial.OTHER_AGENT):
            life.pass_time(hours=2)
            life.do("respond", answerer, text="No.", final=True)
            life.pass_time(days=1)
            life.say("appeal", reason="unheard")

        assert life.milestone("a").due_at == life.now + 5 * HOUR

    def test_counts_the_time_out_of_scope_as_time_in_which_it_stood_still(self) -> None:
        life = life_with(row("a", "PT9H", "resolved"), pack={"reopen": "resume"})
        life.pass_time(hours=1)
        resolved(life)
        life.pass_time(days=1)
        life.say("appeal", reason="unheard")
        life.pass_time(hours=2)
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")
        life.pass_time(days=1)

        life.say("contest", reason="it is")

        assert life.milestone("a").due_at == life.now + 6 * HOUR

    def test_does_not_breach_again_what_it_goes_on_with(self) -> None:
        life = life_with(row("a", "PT9H", "resolved"), pack={"reopen": "resume"})
        life.pass_time(hours=9, minutes=30)
        resolved(life)
        life.pass_time(days=1)

        life.say("appeal", reason="unheard")
        happened = life.pass_time(hours=1)

        assert len(life.of(EventKind.BREACHED)) == 1
        assert [(event.kind, life.now - event.at) for event in happened] == [(EventKind.CLIMBED, HOUR / 2)]

    def test_lets_nothing_of_the_old_cycle_fire_in_the_new_one(self) -> None:
        life = life_with(row("a", "PT1H", "finding_recorded", warn_at=[0.5]), row("b", "PT9H", "finding_recorded"))
        life.pass_time(hours=2)
        resolved(life)

        life.say("appeal", reason="unheard")
        life.pass_time(days=2)

        fired = [event for event in life.of(EventKind.BREACHED) if event.at > trial.MONDAY + 2 * HOUR]
        assert [event.data["due_at"] for event in fired] == [
            (trial.MONDAY + 3 * HOUR).isoformat(),
            (trial.MONDAY + 11 * HOUR).isoformat(),
        ]
        assert not any(m.is_open for m in milestones_of(life, 1))

    def test_starts_what_a_refusal_adds_at_the_refusal(self) -> None:
        life = life_with(row("a", "PT1H", "finding_recorded", when="level == 2"))
        life.do("grade", trial.LEAD, level=2, reason="harder")
        life.do("grade", trial.LEAD, level=1, reason="easier")
        life.do("propose", remedies=[{"kind": "apology"}])
        life.do("approve", trial.LEAD)
        life.pass_time(hours=5)

        life.say("refuse", reason="no")

        assert life.case.cycle == 1
        assert life.milestone("a").due_at == life.now + HOUR


class TestRule10:
    @pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.DECLINED, Stage.WITHDRAWN])
    def test_leaves_nothing_open_and_nothing_to_fire(self, stage: Stage) -> None:
        life = life_in(stage)

        happened = life.pass_time(days=29)

        assert not life.case.open_milestones
        assert not happened

    @pytest.mark.parametrize(("stage", "kind"), [(Stage.CLOSED, "closed"), (Stage.DECLINED, "declined")])
    def test_meets_first_what_the_ending_itself_meets(self, stage: Stage, kind: str) -> None:
        life = life_in(stage, policy=life_with(row("a", "PT9H", kind)).policy)

        assert life.milestone("a").met_at == trial.MONDAY
        assert not life.of(EventKind.MILESTONE_CANCELLED)


class TestResolved:
    """Where only the complainant has the word, what waited for the staff's work has nothing to wait for."""

    def test_stops_what_the_answer_overtook(self) -> None:
        life = life_with(row("a", "PT9H", "finding_recorded"))
        resolved(life)

        assert not life.pass_time(days=1)

    @pytest.mark.parametrize("late", [row("a", "PT9H", "closed"), row("a", "PT9H", "acknowledged", statutory=True)])
    def test_does_not_stop_what_can_still_be_met_or_is_statutory(self, late: dict[str, object]) -> None:
        life = life_with(late, channel="hotline")
        resolved(life)

        life.pass_time(days=1)

        assert len(life.of(EventKind.BREACHED)) == 1
