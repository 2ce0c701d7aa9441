"""Endings: resolved, closed, archived, and what each leaves open."""

from datetime import timedelta
from typing import Any

import pytest

from domain.kinds import EventKind, Stage
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, life_with, policy_with, row


class TestResolve:
    def test_opens_the_window_for_a_rating(self) -> None:
        life = life_in(Stage.RESOLVED)

        assert life.case.feedback_until == trial.MONDAY + timedelta(days=7)
        assert life.of(EventKind.RESOLVED)[0].data["agreement"] is True

    def test_names_nobody_else_where_there_is_agreement(self) -> None:
        assert "referral" not in life_in(Stage.RESOLVED).of(EventKind.RESOLVED)[0].data

    def test_shows_no_due_moment_of_what_it_overtook(self) -> None:
        life = life_with(row("a", "PT9H", "finding_recorded"), row("b", "PT9H", "closed"))
        life.do("respond", text="No.", final=True)

        assert [milestone.name for milestone in life.case.open_milestones] == ["a", "b"]
        assert life.case.next_due_at() == life.milestone("b").due_at
        assert [life.case.stands_still(milestone) for milestone in life.case.open_milestones] == [True, False]


class TestClose:
    def test_comes_by_itself_after_the_window(self) -> None:
        life = life_in(Stage.RESOLVED)

        happened = life.pass_time(days=7, seconds=1)

        assert happened[0].data["reason"] == "feedback_window_over"
        assert life.case.stage is Stage.CLOSED

    def test_leaves_the_appeal_window_open_to_its_end(self) -> None:
        life = life_in(Stage.CLOSED)

        life.pass_time(days=30)
        still_open = not life.case.has_ended
        life.pass_time(microseconds=1)

        assert (still_open, life.case.has_ended) == (True, True)

    def test_leaves_a_longer_window_for_the_rating_open_too(self) -> None:
        life = life_in(Stage.RESOLVED, policy=policy_with(appeal_window="PT1H"))

        life.do("close", trial.LEAD, reason="done")

        assert life.case.appeal_until == trial.MONDAY + timedelta(days=7)


class TestArchive:
    @pytest.mark.parametrize(
        ("complaint", "kept"),
        [({}, "P2Y"), ({"flags": ("legal",)}, "forever"), ({"reading": trial.FIRE}, "forever")],
    )
    def test_keeps_important_cases_for_ever(self, complaint: dict[str, Any], kept: str) -> None:
        life = Life(order_number=None, **complaint)
        life.do("respond", trial.MANAGER, text="No.", final=True)

        life.pass_time(days=40)

        assert life.of(EventKind.ARCHIVED)[0].data["retention"] == kept

    def test_keeps_what_cannot_be_told_unimportant(self) -> None:
        retention = {"ordinary": "P2Y", "important": "forever", "important_when": "1000 / delayed_minutes > 3"}
        life = Life(policy=policy_with(retention=retention), order_number=None)

        life.say("withdraw")

        assert life.of(EventKind.ARCHIVED)[0].data["retention"] == "forever"

    def test_is_the_last_thing_that_falls_due(self) -> None:
        life = life_in(Stage.RESOLVED)
        life.pass_time(days=40)

        assert life.events[-1].kind is EventKind.ARCHIVED
        assert not life.pass_time(days=4000)
