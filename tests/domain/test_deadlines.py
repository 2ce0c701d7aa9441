"""Deadlines: due moments by allowance, calendar, zone and pause (time rules 1, 3, 11)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.kinds import EventKind
from tests import trial
from tests.domain.stages import life_with, resolved, row

HOUR = timedelta(hours=1)


class TestRule1:
    def test_counts_the_due_moment_itself_as_in_time(self) -> None:
        life = life_with(row("answered_in_time", "PT2H"))

        life.sleep(hours=2)
        resolved(life)

        assert life.milestone("answered_in_time").met_at == life.milestone("answered_in_time").due_at
        assert not life.of(EventKind.BREACHED)
        assert life.of(EventKind.MILESTONE_MET)[0].data["late"] is False

    def test_counts_the_least_moment_after_it_as_late(self) -> None:
        life = life_with(row("answered_in_time", "PT2H"))

        life.sleep(hours=2, microseconds=1)
        resolved(life)

        assert len(life.of(EventKind.BREACHED)) == 1
        assert life.of(EventKind.MILESTONE_MET)[0].data["late"] is True

    def test_is_due_at_closing_time_and_not_at_the_next_opening(self) -> None:
        # Monday 11:00 in Shanghai, closed from 12 to 13: seven hours end on Tuesday at ten.
        life = life_with(row("a", {"working_hours": 1}), row("b", {"working_hours": 6}), row("c", {"working_hours": 7}))

        due = {m.name: m.due_at for m in life.case.milestones}

        assert due["a"] == trial.MONDAY + HOUR
        assert due["b"] == datetime(2026, 3, 2, 10, tzinfo=UTC)
        assert due["c"] == datetime(2026, 3, 3, 2, tzinfo=UTC)

    def test_does_not_count_the_day_of_intake_as_a_working_day(self) -> None:
        life = life_with(row("a", {"working_days": 1}))

        assert life.milestone("a").due_at == datetime(2026, 3, 3, 10, tzinfo=UTC)

    def test_does_not_count_a_weekend_intake_either(self) -> None:
        sunday = trial.MONDAY - timedelta(days=1)
        life = life_with(row("a", {"working_days": 1}), at=sunday)

        assert life.milestone("a").due_at == datetime(2026, 3, 2, 10, tzinfo=UTC)

    def test_starts_at_what_a_clerk_says_it_came_in(self) -> None:
        life = life_with(row("a", "PT2H"), received_at=trial.MONDAY - HOUR, filed_by="clerk-1")

        assert life.milestone("a").due_at == trial.MONDAY + HOUR


class TestRule3:
    def test_credits_nothing_to_working_time_for_a_pause_over_a_weekend(self) -> None:
        friday = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)  # 17:30 in Shanghai
        life = life_with(
            row("a", {"working_hours": 8}, pauses=True), row("b", {"working_days": 2}, pauses=True), at=friday
        )
        due = [milestone.due_at for milestone in life.case.milestones]
        life.pass_time(hours=1)
        life.do("ask", of="complainant", text="Which one?")

        life.pass_time(days=2)
        life.say("reply", text="That one.")

        assert [milestone.due_at for milestone in life.case.milestones] == due

    def test_credits_the_hours_worked_to_working_hours_and_stays_within_them(self) -> None:
        life = life_with(row("a", {"working_hours": 4}, pauses=True))
        life.do("ask", of="complainant", text="Which one?")

        life.pass_time(hours=24)
        life.say("reply", text="That one.")

        # Due Monday 16:00 local; eight hours of Monday and Tuesday were worked meanwhile.
        assert life.milestone("a").due_at == datetime(2026, 3, 3, 8, tzinfo=UTC)

    @pytest.mark.parametrize(("hours", "days"), [(21, 0), (23, 1), (46, 1), (47, 2)])
    def test_credits_a_working_day_for_each_opening_in_the_pause(self, hours: int, days: int) -> None:
        life = life_with(row("a", {"working_days": 1}, pauses=True))
        life.do("ask", of="complainant", text="Which one?")

        life.pass_time(hours=hours)
        life.say("reply", text="That one.")

        assert life.milestone("a").due_at == datetime(2026, 3, 3 + days, 10, tzinfo=UTC)


class TestRule11:
    def test_counts_an_elapsed_allowance_the_same_in_every_zone_and_season(self) -> None:
        night = datetime(2026, 3, 28, 23, tzinfo=UTC)  # Berlin changes its clocks an hour and more later.
        lives = [
            life_with(row("a", "PT24H"), pack={"zone": zone}, at=night) for zone in ("Europe/Berlin", "Asia/Shanghai")
        ]

        assert {life.milestone("a").due_at for life in lives} == {night + 24 * HOUR}

    def test_counts_working_time_by_each_pack_s_own_clock(self) -> None:
        berlin, shanghai = (
            life_with(row("a", {"working_days": 1}), pack={"zone": zone}) for zone in ("Europe/Berlin", "Asia/Shanghai")
        )

        assert berlin.milestone("a").due_at == datetime(2026, 3, 3, 17, tzinfo=UTC)
        assert shanghai.milestone("a").due_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
