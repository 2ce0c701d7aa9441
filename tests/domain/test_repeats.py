"""Repeats found late: counted once, graded for, and never made light of (A6)."""

from datetime import timedelta
from typing import Any

from domain import repeats
from domain.kinds import EventKind
from domain.likeness import Likeness, Why
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import resolved

TWIN = Likeness(tracking_number="RD-TWIN", why=(Why.SAME_PERSON,))


def life(**complaint: Any) -> Life:
    return Life(policy=trial.repeating(), order_number=None, service_line="repeating", **complaint)


class TestLook:
    def test_is_for_what_the_pack_calls_a_repeat(self) -> None:
        case = life().case

        look = repeats.look_for(case, trial.repeating().pack)

        assert look is not None
        assert (look.pack, look.category, look.kind, look.known) == ("repeating", case.category, case.kind, 0)
        assert look.since == trial.MONDAY - timedelta(days=30)

    def test_is_none_under_a_pack_without_repeats(self) -> None:
        assert repeats.look_for(Life().case, trial.policy().pack) is None


class TestFound:
    def test_counts_says_which_and_grades_by_the_rules(self) -> None:
        case = life()

        case.hear(lambda step: repeats.found(step, [TWIN]))

        assert (case.case.repeat_count, case.case.level, case.case.likenesses) == (1, 2, (TWIN,))
        assert [event.kind for event in case.events].count(EventKind.GRADED) == 2
        assert case.rebuilt() == case.case

    def test_changes_nothing_where_it_was_known(self) -> None:
        case = life()
        case.hear(lambda step: repeats.found(step, [TWIN]))
        before = case.case

        case.hear(lambda step: repeats.found(step, [TWIN]))

        assert case.case == before

    def test_does_not_make_light_of_what_people_found_grave(self) -> None:
        case = life()
        case.do("grade", trial.LEAD, level=3, reason="It burned.")

        case.hear(lambda step: repeats.found(step, [TWIN]))

        assert (case.case.repeat_count, case.case.level) == (1, 3)

    def test_leaves_the_grades_of_a_case_that_is_settled(self) -> None:
        case = life()
        resolved(case)

        case.hear(lambda step: repeats.found(step, [TWIN]))

        assert (case.case.repeat_count, case.case.level) == (1, 1)
