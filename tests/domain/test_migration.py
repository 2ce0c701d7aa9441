"""Moving a running case to a newer version of its pack (time rules 7 and 14)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.calendar import Calendar
from domain.events import kinds_of
from domain.kinds import EventKind, Severity, Stage
from domain.migration import Due
from domain.pack import Pack
from domain.policy import Policy
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import closed, declined, life_with, policy_with, resolved, row

HOUR = timedelta(hours=1)
WEEK = {day: [("09:00", "12:00"), ("13:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
# The last Tuesday of the covered year, ten in the morning in Shanghai.
YEAR_S_END = datetime(2041, 12, 31, 2, tzinfo=UTC)


def newer(*rows: dict[str, Any], version: int = 2, **keys: Any) -> Policy:
    """The next version of the trial pack, with these milestones."""
    return policy_with(version=version, milestones=list(rows), **keys)


def in_calendar(version: int, *years: int, holidays: tuple[str, ...] = ()) -> Policy:
    """A version of the trial pack in a calendar of the test's own, with one deadline of two working days."""
    days = {on: {"zh": "假日", "en": "Holiday"} for on in holidays}
    calendar = Calendar.model_validate({"calendar": "own", "weekly": WEEK, "years": list(years), "holidays": days})
    rows = [row("a", {"working_days": 2})]
    return Policy(pack=policy_with(version=version, milestones=rows).pack, calendar=calendar)


