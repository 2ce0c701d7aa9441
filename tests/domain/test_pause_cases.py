"""Pauses that others got wrong: each a case from the field, by its name (time rules 3 and 4)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.events import Actor
from domain.kinds import EventKind
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, resolved, row

HOUR = timedelta(hours=1)
# Half past five on a Friday afternoon in Shanghai, where the trial desk closes at six.
FRIDAY = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
MONDAY_AT_OPENING = datetime(2026, 3, 9, 1, tzinfo=UTC)
FILE = {"id": "e1", "kind": "photo", "sha256": "0" * 64, "size": 1, "media_type": "image/png"}


def ask(life: Life) -> None:
    life.do("ask", of="complainant", text="Which one?")


class TestPauses:
    def test_a_pause_counted_in_days_over_a_weekend_credits_no_day_too_many(self) -> None:
        """Named case: a pause counted in days over a weekend credits too much."""
        life = life_with(row("a", {"working_days": 3}, pauses=True), at=FRIDAY)
        before = life.milestone("a").due_at
        ask(life)

        life.pass_time(days=2, hours=15)
        life.say("reply", text="That one.")

        assert life.now < MONDAY_AT_OPENING
        assert life.milestone("a").due_at == before

    def test_a_pause_over_a_weekend_credits_only_the_hours_worked_in_it(self) -> None:
        """Named case: a pause counted in days over a weekend credits too much."""
        life = life_with(row("a", {"working_hours": 4}, pauses=True), at=FRIDAY)
        ask(life)

        life.pass_time(days=2, hours=16, minutes=30)
        life.say("reply", text="That one.")

        # Half an hour on Friday and one on Monday stood still: four hours from ten, with the lunch hour, end at three.
        assert life.now == MONDAY_AT_OPENING + HOUR
        assert life.milestone("a").due_at == MONDAY_AT_OPENING + 6 * HOUR

    @pytest.mark.parametrize("answered_after", range(0, 72, 5))
    @pytest.mark.parametrize("allowance", [{"working_hours": 5}, {"working_minutes": 7}, {"working_days": 1}])
    def test_a_resumed_deadline_never_lands_outside_working_hours(
        self, allowance: dict[str, int], answered_after: int
    ) -> None:
        """Named case: a resumed deadline lands outside working hours."""
        life = life_with(row("a", allowance, pauses=True), at=FRIDAY)
        ask(life)

        life.pass_time(hours=answered_after, minutes=1)
        life.say("reply", text="That one.")

        due = life.milestone("a").due_at
        assert life.policy.working_time.between(due - timedelta(minutes=1), due) == timedelta(minutes=1)

    def test_nothing_is_breached_while_it_is_paused(self) -> None:
        """Named case: a breach while paused."""
        life = life_with(row("a", "PT2H", warn_at=[0.5], pauses=True))
        life.pass_time(hours=1, minutes=59)
        ask(life)

        happened = life.pass_time(days=30)

        assert not happened
        assert [event.data["fraction"] for event in life.of(EventKind.WARNED)] == [0.5]

    def test_nothing_is_breached_where_the_question_comes_in_the_very_instant_it_is_due(self) -> None:
        life = life_with(row("a", "PT2H", pauses=True))
        life.pass_time(hours=2)
        ask(life)
        life.pass_time(hours=5)
        life.say("reply", text="That one.")

        resolved(life)

        assert life.milestone("a").due_at == life.now
        assert not life.of(EventKind.BREACHED)

    def test_what_is_said_to_be_paused_does_not_run_on(self) -> None:
        """Named case: paused yet still running."""
        life = life_with(row("a", "PT2H", pauses=True), row("b", {"working_hours": 2}, pauses=True), row("c", "PT9H"))
        ask(life)
        told = life.of(EventKind.PAUSED)[0].data["milestones"]

        life.pass_time(days=1)

        assert told == ["a", "b"]
        assert {event.data["milestone"] for event in life.of(EventKind.BREACHED)} == {"c"}

    def test_what_is_not_said_to_be_paused_runs_on_to_its_own_moment(self) -> None:
        life = life_with(row("a", "PT2H"), row("b", "PT2H", statutory=True))
        ask(life)

        life.pass_time(hours=3)
        life.say("reply", text="That one.")

        assert not life.of(EventKind.PAUSED)
        assert {event.data["due_at"] for event in life.of(EventKind.BREACHED)} == {
            (trial.MONDAY + 2 * HOUR).isoformat()
        }

    def test_going_from_waiting_straight_to_resolved_does_not_lose_the_pause(self) -> None:
        """Named case: from waiting straight to resolved loses the pause."""
        life = life_with(row("a", {"working_hours": 2}, "resolved", pauses=True), at=FRIDAY)
        ask(life)
        life.pass_time(days=3)

        resolved(life)

        # Since the question not a minute ran: of the two hours, all are left at the moment of the answer.
        left = life.policy.working_time.between(life.now, life.milestone("a").due_at)
        assert left == 2 * HOUR
        assert life.of(EventKind.MILESTONE_MET)[0].data == {"milestone": "a", "late": False}

    @pytest.mark.parametrize(
        ("word", "said", "actor"),
        [
            ("reply", {"text": "That one."}, Actor(role="complainant")),
            ("reply", {"text": "She called: that one."}, trial.CLERK),
            ("add_evidence", FILE, Actor(role="complainant")),
        ],
    )
    def test_an_answer_by_another_channel_ends_the_pause_as_well(
        self, word: str, said: dict[str, Any], actor: Actor
    ) -> None:
        """Named case: an answer by another channel does not stop the clock."""
        life = life_with(row("a", "PT2H", pauses=True))
        ask(life)
        life.pass_time(hours=5)

        life.say(word, actor, **said)

        assert not life.case.is_paused
        assert life.milestone("a").due_at == life.now + 2 * HOUR

    def test_a_hundred_pauses_of_one_second_are_all_credited(self) -> None:
        life = life_with(row("a", "PT2H", pauses=True))

        for _ in range(100):
            ask(life)
            life.pass_time(seconds=1)
            life.say("reply", text="That one.")

        assert life.milestone("a").due_at == trial.MONDAY + 2 * HOUR + timedelta(seconds=100)
