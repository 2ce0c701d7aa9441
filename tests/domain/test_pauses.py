"""Pauses: only what pauses stands still, and only for the complainant (time rule 4)."""

from datetime import timedelta

import pytest

from domain.kinds import EventKind
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, resolved, row

HOUR = timedelta(hours=1)


def ask(life: Life) -> None:
    life.do("ask", of="complainant", text="Which one?")


class TestRule4:
    def test_stops_only_what_pauses(self) -> None:
        life = life_with(row("a", "PT2H", pauses=True), row("b", "PT2H"), row("c", "PT2H", statutory=True))
        ask(life)

        life.pass_time(hours=3)

        assert life.of(EventKind.PAUSED)[0].data["milestones"] == ["a"]
        assert [event.data["milestone"] for event in life.of(EventKind.BREACHED)] == ["b", "c"]

    @pytest.mark.parametrize("whom", ["respondent", "third_party", "repair_shop"])
    def test_stops_for_nobody_but_the_complainant(self, whom: str) -> None:
        life = life_with(row("a", "PT2H", pauses=True))
        life.do("ask", of=whom, text="What happened?")

        life.pass_time(hours=3)

        assert len(life.of(EventKind.BREACHED)) == 1

    def test_goes_on_after_any_answer_with_the_pause_credited(self) -> None:
        life = life_with(row("a", "PT2H", warn_at=[0.5], pauses=True))
        life.pass_time(minutes=30)
        ask(life)
        life.pass_time(hours=5)

        life.say("reply", text="That one.")

        assert life.milestone("a").due_at == trial.MONDAY + 7 * HOUR
        assert life.milestone("a").warnings == ((0.5, trial.MONDAY + 6 * HOUR),)

    def test_begins_anew_where_an_offer_overtakes_a_question(self) -> None:
        life = life_with(row("a", "PT9H", "resolved", pauses=True))
        life.do("record-finding", **trial.FINDING)
        life.do("ask", of="complainant", text="Which account?")
        life.pass_time(hours=1)

        life.do("approve", trial.LEAD)

        told = [event.kind for event in life.events if event.kind in {EventKind.PAUSED, EventKind.RESUMED}]
        assert told == [EventKind.PAUSED, EventKind.RESUMED, EventKind.PAUSED]
        assert life.case.is_paused

    def test_ends_where_the_records_overtake_the_question(self) -> None:
        life = life_with(row("a", "PT9H", "resolved", pauses=True), order_number="ORDER-1")
        life.do("ask", of="complainant", text="Which account?")
        life.pass_time(days=1)

        life.records(trial.record())

        assert (life.case.waiting_on, life.case.is_paused) == (None, False)
        assert life.milestone("a").due_at == life.now + 9 * HOUR

    def test_goes_on_when_the_time_to_answer_is_over(self) -> None:
        life = life_with(row("a", "PT2H", pauses=True))
        life.do("ask", of="complainant", text="Which one?", until="2026-03-02T08:00:00+00:00")

        life.pass_time(hours=6)

        assert life.case.waiting_on is None
        assert life.milestone("a").due_at == trial.MONDAY + 7 * HOUR

    def test_credits_the_pause_when_the_case_goes_straight_to_resolved(self) -> None:
        life = life_with(row("a", "PT2H", pauses=True))
        ask(life)
        life.pass_time(hours=5)

        resolved(life)

        assert life.milestone("a").due_at == trial.MONDAY + 7 * HOUR
        assert life.of(EventKind.MILESTONE_MET)[0].data["late"] is False

    def test_keeps_the_pause_through_a_re_grading(self) -> None:
        life = life_with(row("a", "PT2H", when="level < 3", pauses=True), row("a", "PT4H", pauses=True))
        ask(life)
        life.pass_time(hours=5)
        life.do("grade", trial.LEAD, level=3, reason="grave")
        still_paused = life.case.is_paused
        life.pass_time(hours=5)

        life.say("reply", text="That one.")

        assert still_paused
        assert not life.of(EventKind.BREACHED)
        assert life.milestone("a").due_at == trial.MONDAY + 14 * HOUR

    def test_does_not_climb_while_it_stands_still(self) -> None:
        life = life_with(row("a", "PT2H", pauses=True))
        life.pass_time(hours=2, minutes=30)
        ask(life)
        life.pass_time(hours=5)
        life.say("reply", text="That one.")

        happened = life.pass_time(hours=1)

        assert [(event.kind, event.at) for event in happened] == [(EventKind.CLIMBED, trial.MONDAY + 8 * HOUR)]