class TestMigration:
    def test_counts_what_is_open_anew_from_the_original_clock_start(self) -> None:
        life = life_with(row("a", "PT5H"))
        life.pass_time(hours=2)

        moves = life.migrate(newer(row("a", "PT9H")))

        assert life.case.pack_version == 2
        assert life.milestone("a").due_at == trial.MONDAY + 9 * HOUR
        [moved] = moves.moved
        assert (moved.before.due_at, moved.after.due_at) == (trial.MONDAY + 5 * HOUR, trial.MONDAY + 9 * HOUR)
        assert (moves.from_version, moves.to_version) == (1, 2)
        assert not moves.gained + moves.lost + moves.met + moves.breached

    def test_cancels_what_no_longer_applies_and_begins_what_is_new_with_the_cycle(self) -> None:
        life = life_with(row("old", "PT5H"))
        life.pass_time(hours=2)

        moves = life.migrate(newer(row("new", "PT9H")))

        assert [m.name for m in life.case.open_milestones] == ["new"]
        assert moves.gained == (Due(milestone="new", due_at=trial.MONDAY + 9 * HOUR),)
        assert moves.lost == (Due(milestone="old", due_at=trial.MONDAY + 5 * HOUR),)

    def test_keeps_what_was_met_and_what_was_breached(self) -> None:
        life = life_with(row("met", "PT5H", "responded"), row("missed", "PT1H"))
        life.do("respond", text="We are looking.", final=False)
        life.pass_time(hours=1, minutes=30)
        before = life.case.milestones

        moves = life.migrate(newer(row("met", "PT9H", "responded"), row("missed", "PT9H")))

        assert life.case.milestones == before
        assert not moves.moved + moves.gained + moves.lost + moves.breached

    def test_breaches_at_once_and_once_what_it_makes_overdue_and_says_why(self) -> None:
        life = life_with(row("a", "PT5H"))
        life.pass_time(hours=4)

        moves = life.migrate(newer(row("a", "PT3H")))
        life.pass_time(minutes=10)

        [breached] = life.of(EventKind.BREACHED)
        assert moves.breached == ("a",)
        assert (breached.at, breached.data["because"], breached.actor) == (
            trial.MONDAY + 4 * HOUR,
            "migrated",
            "system",
        )

    def test_leaves_the_reason_to_the_grading_that_came_after_it(self) -> None:
        life = life_with(row("a", "PT5H"))
        life.pass_time(hours=4)
        life.migrate(newer(row("a", "PT3H", when="level == 2"), row("a", "PT6H")))

        life.do("grade", trial.LEAD, level=2, reason="harder")

        assert [event.data["because"] for event in life.of(EventKind.BREACHED)] == ["regraded"]

    def test_meets_at_once_what_was_done_before_it_applied(self) -> None:
        life = life_with(row("old", "PT5H"))
        life.do("respond", text="We are looking.", final=False)

        moves = life.migrate(newer(row("said", "PT9H", "responded")))

        assert moves.met == ("said",)
        assert moves.gained == ()

    def test_keeps_a_running_pause(self) -> None:
        life = life_with(row("a", "PT2H", pauses=True))
        life.pass_time(hours=1)
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(hours=10)

        life.migrate(newer(row("a", "PT8H", pauses=True)))
        life.pass_time(hours=10)
        life.say("reply", text="That one.")

        assert life.milestone("a").due_at == life.now + 7 * HOUR
        assert not life.of(EventKind.BREACHED)

    def test_keeps_grades_department_and_handler(self) -> None:
        life = life_with(row("a", "PT5H"))
        life.do("grade", trial.LEAD, level=2, severity="major", reason="harder than it looks")
        before = life.case
        level = [{"give": 3, "when": "true", "because": {"zh": "一律", "en": "always"}}]
        grading = trial.policy().pack.grading.model_dump(mode="json") | {"level": level}

        life.migrate(newer(row("a", "PT5H", when="level == 2"), grading=grading))

        after = life.case
        assert (after.level, after.severity) == (2, Severity.MAJOR)
        assert (after.department, after.handler) == (before.department, before.handler)
        assert [m.name for m in after.open_milestones] == ["a"]

    def test_keeps_the_windows_that_are_open(self) -> None:
        life = life_with(row("a", "PT5H"))
        resolved(life)
        until = life.case.feedback_until

        life.migrate(newer(row("a", "PT5H"), feedback_window="P1D"))

        assert life.case.feedback_until == until

    @pytest.mark.parametrize("way", [closed, declined])
    def test_brings_nothing_back_that_an_ending_has_cancelled(self, way: Any) -> None:
        life = life_with(row("a", "PT5H"))
        way(life)

        moves = life.migrate(newer(row("a", "PT9H"), row("b", "PT9H")))

        assert life.case.pack_version == 2
        assert not life.case.open_milestones
        assert not moves.gained

    def test_governs_what_comes_after_it(self) -> None:
        life = life_with(row("a", "PT5H"))
        life.migrate(newer(row("a", "PT5H"), row("a2", "PT7H", when="level == 2"), climb_every="PT30M"))

        life.do("grade", trial.LEAD, level=2, reason="harder")
        life.pass_time(hours=5, minutes=31)

        assert {m.name for m in life.case.milestones} == {"a", "a2"}
        assert len(life.of(EventKind.CLIMBED)) == 1

    def test_with_nothing_changed_says_only_that_it_was(self) -> None:
        life = life_with(row("a", "PT5H"))
        before = len(life.events)

        moves = life.migrate(newer(row("a", "PT5H")))

        assert kinds_of(life.events[before:]) == (EventKind.MIGRATED,)
        assert life.events[-1].data == {"from_version": 1, "to_version": 2}
        assert life.events[-1].actor == "administrator"
        assert not moves.gained + moves.lost + moves.moved

    def test_is_on_record_whole(self) -> None:
        life = life_with(row("a", "PT5H"), row("b", "PT6H"))
        life.migrate(newer(row("a", "PT2H"), row("c", "PT6H")))
        life.pass_time(hours=3)

        assert life.rebuilt() == life.case


