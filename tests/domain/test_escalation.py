"""Escalation: a missed milestone is breached once and climbs until somebody acts (time rule 6)."""

from datetime import timedelta

import pytest

from domain.case import Case
from domain.case_milestones import Milestone
from domain.escalation import Climb, reached
from domain.kinds import EventKind
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, policy_with, resolved, row

HOUR = timedelta(hours=1)
LADDER = (EventKind.BREACHED, EventKind.CLIMBED, EventKind.REMINDED)


def ladder_of(life: Life) -> list[tuple[EventKind, str, timedelta]]:
    events = [event for event in life.events if event.kind in LADDER]
    return [(event.kind, event.data["rung"], event.at - trial.MONDAY) for event in events]


class TestRule6:
    def test_goes_one_rung_up_just_after_the_due_moment_and_a_rung_each_interval(self) -> None:
        life = life_with(row("a", "PT2H"))

        life.pass_time(hours=6)

        assert ladder_of(life) == [
            (EventKind.BREACHED, "team_lead", 2 * HOUR + timedelta.resolution),
            (EventKind.CLIMBED, "department_head", 3 * HOUR),
            (EventKind.CLIMBED, "senior_management", 4 * HOUR),
            (EventKind.REMINDED, "senior_management", 5 * HOUR),
            (EventKind.REMINDED, "senior_management", 6 * HOUR),
        ]

    def test_names_the_milestone_its_due_time_and_when_it_was_seen(self) -> None:
        life = life_with(row("a", "PT2H"))

        life.pass_time(hours=3)

        breached = life.of(EventKind.BREACHED)[0]
        assert breached.data["milestone"] == "a"
        assert breached.data["due_at"] == (trial.MONDAY + 2 * HOUR).isoformat()
        assert breached.data["detected_at"] == breached.at.isoformat()
        assert breached.actor == "system"

    def test_stops_climbing_and_keeps_the_breach_when_it_is_met_late(self) -> None:
        life = life_with(row("a", "PT2H", "responded"))
        life.pass_time(hours=2, minutes=30)

        life.do("respond", text="Sorry.", final=False)
        after = life.pass_time(days=1)

        assert not after
        assert life.case.is_breached
        assert life.of(EventKind.MILESTONE_MET)[0].data["late"] is True

    def test_makes_the_highest_rung_the_owner_until_it_is_met(self) -> None:
        life = life_with(row("a", "PT1H", "responded"), row("b", "PT2H", "finding_recorded"))
        life.pass_time(hours=2, minutes=30)
        highest = life.case.owner_rung

        life.do("respond", text="Sorry.", final=False)

        assert (highest, life.case.owner_rung) == (2, 1)

    def test_takes_no_case_from_its_handler(self) -> None:
        life = life_with(row("a", "PT1H"))
        life.pass_time(hours=3)

        life.do("respond", text="We are on it.", final=False)

        assert life.of(EventKind.RESPONDED)[0].actor == "staff:agent-1"

    def test_climbs_on_after_a_late_look_at_the_same_instants(self) -> None:
        life = life_with(row("a", "PT2H"))
        life.sleep(hours=2, minutes=45)

        life.pass_time(hours=1)

        assert [when for _, _, when in ladder_of(life)] == [2.75 * HOUR, 3 * HOUR]

    def test_reminds_once_for_many_intervals_missed(self) -> None:
        life = life_with(row("a", "PT2H"))
        life.pass_time(hours=5)

        happened = life.sleep(hours=50)

        assert [event.kind for event in happened] == [EventKind.REMINDED]
        assert happened[0].data["periods"] == 53

    @pytest.mark.parametrize(("ladder", "rungs"), [(["handler"], ["handler"] * 3), (["a", "b"], ["b"] * 3)])
    def test_stays_on_a_short_ladder(self, ladder: list[str], rungs: list[str]) -> None:
        life = life_with(row("a", "PT2H"), pack={"ladder": ladder, "authority": {}, "red_alert": None})

        life.pass_time(hours=4)

        assert [rung for _, rung, _ in ladder_of(life)] == rungs

    def test_lets_each_milestone_climb_by_itself(self) -> None:
        life = life_with(row("a", "PT1H"), row("b", "PT2H"))

        life.pass_time(hours=2, minutes=30)

        assert [m.rung for m in life.case.milestones] == [2, 1]


class TestReached:
    @pytest.mark.parametrize(
        ("late", "periods", "rung"),
        [
            (timedelta.resolution, 0, 1),
            (HOUR - timedelta.resolution, 0, 1),
            (HOUR, 1, 2),
            (2 * HOUR, 2, 3),
            (99 * HOUR, 99, 3),
        ],
    )
    def test_counts_whole_intervals_and_stays_at_the_top(self, late: timedelta, periods: int, rung: int) -> None:
        life = Life(policy=policy_with(milestones=[row("a", "PT2H")]))
        milestone: Milestone = life.milestone("a")
        case: Case = life.case

        there = reached(milestone, case=case, at=milestone.due_at + late, every=HOUR, top=3)

        assert there == Climb(periods=periods, rung=rung)


class TestReminders:
    def test_end_with_the_answer_that_resolves_the_case(self) -> None:
        life = life_with(row("a", "PT1H"))
        life.pass_time(hours=9)

        resolved(life)

        assert not life.pass_time(days=6)
