"""Two cases merged into each other at once: one goes on, whoever hears what first (A6)."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.refusals import NotNow, Refused
from tests.domain import couple
from tests.domain.couple import FIRST, SECOND, answer, begin, merge, take_over
from tests.domain.life import Life


def in_steps(duplicate: Life, other: Life) -> Iterator[None]:
    """Merge one into the other; between two steps anything else may happen."""
    handover = begin(duplicate, other)
    under_way = duplicate.case.merging
    assert under_way is not None
    yield
    refusal = take_over(other, handover)
    yield
    answer(duplicate, refusal, key=under_way.key)


def advance(direction: Iterator[None]) -> None:
    """Take a step; a merging that is refused, or over, goes no further."""
    try:
        next(direction, None)
    except Refused:
        return


class TestOppositeDirections:
    """Two merged into each other at once end in one: the smaller number stays, whoever hears first."""

    def test_both_ask_before_either_has_heard(self) -> None:
        first, second = couple.case(), couple.case(SECOND)
        to_second, to_first = begin(first, second), begin(second, first)

        refused, taken = take_over(second, to_second), take_over(first, to_first)
        answer(first, refused)
        answer(second, taken)

        assert refused is not None
        assert "is itself being merged" in refused.en
        assert (first.case.merged_into, second.case.merged_into) == (None, FIRST)
        assert first.case.merging is None
        assert not first.case.has_ended

    def test_the_smaller_hears_its_refusal_first(self) -> None:
        first, second = couple.case(), couple.case(SECOND)
        to_second, to_first = begin(first, second), begin(second, first)

        answer(first, take_over(second, to_second))
        answer(second, take_over(first, to_first))

        assert (first.case.merged_into, second.case.merged_into) == (None, FIRST)

    def test_the_smaller_asks_the_one_that_has_taken_over_nothing_yet(self) -> None:
        first, second = couple.case(), couple.case(SECOND)
        to_second = begin(first, second)
        answer(first, take_over(second, to_second))

        with pytest.raises(Refused):
            begin(second, first)
        assert (first.case.merged_into, second.case.merged_into) == (SECOND, None)

    def test_a_third_case_is_asked_again_later(self) -> None:
        first, second, third = couple.case(), couple.case(SECOND), couple.case("RD-THIRD")
        begin(second, first)

        refusal = merge(third, second)

        assert refusal is not None
        assert f"merged into {FIRST}" in refusal.en
        assert third.case.merged_into is None

    def test_none_goes_back_to_one_that_was_taken_over(self) -> None:
        first, second = couple.case(), couple.case(SECOND)
        take_over(second, begin(first, second))

        with pytest.raises(NotNow, match="merged into this case already"):
            begin(second, first)

    @given(turns=st.lists(st.booleans(), max_size=6))
    @settings(max_examples=64, deadline=None)
    def test_in_any_order_of_steps_exactly_one_goes_on(self, turns: list[bool]) -> None:
        first, second = couple.case(), couple.case(SECOND)
        directions = [in_steps(first, second), in_steps(second, first)]

        for turn in [*turns, *[False, True] * 3]:
            advance(directions[turn])

        [staying] = [life for life in (first, second) if not life.case.has_ended]
        [ended] = [life for life in (first, second) if life.case.has_ended]
        assert ended.case.merged_into == staying.case.tracking_number
        assert staying.case.merging is None
        assert staying.case.merged_from == (ended.case.tracking_number,)
