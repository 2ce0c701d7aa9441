"""What a pack calls things."""

import pytest

from domain.pack import UnknownKind
from tests.domain.packs import make_pack


class TestTitles:
    def test_are_those_of_the_operator(self) -> None:
        pack = make_pack(level_names={1: {"zh": "一级", "en": "simple"}})

        assert pack.department_title("desk", "zh") == "客服部"
        assert pack.department_title("gone", "zh") == "gone"
        assert pack.level_title(1, "en") == "simple"
        assert pack.level_title(2, "en") == "level 2"
        assert pack.kind("other", "other").title.in_("zh") == "甲"

    def test_of_milestones_are_the_operators_or_the_usual_ones_or_their_keys(self) -> None:
        pack = make_pack(milestone_names={"resolved": {"zh": "了结", "en": "settlement"}})

        assert pack.milestone_title("resolved", "en") == "settlement"
        assert pack.milestone_title("solved", "zh") == "解决问题"
        assert pack.milestone_title("weighed", "en") == "weighed"

    def test_of_milestones_leave_a_pack_that_names_none_what_it_was(self) -> None:
        assert make_pack(milestone_names={}).digest == make_pack().digest

    def test_of_an_unknown_kind_are_unknown(self) -> None:
        with pytest.raises(UnknownKind, match="no kind other/lost"):
            make_pack().kind("other", "lost")
