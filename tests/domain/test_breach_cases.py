"""Warnings, breaches and ladders that others got wrong: each a case from the field, by its name (rules 1, 5, 6, 9)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.events import kinds_of
from domain.kinds import EventKind
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, resolved, row

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
# Shanghai: half past five on a Friday afternoon, half an hour before the trial desk closes; and a Saturday night.
FRIDAY = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 3, 7, 15, 0, tzinfo=UTC)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati")


def at_of(life: Life, kind: EventKind) -> list[datetime]:
    return [event.at for event in life.of(kind)]


class TestWarnings:
    def test_it_is_not_warned_at_midnight_but_in_the_working_hour_before(self) -> None:
        """Named case: warned at midnight instead of the working hour before."""
        life = life_with(row("a", {"working_hours": 1}, warn_at=[0.8]), at=FRIDAY)

        life.pass_time(days=4)

        # Half an hour is worked on Friday; four fifths of the hour are over on Monday at eighteen past nine.
        assert at_of(life, EventKind.WARNED) == [datetime(2026, 3, 9, 1, 18, tzinfo=UTC)]

    @pytest.mark.parametrize("allowance", [{"working_days": 1}, {"working_days": 3}, {"working_hours": 20}])
    @pytest.mark.parametrize("at", [trial.MONDAY, FRIDAY, SATURDAY_NIGHT])
    def test_it_is_warned_while_somebody_is_there_to_hear_it(self, allowance: dict[str, int], at: datetime) -> None:
        life = life_with(row("a", allowance, warn_at=[0.25, 0.5, 0.75, 0.9]), at=at)

        life.pass_time(days=10)

        time = life.policy.working_time
        warned = at_of(life, EventKind.WARNED)
        assert len(warned) == 4
        assert all(time.between(each - timedelta(minutes=1), each) > timedelta() for each in warned)

    def test_a_warning_and_a_breach_are_told_once_each_though_somebody_looks_every_second(self) -> None:
        """Named case: a timer that fires twice after a crash between marking and sending."""
        life = life_with(row("a", "PT20S", warn_at=[0.5]))

        for _ in range(30):
            life.sleep(seconds=1)

        told = [event.kind for event in life.events if event.kind in {EventKind.WARNED, EventKind.BREACHED}]
        assert told == [EventKind.WARNED, EventKind.BREACHED]


class TestBreaches:
    @pytest.mark.parametrize("zone", ZONES)
    @pytest.mark.parametrize("allowance", ["PT1S", {"working_minutes": 1}, {"working_days": 1}])
    @pytest.mark.parametrize("at", [trial.MONDAY, FRIDAY, SATURDAY_NIGHT])
    def test_nothing_is_breached_at_creation_in_any_zone_or_while_the_desk_is_closed(
        self, zone: str, allowance: str | dict[str, int], at: datetime
    ) -> None:
        """Named case: breached at creation because the zone was wrong or the desk was closed."""
        life = life_with(row("a", allowance), pack={"zone": zone}, at=at)

        life.sleep()

        assert life.milestone("a").due_at > at
        assert not life.of(EventKind.BREACHED)

    def test_a_milestone_met_in_the_very_instant_it_is_due_is_in_time(self) -> None:
        """Named case: a milestone met in the very instant it is due (in time)."""
        life = life_with(row("a", "PT2H", "resolved"))
        life.pass_time(hours=2)

        resolved(life)
        life.pass_time(days=1)

        assert life.of(EventKind.MILESTONE_MET)[0].data["late"] is False
        assert not life.of(EventKind.BREACHED)

    def test_an_allowance_of_one_second_is_warned_of_breached_and_climbs_by_the_second(self) -> None:
        """Named case: an allowance of one second."""
        life = life_with(row("a", "PT1S", warn_at=[0.5]), pack={"climb_every": "PT1S"})

        happened = life.pass_time(seconds=4)

        assert [(event.kind, event.at - trial.MONDAY) for event in happened] == [
            (EventKind.WARNED, SECOND / 2),
            (EventKind.BREACHED, SECOND + timedelta.resolution),
            (EventKind.CLIMBED, 2 * SECOND),
            (EventKind.CLIMBED, 3 * SECOND),
            (EventKind.REMINDED, 4 * SECOND),
        ]

    def test_two_milestones_due_in_the_same_instant_are_both_breached_and_both_climb(self) -> None:
        """Named case: two milestones due in the same instant."""
        life = life_with(row("a", "PT2H", warn_at=[0.5]), row("b", "PT2H", warn_at=[0.5]))

        happened = life.pass_time(hours=3)

        told = {
            kind: [event.data["milestone"] for event in happened if event.kind is kind] for kind in kinds_of(happened)
        }
        assert told == {kind: ["a", "b"] for kind in (EventKind.WARNED, EventKind.BREACHED, EventKind.CLIMBED)}

    def test_meeting_one_of_two_due_in_the_same_instant_leaves_the_other(self) -> None:
        life = life_with(row("a", "PT2H", "responded"), row("b", "PT2H", "finding_recorded"))
        life.pass_time(hours=2)

        life.do("respond", text="We are looking.", final=False)
        life.pass_time(hours=1)

        assert [event.data["milestone"] for event in life.of(EventKind.BREACHED)] == ["b"]


class TestLadders:
    def test_every_rung_fires_and_not_only_the_first(self) -> None:
        """Named case: a ladder where only the first rung fires."""
        ladder = ["handler", "team_lead", "department_head", "vice_president", "senior_management"]
        pack = {"ladder": ladder, "climb_every": "PT30M"}
        life = life_with(row("a", "PT2H"), pack=pack)

        life.pass_time(hours=3, minutes=30)

        climbed = [*life.of(EventKind.BREACHED), *life.of(EventKind.CLIMBED)]
        assert [event.data["rung"] for event in climbed] == ladder[1:]

    def test_no_reminder_is_left_out_because_the_one_before_said_the_same(self) -> None:
        """Named case: a reminder suppressed because the one before had the same text."""
        life = life_with(row("a", "PT2H"))

        life.pass_time(hours=14)

        reminded = life.of(EventKind.REMINDED)
        assert [event.data["periods"] for event in reminded] == list(range(3, 13))
        assert len({event.data["rung"] for event in reminded}) == 1

    @pytest.mark.parametrize("asleep", [0, 9])
    def test_reminders_are_told_as_the_first_the_second_and_the_third(self, asleep: int) -> None:
        life = life_with(row("a", "PT2H"))
        life.sleep(hours=asleep)

        life.pass_time(hours=12 - asleep)

        told = [owed.notice.occurrence for owed in life.owed if owed.notice.what is EventKind.REMINDED]
        assert told == list(range(1, len(life.of(EventKind.REMINDED)) + 1))

    def test_an_act_in_between_makes_no_rung_fire_twice_or_later(self) -> None:
        quiet, busy = (life_with(row("a", "PT2H")) for _ in range(2))

        for _ in range(12):
            busy.pass_time(minutes=30)
            busy.do("note", text="Still looking.")
        quiet.pass_time(hours=6)

        ladder = {EventKind.BREACHED, EventKind.CLIMBED, EventKind.REMINDED}
        told = [[(e.kind, e.at) for e in life.events if e.kind in ladder] for life in (busy, quiet)]
        assert told[0] == told[1]

    def test_a_restart_after_a_month_says_one_thing_for_each_milestone(self) -> None:
        """Named case: hundreds of notices after a restart."""
        life = life_with(*(row(f"m{number}", f"PT{number + 1}H", warn_at=[0.1, 0.5]) for number in range(8)))

        happened = life.sleep(days=30)

        assert kinds_of(happened) == (EventKind.BREACHED,) * 8
        assert {event.data["rung"] for event in happened} == {"senior_management"}
