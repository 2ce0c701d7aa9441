"""A hearing that was promised is kept, whatever the case's pack says by then (D6, time rule 14)."""

import pytest

from domain import notices
from domain.changes import Change
from domain.events import RESPONDENT
from domain.handover import KnownCase
from domain.kinds import EventKind
from domain.refusals import NotNow
from tests import trial
from tests.domain.inquiries import find_against, hearing_policy, notified
from tests.domain.life import Life
from tests.domain.stages import policy_with

ANOTHER = KnownCase(tracking_number="RD-ANOTHER", pack="trial", is_in_work=True, is_same_complainant=True)


def migrated() -> Life:
    """A case whose respondent was told, under a newer version of its pack that hears nobody."""
    life = notified()
    life.migrate(policy_with(version=hearing_policy().pack.version + 1))
    return life


class TestAMigratedCase:
    def test_finds_nothing_against_somebody_who_was_told_that_they_may_answer(self) -> None:
        life = migrated()

        with pytest.raises(NotNow, match="may answer until"):
            find_against(life)

    def test_does_not_go_straight_through_against_them(self) -> None:
        life = notified(
            order_number="ORDER-1", policy=hearing_policy(straight_through="confidence >= 90", milestones=[])
        )
        life.migrate(
            policy_with(version=hearing_policy().pack.version + 1, straight_through="confidence >= 90", milestones=[])
        )

        life.records(trial.record(responsible="respondent"))

        assert not life.of(EventKind.FINDING_RECORDED)

    def test_goes_on_once_they_answered_or_their_time_is_over(self) -> None:
        answered, silent = migrated(), migrated()
        answered.say("reply", RESPONDENT, text="I took nothing.")
        silent.pass_time(hours=73)

        for life in (answered, silent):
            find_against(life)
            assert life.of(EventKind.FINDING_RECORDED)

    def test_is_not_stuck_where_they_could_not_be_told(self) -> None:
        life = migrated()
        key = f"RD-TEST/1/-/respondent_notified/-/{life.case.inquiry.notice}.{life.case.inquiry.notice}/respondent"
        told = {"what": "respondent_notified", "receiver": "respondent", "because": "refused"}
        life.hear(lambda step: notices.failed(step, key=key, **told))
        assert life.case.inquiry.unreached

        find_against(life)

        assert life.of(EventKind.FINDING_RECORDED)

    def test_goes_on_as_it_began_where_it_decided_before(self) -> None:
        life = notified(follows=set(Change) - {Change.PROMISED_HEARING_IS_KEPT})
        life.migrate(policy_with(version=hearing_policy().pack.version + 1))

        find_against(life)

        assert life.of(EventKind.FINDING_RECORDED)


class TestADuplicate:
    def test_is_not_merged_away_while_its_respondent_may_answer(self) -> None:
        life = notified()

        with pytest.raises(NotNow, match="respondent may answer until"):
            life.do("merge-into", trial.LEAD, cases=(ANOTHER,), tracking_number="RD-ANOTHER")

        assert life.case.merging is None

    def test_is_merged_once_they_answered_or_their_time_is_over(self) -> None:
        answered, silent = notified(), notified()
        answered.say("reply", RESPONDENT, text="I took nothing.")
        silent.pass_time(hours=73)

        for life in (answered, silent):
            life.do("merge-into", trial.LEAD, cases=(ANOTHER,), tracking_number="RD-ANOTHER")
            assert life.case.merging

    def test_is_merged_as_before_where_it_decided_before(self) -> None:
        life = notified(follows=set(Change) - {Change.MERGING_WAITS_FOR_A_HEARING})

        life.do("merge-into", trial.LEAD, cases=(ANOTHER,), tracking_number="RD-ANOTHER")

        assert life.case.merging
