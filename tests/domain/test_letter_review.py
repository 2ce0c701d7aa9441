"""The legal review of result letters: who holds it, who may end it, and what waits for it."""

from datetime import timedelta

import pytest

from domain.changes import Change
from domain.kinds import EventKind, Stage
from domain.letter import LetterKind
from domain.letters import letter_of
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.reviewed import reviewed_life, reviewing_policy

OTHER_LEAD = trial.LEAD.model_copy(update={"id": "lead-9"})


def text(life: Life) -> str:
    return letter_of(LetterKind.RESULT, life.case, pack=life.policy.pack, language="en", with_drafts=True).text


class TestHolding:
    def test_opens_a_task_for_the_rung_that_the_pack_names(self) -> None:
        life = reviewed_life()

        [opened] = life.of(EventKind.TASK_OPENED)
        [task] = life.case.open_tasks
        assert opened.actor == "system"
        assert (task.because, task.rung, task.done_by) == ("letter_review", "team_lead", "approve-letter")
        assert task.due_at == trial.MONDAY + timedelta(hours=24)
        assert [owed.to.rungs for owed in life.owed if owed.notice.what is EventKind.TASK_OPENED] == [
            ("team_lead", "department_head", "senior_management")
        ]

    def test_leaves_alone_what_the_pack_does_not_flag(self) -> None:
        life = reviewed_life(review_when="level == 3")

        assert life.case.open_tasks == ()
        assert "The meter ran on." in text(life)

    def test_leaves_alone_a_case_that_goes_by_the_old_rule(self) -> None:
        old = tuple(change for change in Change if change is not Change.RESULT_LETTERS_ARE_REVIEWED)
        life = Life(policy=reviewing_policy(), order_number=None, follows=old)

        life.do("respond", text="No.", final=True)

        assert life.case.open_tasks == ()

    def test_reviews_where_the_condition_has_no_answer(self) -> None:
        life = reviewed_life(review_when="100 / (level - 1) > 3")

        assert [task.because for task in life.case.open_tasks] == ["letter_review"]

    def test_does_not_let_the_feedback_window_run_out(self) -> None:
        life = reviewed_life()

        life.pass_time(days=20)
        life.do("approve-letter", trial.LEAD)
        released_at = life.now
        life.pass_time(days=8)

        [closed] = life.of(EventKind.CLOSED)
        assert closed.at - released_at >= timedelta(days=7)
        assert life.case.stage is Stage.CLOSED

    def test_takes_a_rating_however_long_it_lasts(self) -> None:
        life = reviewed_life()
        life.pass_time(days=20)

        life.say("rate", score=1, solved=False)

        assert (life.case.cycle, life.case.stage) == (2, Stage.INVESTIGATING)

    def test_is_not_closed_over_by_staff(self) -> None:
        life = reviewed_life()

        with pytest.raises(NotNow):
            life.do("close", trial.LEAD, reason="done")

    def test_goes_on_after_the_complainant_was_satisfied(self) -> None:
        life = reviewed_life()
        life.say("rate", score=5, solved=True)
        until = life.case.appeal_until

        life.do("approve-letter", trial.LEAD)

        assert (life.case.stage, life.case.appeal_until) == (Stage.CLOSED, until)
        assert life.case.open_tasks == ()

    def test_ends_with_the_case(self) -> None:
        life = reviewed_life()
        life.say("rate", score=5, solved=True)

        life.pass_time(days=40)

        assert life.case.has_ended
        assert life.case.open_tasks == ()

    def test_is_given_up_when_the_case_is_taken_up_again_and_begins_anew_with_its_next_result(self) -> None:
        life = reviewed_life()
        life.say("rate", score=1, solved=False)
        assert [task.is_open for task in life.case.tasks] == [False]

        life.do("respond", trial.INVESTIGATOR, text="Still no.", final=True)

        assert [task.id for task in life.case.open_tasks] == ["T2"]

    def test_is_the_same_from_the_same_events(self) -> None:
        life = reviewed_life()
        life.do("redraft-letter", found="It ran on, we are sorry.")
        life.do("approve-letter", trial.LEAD)

        assert life.rebuilt() == life.case


