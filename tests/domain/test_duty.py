"""Who is on duty: shifts, leave, deputies and the next rung (C6)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain import duty
from domain.calendar import WEEKDAYS
from domain.duty import Absence, OnDuty, Person, Shift
from domain.events import Event
from domain.kinds import EventKind

RUNGS = ["team_lead", "department_head", "senior_management"]
# A Monday, eleven in the morning in Shanghai.
AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
OFFICE = Shift.model_validate(
    {"zone": "Asia/Shanghai", "weekly": {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in WEEKDAYS[:5]}}
)
AWAY = Absence(begins_at=AT - timedelta(days=1), ends_at=AT + timedelta(days=1))


def person(name: str, rung: str = "team_lead", **more: Any) -> Person:
    """Somebody of the front desk."""
    return Person.model_validate({"id": name, "rung": rung, "department": "front"} | more)


def found(*people: Person, at: datetime = AT) -> OnDuty | None:
    """Who answers on the team lead's rung of the front desk, or above."""
    return duty.find(people, rungs=RUNGS, department="front", at=at)


class TestFind:
    def test_gives_the_first_of_the_rung_who_is_there(self) -> None:
        absent, shut = person("a", absences=(AWAY,)), person("b", shift={"zone": "America/New_York", "weekly": {}})

        assert found(absent, shut, person("c"), person("d")) == OnDuty(rung="team_lead", staff="c")

    def test_looks_in_the_department_and_among_those_of_all(self) -> None:
        other, everywhere = person("a", department="technical"), person("b", department=None)

        assert found(other, everywhere) == OnDuty(rung="team_lead", staff="b")

    def test_takes_the_deputy_of_somebody_who_is_away(self) -> None:
        away = person("a", absences=(AWAY.model_copy(update={"deputy": "z"}),))
        deputy = person("z", rung="handler", department="technical")

        assert found(away, deputy) == OnDuty(rung="team_lead", staff="z", deputy_of="a")

    def test_takes_no_deputy_who_is_away_too(self) -> None:
        away = person("a", absences=(AWAY.model_copy(update={"deputy": "z"}),))

        assert found(away, person("z", rung="handler", absences=(AWAY,))) is None

    def test_goes_up_to_the_next_rung_that_has_somebody_and_says_so(self) -> None:
        boss = person("boss", rung="senior_management", department=None)

        assert found(person("a", absences=(AWAY,)), boss) == OnDuty(
            rung="senior_management", staff="boss", passed_over=("team_lead", "department_head")
        )

    def test_never_goes_down(self) -> None:
        assert found(person("a", rung="handler")) is None


def told(*people: Person, staff: str = "a") -> str:
    """Who is told what is for somebody of the front desk, agents being asked before team leads."""
    return duty.reached(people, staff=staff, rungs=["handler", *RUNGS], department="front", at=AT)


class TestReached:
    def test_is_whom_it_is_for_though_their_shift_is_over(self) -> None:
        off_shift = person("a", rung="handler", shift={"zone": "Asia/Shanghai", "weekly": {}})

        assert told(off_shift, person("b", rung="handler")) == "a"

    def test_is_the_deputy_of_who_is_on_leave_though_off_shift_and_of_another_department(self) -> None:
        away = person("a", rung="handler", absences=(AWAY.model_copy(update={"deputy": "z"}),))
        deputy = person("z", department="technical", shift={"zone": "Asia/Shanghai", "weekly": {}})

        assert told(away, person("b", rung="handler"), deputy) == "z"

    def test_is_who_is_on_duty_where_the_deputy_is_away_too_or_there_is_none(self) -> None:
        away = person("a", rung="handler", absences=(AWAY.model_copy(update={"deputy": "z"}),))
        deputy, elsewhere = person("z", absences=(AWAY,)), person("x", rung="handler", department="technical")

        assert told(away, deputy, elsewhere, person("b", rung="handler")) == "b"
        assert told(person("a", absences=(AWAY,)), elsewhere, person("lead")) == "lead"

    def test_is_who_is_on_duty_where_nobody_knows_them_any_more(self) -> None:
        assert told(person("b", rung="handler")) == "b"

    def test_is_one_who_is_on_duty_before_one_who_is_off_shift_but_nobody_higher_up(self) -> None:
        off_shift = person("b", rung="handler", shift={"zone": "Asia/Shanghai", "weekly": {}})

        assert told(off_shift, person("lead"), person("c", rung="handler")) == "c"
        assert told(off_shift, person("lead")) == "b"

    def test_stays_whom_it_is_for_where_nobody_can_stand_in(self) -> None:
        assert told(person("a", rung="handler", absences=(AWAY,))) == "a"
        assert told() == "a"


class TestShift:
    @pytest.mark.parametrize(
        ("hour", "minute", "is_there"),
        [(8, 59, False), (9, 0, True), (11, 59, True), (12, 0, False), (13, 0, True), (18, 0, False)],
    )
    def test_has_its_closing_time_outside(self, hour: int, minute: int, is_there: bool) -> None:
        at = datetime(2026, 3, 2, hour, minute, tzinfo=UTC) - timedelta(hours=8)

        assert OFFICE.covers(at) is is_there

    def test_is_counted_on_the_clock_of_its_zone(self) -> None:
        sunday_evening_in_london = datetime(2026, 3, 1, 23, 30, tzinfo=UTC) + timedelta(hours=2)

        assert OFFICE.covers(sunday_evening_in_london)
        assert not OFFICE.covers(sunday_evening_in_london - timedelta(days=1))


class TestAbsence:
    def test_ends_when_it_ends(self) -> None:
        somebody = person("a", absences=(AWAY,))

        assert [somebody.is_there(at) for at in (AWAY.begins_at, AWAY.ends_at - timedelta(microseconds=1))] == [
            False
        ] * 2
        assert somebody.is_there(AWAY.ends_at)


class TestAnswered:
    EVENT = Event(
        sequence=7,
        at=AT,
        kind=EventKind.BREACHED,
        actor="system",
        data={"milestone": "solved", "rung": "team_lead", "rung_index": 1, "rungs": RUNGS},
    )

    def test_puts_the_event_on_the_rung_where_somebody_is(self) -> None:
        on_duty = OnDuty(rung="department_head", staff="h", deputy_of="x", passed_over=("team_lead",))

        event = duty.answered(self.EVENT, on_duty)

        assert event.data == {
            "milestone": "solved",
            "rung": "department_head",
            "rung_index": 2,
            "owner": "h",
            "deputy_of": "x",
            "passed_over": ["team_lead"],
        }

    def test_leaves_it_where_it_is_with_nobody_anywhere_and_says_so(self) -> None:
        event = duty.answered(self.EVENT, None)

        assert event.data == {"milestone": "solved", "rung": "team_lead", "rung_index": 1, "passed_over": RUNGS}
