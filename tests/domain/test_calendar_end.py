"""Calendars that end soon are told well before (C5)."""

from datetime import date
from typing import Any

import pytest

from domain.calendar import Calendar
from domain.calendar_end import Use, calendar_ends, calendar_notices, days_left, last_covered_year
from domain.policy import Policy
from tests.domain.packs import make_pack
from tests.domain.stages import row

WORKING = [row("a", {"working_days": 2})]


def calendar(*years: int) -> Calendar:
    return Calendar.model_validate({"calendar": "own", "weekly": {"mon": [("09:00", "18:00")]}, "years": list(years)})


def policy(*years: int, **keys: Any) -> Policy:
    return Policy(pack=make_pack(**({"milestones": WORKING} | keys)), calendar=calendar(*years))


class TestCoverage:
    @pytest.mark.parametrize(
        ("years", "last"),
        [
            ((2040, 2041), 2041),
            ((2040, 2042), 2040),
            ((2039, 2042), 2039),
            ((2042,), 2039),
            ((), 2039),
        ],
    )
    def test_lasts_as_long_as_every_year_is_there(self, years: tuple[int, ...], last: int) -> None:
        assert last_covered_year(calendar(*years), on=date(2040, 6, 1)) == last

    def test_has_no_day_left_on_its_last_and_less_after_it(self) -> None:
        covered = calendar(2040)

        left = [days_left(covered, on=on) for on in (date(2040, 12, 30), date(2040, 12, 31), date(2041, 1, 1))]

        assert left == [1, 0, -1]


class TestCalendarEnds:
    def test_are_told_from_sixty_days_before(self) -> None:
        uses = [Use(policy(2041), is_latest=True)]

        assert not calendar_ends(uses, on=date(2041, 10, 31))
        [end] = calendar_ends(uses, on=date(2041, 11, 1))
        assert (end.calendar, end.last_year, end.days_left, end.packs) == ("own", 2041, 60, ("parcels version 1",))

    def test_go_on_being_told_when_the_year_is_over(self) -> None:
        [end] = calendar_ends([Use(policy(2041), is_latest=True)], on=date(2042, 1, 10))

        assert (end.last_year, end.days_left) == (2041, -10)

    def test_count_the_running_cases_of_all_versions_together(self) -> None:
        uses = [
            Use(policy(2041, version=1), is_latest=False, provisional=3),
            Use(policy(2041, version=2), is_latest=True, provisional=4),
        ]

        [end] = calendar_ends(uses, on=date(2041, 12, 1))

        assert (end.provisional, end.packs) == (7, ("parcels version 1", "parcels version 2"))
        assert "7 running cases have provisional deadlines" in end.words.en
        assert "7 个在办案件有暂定时限" in end.words.zh

    @pytest.mark.parametrize(("provisional", "told"), [(0, 0), (1, 1)])
    def test_of_an_older_version_matter_while_a_case_has_a_provisional_deadline(
        self, provisional: int, told: int
    ) -> None:
        uses = [
            Use(policy(2041, version=1), is_latest=False, provisional=provisional),
            Use(policy(2041, 2042, version=2), is_latest=True),
        ]

        assert len(calendar_ends(uses, on=date(2041, 12, 1))) == told

    def test_are_nobody_s_concern_where_no_deadline_is_counted_in_working_time(self) -> None:
        uses = [Use(policy(2041, milestones=[row("a", "PT2H")]), is_latest=True)]

        assert not calendar_ends(uses, on=date(2041, 12, 1))


class TestCalendarNotices:
    def test_have_a_key_a_week_while_there_is_time(self) -> None:
        keys = set()
        for day in (2, 6, 8, 9):
            on = date(2041, 12, day)
            [notice] = calendar_notices(calendar_ends([Use(policy(2041), is_latest=True)], on=on), on=on)
            keys.add(notice.key)

        assert keys == {"calendar/own/2041/2041-W49", "calendar/own/2041/2041-W50"}

    def test_have_a_key_a_day_towards_the_end(self) -> None:
        on = date(2041, 12, 20)
        ends = calendar_ends([Use(policy(2041), is_latest=True)], on=on)

        [notice] = calendar_notices(ends, on=on)

        assert notice.key == "calendar/own/2041/2041-12-20"
        assert notice.words == ends[0].words