class TestApproving:
    def test_ends_the_review_and_tells_the_complainant(self) -> None:
        life = reviewed_life()

        life.do("approve-letter", trial.LEAD, note="well said")

        [done] = life.of(EventKind.TASK_DONE)
        assert (done.actor, done.private) == ("staff:lead-1", {"result": "well said"})
        assert life.told()[-2:] == ["resolved", "letter_approved"]

    def test_is_not_for_whoever_wrote_the_letter(self) -> None:
        life = Life(policy=reviewing_policy(), order_number=None)
        life.do("respond", trial.LEAD, text="No.", final=True)

        with pytest.raises(NotAllowed):
            life.do("approve-letter", trial.LEAD)
        life.do("approve-letter", OTHER_LEAD)

        assert life.case.open_tasks == ()

    def test_is_not_for_a_lower_rung_than_the_packs(self) -> None:
        life = reviewed_life(by="department_head")

        with pytest.raises(NotAllowed):
            life.do("approve-letter", trial.LEAD)
        life.do("approve-letter", trial.HEAD)

        assert life.case.open_tasks == ()

    def test_is_refused_where_nothing_waits(self) -> None:
        life = Life(order_number=None)
        life.do("respond", text="No.", final=True)

        with pytest.raises(NotNow):
            life.do("approve-letter", trial.LEAD)

    def test_is_refused_the_second_time(self) -> None:
        life = reviewed_life()
        life.do("approve-letter", trial.LEAD)

        with pytest.raises(NotNow):
            life.do("approve-letter", OTHER_LEAD)

    def test_is_not_done_by_completing_the_task(self) -> None:
        life = reviewed_life()

        with pytest.raises(NotNow):
            life.do("complete-task", trial.LEAD, task="T1", result="fine")


class TestSendingBack:
    def test_tells_the_handler_why_and_leaves_the_review_open(self) -> None:
        life = reviewed_life()

        life.do("send-back-letter", trial.LEAD, reason="Leave out the guess.")

        [sent_back] = life.of(EventKind.LETTER_SENT_BACK)
        assert sent_back.private == {"reason": "Leave out the guess."}
        assert life.told("staff")[-1] == "letter_sent_back"
        assert len(life.case.open_tasks) == 1

    def test_is_not_for_the_author(self) -> None:
        with pytest.raises(NotAllowed):
            reviewed_life().do("send-back-letter", trial.AGENT, reason="Hm.")


class TestRedrafting:
    def test_puts_the_letters_words_differently_and_leaves_the_answer_alone(self) -> None:
        life = reviewed_life()

        life.do("redraft-letter", found="The meter was slow.", improvement="A new meter.")

        assert ("The meter was slow." in text(life), "A new meter." in text(life)) == (True, True)
        assert life.case.answer == "The meter ran on."

    def test_keeps_what_was_redrafted_before(self) -> None:
        life = reviewed_life()
        life.do("redraft-letter", found="The meter was slow.")

        life.do("redraft-letter", improvement="A new meter.")

        assert "The meter was slow." in text(life)

    def test_makes_an_author_of_who_does_it(self) -> None:
        life = reviewed_life()
        life.do("redraft-letter", trial.LEAD, found="The meter was slow.")

        with pytest.raises(NotAllowed):
            life.do("approve-letter", trial.LEAD)

    def test_needs_words(self) -> None:
        with pytest.raises(NotUnderstood):
            reviewed_life().do("redraft-letter")

    def test_is_over_once_the_letter_is_released(self) -> None:
        life = reviewed_life()
        life.do("approve-letter", trial.LEAD)

        with pytest.raises(NotNow):
            life.do("redraft-letter", found="No.")
