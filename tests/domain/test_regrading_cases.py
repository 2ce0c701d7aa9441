"""Re-gradings and new cycles that others got wrong: each a case from the field, by its name (time rules 7 and 8)."""

from datetime import timedelta

import pytest

from domain.events import kinds_of
from domain.kinds import EventKind
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, resolved, row

HOUR = timedelta(hours=1)
TWO_LENGTHS = (row("a", "PT2H", when="level == 1", pauses=True), row("a", "PT8H", pauses=True))
RESUMES = {"reopen": "resume"}
NOTHING_DUE = trial.FINDING | {"cause": "unknown", "responsible": "none", "overcharged_fen": 0}


def regrade(life: Life, level: int) -> None:
    life.do("grade", trial.LEAD, level=level, reason="on reflection")


def resolve_and_appeal(life: Life, *, after: float) -> None:
    answerers = (trial.AGENT, trial.OTHER_AGENT, trial.INVESTIGATOR)
    life.do("respond", answerers[life.case.cycle - 1], text="No.", final=True)
    life.pass_time(hours=after)
    life.say("appeal", reason="unheard")


class TestRegrading:
    def test_re_grading_does_not_drop_a_running_pause(self) -> None:
        """Named case: re-grading drops a running pause."""
        life = life_with(*TWO_LENGTHS)
        life.pass_time(hours=1)
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(hours=10)

        regrade(life, 2)
        during = life.pass_time(hours=10)
        life.say("reply", text="That one.")

        assert EventKind.BREACHED not in kinds_of(during)
        assert life.milestone("a").due_at == life.now + 7 * HOUR

    def test_re_grading_keeps_the_pauses_that_are_over(self) -> None:
        life = life_with(*TWO_LENGTHS)
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(hours=10)
        life.say("reply", text="That one.")

        regrade(life, 2)

        assert life.milestone("a").due_at == life.now + 8 * HOUR

    def test_nothing_of_a_milestone_goes_on_after_it_was_graded_away(self) -> None:
        """Named case: notices go on after a deadline was switched off."""
        life = life_with(row("a", "PT4H", when="level == 1", warn_at=[0.5, 0.9]))
        life.pass_time(hours=3)
        regrade(life, 2)

        assert not life.pass_time(days=30)

    def test_one_thousand_re_gradings_of_one_case_warn_breach_and_climb_as_one_would(self) -> None:
        """Named case: one thousand re-gradings of one case."""
        rows = (row("a", "PT10H", warn_at=[0.5]), row("b", "PT20H", when="level == 1"), row("b", "PT30H"))
        often, once = life_with(*rows), life_with(*rows)

        for number in range(1000):
            often.pass_time(minutes=1)
            regrade(often, 1 + number % 2)
        regrade(once, 2)
        once.pass_time(minutes=1000)
        for life in (often, once):
            life.pass_time(hours=20)

        ladder = (EventKind.WARNED, EventKind.BREACHED, EventKind.CLIMBED, EventKind.REMINDED)
        told = [
            [(e.kind, e.at, e.data["milestone"]) for e in life.events if e.kind in ladder] for life in (often, once)
        ]
        assert told[0] == told[1]
        assert {data for _, _, data in told[0]} == {"a", "b"}
        assert often.rebuilt() == often.case

    def test_an_acknowledgement_given_at_registration_meets_what_a_re_grading_adds(self) -> None:
        life = life_with(row("first_contact", "PT30M", "acknowledged", when="level == 2"))
        life.pass_time(hours=1)

        regrade(life, 2)

        assert life.milestone("first_contact").met_at == trial.MONDAY
        assert not life.of(EventKind.BREACHED)

    def test_work_done_late_is_late_though_a_pause_came_after_it(self) -> None:
        life = life_with(row("a", "PT2H", "responded", when="level == 2", pauses=True))
        life.pass_time(hours=3)
        life.do("respond", text="We are looking.", final=False)
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(hours=6)
        life.say("reply", text="That one.")

        regrade(life, 2)

        assert [event.data["due_at"] for event in life.of(EventKind.BREACHED)] == [
            (trial.MONDAY + 2 * HOUR).isoformat()
        ]
        assert life.of(EventKind.MILESTONE_MET)[0].data["late"] is True


