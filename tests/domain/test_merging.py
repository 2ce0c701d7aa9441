"""Merging: one complainant's duplicate goes over into the case that goes on, and nothing of it is lost (A6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.events import kinds_of
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotNow, NotUnderstood, Refused
from tests import trial
from tests.domain import couple
from tests.domain.couple import FIRST, SECOND, answer, begin, merge, take_over
from tests.domain.life import Life
from tests.domain.stages import awaiting, closed, declined, policy_with, remedying, resolved, row

HOUR = timedelta(hours=1)


def ended_by_paying(life: Life) -> None:
    remedying(life)
    life.paid(f"{life.case.tracking_number}-R1")


class TestMerging:
    def test_ends_the_duplicate_once_the_other_has_taken_over(self) -> None:
        first, second = couple.case(), couple.case(SECOND)

        handover = begin(second, first)
        assert second.case.stage is Stage.INVESTIGATING
        answer(second, take_over(first, handover))

        assert (second.case.stage, second.case.merged_into) == (Stage.MERGED, FIRST)
        assert second.case.has_ended
        assert first.case.merged_from == (SECOND,)
        assert first.case.stage is Stage.INVESTIGATING

    def test_reads_the_same_from_its_events(self) -> None:
        first, second = couple.case(), couple.case(SECOND, at=trial.MONDAY - HOUR)
        merge(second, first)

        assert (first.rebuilt(), second.rebuilt()) == (first.case, second.case)

    def test_that_is_refused_leaves_the_case_with_all_it_had(self) -> None:
        first, second = couple.case(), couple.case(SECOND)
        before = second.case.milestones
        handover = begin(second, first)
        closed(first)

        answer(second, take_over(first, handover))

        [undone] = second.of(EventKind.NOT_MERGED)
        assert "settled or over" in undone.data["because"]["en"]
        assert second.case.milestones == before
        assert (second.case.merging, second.case.merged_into) == (None, None)
        second.do("note", text="it goes on")

    def test_is_taken_over_once_however_often_it_is_asked(self) -> None:
        first, second = couple.case(), couple.case(SECOND, at=trial.MONDAY - HOUR)
        handover = begin(second, first)

        for _ in range(2):
            assert take_over(first, handover) is None

        assert len(first.of(EventKind.ABSORBED)) == 1

    def test_hears_no_answer_to_an_earlier_question(self) -> None:
        first, second = couple.case(), couple.case(SECOND)
        begin(second, first)

        answer(second, None, key=f"{SECOND}/merging/1")

        assert second.case.merging is not None

    def test_under_way_refuses_other_commands_in_words(self) -> None:
        first, second = couple.case(), couple.case(SECOND)
        begin(second, first)

        with pytest.raises(NotNow, match=f"being merged into {FIRST}"):
            second.do("note", text="hello")
        with pytest.raises(NotNow, match=f"being merged into {FIRST}"):
            begin(second, first)

    def test_under_way_lets_no_window_close_but_keeps_every_promise(self) -> None:
        policy = policy_with(
            milestones=[row("answered_in_time", "PT2H")], silence={"after": "PT1H", "means": "accepted"}
        )
        first, second = couple.case(policy=policy), couple.case(SECOND, policy=policy)
        second.do("ask", of="complainant", text="Which one?", until=(second.now + HOUR).isoformat())
        begin(second, first)

        second.pass_time(hours=3)

        assert second.case.waiting_on is not None
        assert len(second.of(EventKind.BREACHED)) == 1

    def test_passes_down_a_line_of_three(self) -> None:
        first, second, third = couple.case(), couple.case(SECOND), couple.case("RD-THIRD")
        merge(third, second)
        merge(second, first)

        assert (third.case.merged_into, second.case.merged_into) == (SECOND, FIRST)
        assert (second.case.merged_from, first.case.merged_from) == (("RD-THIRD",), (SECOND,))


class TestMergedCase:
    def test_a_merged_case_escalates_no_more(self) -> None:
        """Named case: a merged case escalates."""
        policy = policy_with(milestones=[row(warn_at=[0.5])])
        first, second = couple.case(policy=policy), couple.case(SECOND, policy=policy)
        merge(second, first)

        assert second.pass_time(days=30) == ()
        assert second.case.open_milestones == ()
        assert second.case.next_due_at() is None

    def test_lets_go_of_a_pause(self) -> None:
        first, second = couple.case(), couple.case(SECOND, reading=trial.LOCK)
        second.do("ask", trial.TECHNICIAN, of="complainant", text="Which one?")
        begin(second, first, trial.TECHNICAL_LEAD)
        answer(second, None)

        assert not second.case.is_paused
        assert second.case.waiting_on is None

    def test_keeps_what_was_said(self) -> None:
        first, second = couple.case(), couple.case(SECOND)
        second.say("reply", text="and the lock was broken, too")
        merge(second, first)

        [said] = second.of(EventKind.REPLIED)
        assert said.private["text"] == "and the lock was broken, too"


class TestRedAlert:
    def test_that_stands_goes_over(self) -> None:
        first, second = couple.case(), couple.case(SECOND, reading=trial.FIRE)
        begin(second, first, trial.MANAGER)
        handover = second.case.merging.handover if second.case.merging else None
        assert handover is not None
        answer(second, take_over(first, handover))

        assert first.case.standing_alert is not None
        assert first.case.urgency == "critical"
        assert second.case.standing_alert is None
        assert second.case.red_alert
        assert first.pass_time(minutes=15)[-1].kind is EventKind.ALERT_REPEATED
        assert second.pass_time(minutes=15) == ()

    def test_that_somebody_has_seen_to_stays_where_it_was(self) -> None:
        first, second = couple.case(), couple.case(SECOND, reading=trial.FIRE)
        second.do("acknowledge-alert", trial.MANAGER)
        handover = begin(second, first, trial.MANAGER)
        answer(second, take_over(first, handover))

        assert first.case.standing_alert is None
        assert second.case.alert is not None

    def test_is_not_raised_a_second_time(self) -> None:
        first, second = couple.case(reading=trial.FIRE), couple.case(SECOND, reading=trial.FIRE)
        handover = begin(second, first, trial.MANAGER)
        answer(second, take_over(first, handover))

        assert len(first.of(EventKind.RED_ALERT_RAISED)) == 1


class TestCommand:
    def test_is_for_team_leads_and_up(self) -> None:
        with pytest.raises(NotAllowed):
            begin(couple.case(SECOND), couple.case(), trial.AGENT)

    def test_reads_a_number_however_it_is_typed(self) -> None:
        first = couple.case("RD-7K2M-9QXD-04TB")
        second = couple.case(SECOND)

        second.do("merge-into", trial.LEAD, cases=(couple.known(first),), tracking_number=" rd 7k2m9qxdo4tb ")

        assert second.case.merging is not None
        assert second.case.merging.into == "RD-7K2M-9QXD-04TB"

    def test_goes_into_no_case_that_is_itself(self) -> None:
        with pytest.raises(NotUnderstood, match="into itself"):
            begin(couple.case(), couple.case())

    def test_goes_into_no_unknown_case(self) -> None:
        with pytest.raises(NotUnderstood, match="no case RD-GHOST"):
            couple.case().do("merge-into", trial.LEAD, tracking_number="RD-GHOST")

    def test_goes_into_no_case_of_another_pack(self) -> None:
        with pytest.raises(NotUnderstood, match="another policy pack"):
            begin(couple.case(), couple.case(SECOND), pack="another")

    def test_goes_into_no_case_of_another_person(self) -> None:
        with pytest.raises(NotUnderstood, match="incident"):
            begin(couple.case(), couple.case(SECOND), is_same_complainant=False)

    @pytest.mark.parametrize("over", [resolved, closed, declined, lambda life: life.say("withdraw")])
    def test_goes_into_no_case_that_nobody_works_on(self, over: Callable[[Life], None]) -> None:
        first, second = couple.case(), couple.case(SECOND)
        over(first)

        with pytest.raises(NotNow, match="settled or over"):
            begin(second, first)

    @pytest.mark.parametrize("stage", [Stage.MEDIATING, Stage.ADJUDICATING])
    def test_waits_for_others_who_have_the_word(self, stage: Stage) -> None:
        second = couple.case(SECOND)
        second.case = second.case.model_copy(update={"stage": stage})

        with pytest.raises(NotNow, match="Mediation or a ruling"):
            begin(second, couple.case())

    def test_waits_for_money_under_way(self) -> None:
        second = couple.case(SECOND)
        remedying(second)

        with pytest.raises(NotNow, match="being carried out"):
            begin(second, couple.case())

    @pytest.mark.parametrize("decided", [awaiting, ended_by_paying])
    def test_goes_the_other_way_where_remedies_are_decided(self, decided: Callable[[Life], None]) -> None:
        second = couple.case(SECOND)
        decided(second)

        with pytest.raises(NotNow, match="merge the other case into this one"):
            begin(second, couple.case())

    def test_that_is_refused_changes_nothing(self) -> None:
        second = couple.case(SECOND)
        before = kinds_of(second.events)

        with pytest.raises(Refused):
            begin(second, couple.case(), is_same_complainant=False)

        assert kinds_of(second.events) == before