class TestProvisionalDeadlines:
    def test_are_planned_anew_when_the_year_is_loaded(self) -> None:
        life = Life(policy=in_calendar(1, 2041), at=YEAR_S_END, order_number=None)
        assert life.milestone("a").provisional

        moves = life.migrate(in_calendar(2, 2041, 2042, holidays=("2042-01-01", "2042-01-02")))

        # Thursday the second at six, by the weekly hours; Wednesday to Friday are holidays or a weekend after all.
        assert not life.milestone("a").provisional
        [moved] = moves.moved
        assert (moved.before.provisional, moved.after.provisional) == (True, False)
        assert moved.before.due_at == datetime(2042, 1, 2, 10, tzinfo=UTC)
        assert moved.after.due_at == datetime(2042, 1, 6, 10, tzinfo=UTC)

    def test_are_certain_from_then_on_though_the_year_moves_nothing(self) -> None:
        life = Life(policy=in_calendar(1, 2041), at=YEAR_S_END, order_number=None)

        moves = life.migrate(in_calendar(2, 2041, 2042))

        [moved] = moves.moved
        assert moved.before.due_at == moved.after.due_at
        assert not life.milestone("a").provisional


def without(part: str) -> Policy:
    """A second version of the trial pack that lacks something that its cases stand on."""
    content = trial.policy().pack.model_dump(mode="json")
    if part == "department":
        content = _renamed(content, "front", "counter")
    elif part == "kind":
        content["catalogue"]["billing"]["kinds"]["charge"] = content["catalogue"]["billing"]["kinds"].pop("overcharge")
    elif part == "red_alert":
        content["red_alert"] = None
    else:
        content["ladder"] = [rung for rung in content["ladder"] if rung != "team_lead"]
    return Policy(pack=Pack.model_validate(content | {"version": 2}), calendar=trial.policy().calendar)


def _renamed(content: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    departments = {new if name == old else name: each for name, each in content["departments"].items()}
    for category in content["catalogue"].values():
        for kind in category["kinds"].values():
            kind["department"] = new if kind["department"] == old else kind["department"]
    return content | {"departments": departments}


class TestRefusals:
    @pytest.mark.parametrize(
        ("part", "said"),
        [
            ("department", "version 2 lacks what the case stands on: department 'front'"),
            ("kind", "version 2 lacks what the case stands on: kind billing/overcharge"),
            ("rung", "version 2 lacks what the case stands on: rung 'team_lead' as the ladder's no. 2"),
        ],
    )
    def test_a_version_that_lacks_what_the_case_stands_on(self, part: str, said: str) -> None:
        life = Life(order_number=None)
        life.do("escalate", to="team_lead")
        before = life.case

        with pytest.raises(NotUnderstood) as refused:
            life.migrate(without(part))

        assert refused.value.words.en == said
        assert life.case == before

    def test_a_version_without_the_red_alert_that_nobody_has_acknowledged_yet(self) -> None:
        life = Life(order_number=None, reading=trial.FIRE)
        silent = without("red_alert")

        with pytest.raises(NotUnderstood) as refused:
            life.migrate(silent)
        life.do("acknowledge-alert", trial.MANAGER, note="on my way")
        life.migrate(silent)

        assert refused.value.words.en == "version 2 lacks what the case stands on: red alert"
        assert life.case.pack_version == 2

    def test_a_case_below_it_needs_no_rung_that_is_gone(self) -> None:
        life = Life(order_number=None)

        life.migrate(without("rung"))

        assert life.case.pack_version == 2

    @pytest.mark.parametrize("version", [1, 2])
    def test_a_version_that_is_not_newer(self, version: int) -> None:
        life = life_with(row("a", "PT5H"))
        life.migrate(newer(row("a", "PT9H")))

        with pytest.raises(NotNow, match="goes by version 2 already"):
            life.migrate(newer(row("a", "PT3H"), version=version))

        assert len(life.of(EventKind.MIGRATED)) == 1

    def test_an_ended_case(self) -> None:
        life = life_with(row("a", "PT5H"))
        life.say("withdraw")
        assert life.case.stage is Stage.WITHDRAWN

        with pytest.raises(NotNow, match="has ended"):
            life.migrate(newer(row("a", "PT9H")))

    def test_anybody_but_an_administrator(self) -> None:
        life = life_with(row("a", "PT5H"))

        with pytest.raises(NotAllowed):
            life.migrate(newer(row("a", "PT9H")), actor=trial.MANAGER)