class TestNewCycles:
    def test_time_after_resolved_does_not_count_when_a_case_re_opens(self) -> None:
        """Named case: time after "resolved" counted when a case re-opens."""
        life = life_with(row("a", {"working_hours": 16}, "resolved"), pack=RESUMES)
        life.pass_time(hours=1)

        resolve_and_appeal(life, after=48)

        # Monday eleven to noon has run. Appealed on Wednesday at noon: fifteen hours from then end on Friday at eleven.
        assert life.milestone("a").due_at == trial.MONDAY + timedelta(days=4)

    def test_no_stretch_counts_though_the_milestone_sat_a_cycle_out(self) -> None:
        life = life_with(row("a", "PT9H", "finding_recorded", when="level != 2"), pack=RESUMES)

        resolve_and_appeal(life, after=24)
        life.pass_time(hours=1)
        resolve_and_appeal(life, after=24)

        assert (life.case.cycle, life.case.level) == (3, 3)
        assert life.milestone("a").due_at == life.now + 8 * HOUR

    def test_what_the_first_cycle_missed_is_not_missed_again_by_work_done_before_it_applied(self) -> None:
        life = life_with(row("a", "PT2H", "finding_recorded", when="level == 1"), pack=RESUMES)
        life.pass_time(hours=3)
        resolve_and_appeal(life, after=24)
        life.do("record-finding", trial.OTHER_AGENT, **NOTHING_DUE)

        life.pass_time(hours=1)
        regrade(life, 1)

        assert len(life.of(EventKind.BREACHED)) == 1
        assert [event.data["late"] for event in life.of(EventKind.MILESTONE_MET)] == [True]
        assert not life.case.open_milestones

    def test_the_second_cycle_does_not_keep_the_first_cycle_s_due_time(self) -> None:
        """Named case: second cycle keeps the first cycle's due time, or fires its warnings."""
        life = life_with(row("a", "PT2H", "resolved"))
        life.pass_time(hours=1)

        resolve_and_appeal(life, after=24)

        assert life.milestone("a").due_at == life.now + 2 * HOUR
        assert life.milestone("a").cycle == 2

    @pytest.mark.parametrize("reopen", ["restart", "resume"])
    def test_the_second_cycle_does_not_fire_the_first_cycle_s_warnings(self, reopen: str) -> None:
        """Named case: second cycle keeps the first cycle's due time, or fires its warnings."""
        life = life_with(row("a", "PT10H", "finding_recorded", warn_at=[0.5, 0.8]), pack={"reopen": reopen})
        life.pass_time(hours=1)
        resolve_and_appeal(life, after=24)

        life.pass_time(hours=10)

        already_run = HOUR if reopen == "resume" else 0 * HOUR
        began = trial.MONDAY + 25 * HOUR - already_run
        assert [event.at for event in life.of(EventKind.WARNED)] == [began + 5 * HOUR, began + 8 * HOUR]

    def test_a_breach_of_the_first_cycle_climbs_no_further_in_a_second_that_starts_afresh(self) -> None:
        life = life_with(row("a", "PT2H", "finding_recorded"))
        life.pass_time(hours=2, minutes=30)
        resolve_and_appeal(life, after=1)

        happened = life.pass_time(hours=2)

        assert not happened
        assert len(life.of(EventKind.BREACHED)) == 1

    def test_a_case_declined_after_a_breach_is_not_reminded_of_it(self) -> None:
        life = life_with(row("a", "PT2H"))
        life.pass_time(hours=9)
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")

        assert not life.pass_time(days=29)

    def test_no_alert_comes_after_closing(self) -> None:
        """Named case: an alert after closing."""
        life = life_with(row("a", "PT2H"), row("b", "P20D", "closed", warn_at=[0.5]))
        life.pass_time(hours=9)
        resolved(life)
        life.do("close", trial.LEAD, reason="done")

        assert not life.pass_time(days=29)
