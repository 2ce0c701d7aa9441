"""What the bench of waiting cases opens, and in which order."""

import pytest

from bench.waiting import Shares, shares, sizes


class TestSizes:
    def test_are_a_thousand_first_where_there_are_to_be_more(self) -> None:
        assert sizes(20_000) == [1_000, 20_000]

    def test_are_one_where_there_are_few(self) -> None:
        assert sizes(1_000) == [1_000]


class TestShares:
    def test_push_what_falls_due_out_of_the_cache(self) -> None:
        assert shares(19_000, due=600, max_cached=2_000) == Shares(older=16_400, due=600, younger=2_000)

    def test_let_half_of_the_cases_fall_due_at_most(self) -> None:
        assert shares(1_000, due=600, max_cached=200) == Shares(older=300, due=500, younger=200)

    @pytest.mark.parametrize("new", [2, 3, 80, 999, 19_000])
    @pytest.mark.parametrize("max_cached", [0, 200, 50_000])
    def test_add_up_and_leave_some_to_tell_the_pace_by(self, new: int, max_cached: int) -> None:
        parts = shares(new, due=600, max_cached=max_cached)

        assert sum(parts) == new
        assert parts.older > 0
        assert parts.due > 0
