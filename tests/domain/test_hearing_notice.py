"""A respondent who cannot be reached, and one who was erased."""

import pytest

from domain import notices
from domain.case import Case
from domain.kinds import EventKind
from domain.refusals import NotNow
from tests.domain.inquiries import find_against, notified
from tests.domain.life import Life


class TestNoticeThatDoesNotArrive:
    def fail(self, life: Life, sequence: int) -> Case:
        key = f"RD-TEST/1/-/respondent_notified/-/{sequence}.{sequence}/respondent"
        life.hear(
            lambda step: notices.failed(
                step, key=key, what="respondent_notified", receiver="respondent", because="refused"
            )
        )
        return life.case

    def test_is_for_a_person_and_the_window_counts_for_nothing(self) -> None:
        life = notified()

        case = self.fail(life, life.case.inquiry.notice)
        life.pass_time(days=4)

        assert case.open_tasks[0].because == "notice_failed"
        with pytest.raises(NotNow, match="could not be reached"):
            find_against(life)
        assert life.of(EventKind.HEARING_ELAPSED) == []

    def test_means_nothing_once_they_were_told_anew(self) -> None:
        life = notified()
        first = life.case.inquiry.notice
        life.do("notify-respondent", allegation="A ring is missing.", told="spoken")

        assert not self.fail(life, first).inquiry.unreached


class TestErasure:
    def test_leaves_nothing_of_the_respondent(self) -> None:
        life = notified()
        life.events = [event.model_copy(update={"private": {}}) for event in life.events]

        assert life.rebuilt().inquiry.respondent is None
