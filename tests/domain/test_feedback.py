"""Feedback: ratings, appeals, contests and the cycles that they open."""

from datetime import timedelta

import pytest

from domain.kinds import EventKind, Stage
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, policy_with, remedying, resolved

ANSWERERS = (trial.AGENT, trial.INVESTIGATOR, trial.LEAD, trial.HEAD)


def exhausted(cycles: int = 3) -> Life:
    life = Life(policy=policy_with(max_cycles=cycles), order_number=None)
    for answerer in ANSWERERS[:cycles]:
        life.do("respond", answerer, text="No.", final=True)
        life.say("rate", score=1, solved=False)
    return life


class TestRate:
    @pytest.mark.parametrize(("score", "solved"), [(5, True), (4, True), (3, True)])
    def test_closes_when_satisfied(self, score: int, solved: bool) -> None:
        life = life_in(Stage.RESOLVED)

        life.say("rate", score=score, solved=solved, comment="thank you")

        assert life.case.stage is Stage.CLOSED
        assert life.of(EventKind.CLOSED)[0].data["reason"] == "satisfied"
        assert life.of(EventKind.RATED)[0].data == {"score": score, "solved": solved}

    @pytest.mark.parametrize(("score", "solved"), [(1, True), (2, True), (5, False), (3, False)])
    def test_opens_a_new_cycle_when_not(self, score: int, solved: bool) -> None:
        life = life_in(Stage.RESOLVED)

        life.say("rate", score=score, solved=solved)

        assert (life.case.stage, life.case.cycle, life.case.level) == (Stage.INVESTIGATING, 2, 2)
        assert life.of(EventKind.REOPENED)[0].data["cycle"] == 2

    @pytest.mark.parametrize(("offset", "cycle"), [(0, 2), (1, 1)])
    def test_counts_through_the_last_moment_of_the_window_also_after_closing(self, offset: int, cycle: int) -> None:
        life = life_in(Stage.RESOLVED)
        life.do("close", trial.LEAD, reason="done")

        life.pass_time(days=7, microseconds=offset)
        life.say("rate", score=1, solved=False)

        assert life.case.cycle == cycle
        assert len(life.of(EventKind.NOT_APPLICABLE)) == offset

    def test_may_be_thought_over_within_the_window(self) -> None:
        life = life_in(Stage.CLOSED)

        life.say("rate", score=1, solved=False)

        assert life.case.cycle == 2

    def test_counts_after_a_remedy_that_went_straight_through(self) -> None:
        life = Life()
        life.records(trial.record())
        life.paid()

        life.say("rate", score=1, solved=False)

        assert life.case.cycle == 2
        assert not life.case.straight_through

    def test_finds_no_old_window_in_the_new_cycle(self) -> None:
        life = life_in(Stage.RESOLVED)
        life.say("rate", score=1, solved=False)

        life.say("rate", score=1, solved=False)

        assert life.case.cycle == 2
        assert len(life.of(EventKind.RATED)) == 1


class TestAppeal:
    @pytest.mark.parametrize("stage", [Stage.RESOLVED, Stage.CLOSED])
    def test_goes_to_other_people_one_level_up(self, stage: Stage) -> None:
        life = life_in(stage)

        life.say("appeal", reason="unheard")

        assert (life.case.stage, life.case.cycle, life.case.level) == (Stage.INVESTIGATING, 2, 2)
        assert (life.case.handler, life.case.appeal_until, life.case.feedback_until) == (None, None, None)
        assert life.of(EventKind.APPEALED)[0].private == {"reason": "unheard"}

    def test_comes_too_late_after_the_window(self) -> None:
        life = life_in(Stage.CLOSED)
        life.pass_time(days=30, microseconds=1)

        life.say("appeal", reason="unheard")

        assert (life.case.has_ended, life.case.cycle) == (True, 1)
        assert life.events[-1].kind is EventKind.NOT_APPLICABLE


class TestContest:
    def test_is_looked_at_again_with_the_clock_of_a_new_cycle(self) -> None:
        life = life_in(Stage.DECLINED)
        life.pass_time(days=2)

        life.say("contest", reason="it is yours")

        assert (life.case.stage, life.case.cycle, life.case.level) == (Stage.INVESTIGATING, 2, 2)
        assert life.of(EventKind.REOPENED)[0].data["stage"] == Stage.RECEIVED
        assert life.milestone("fault_confirmed").due_at == life.now + timedelta(hours=24)

    def test_goes_by_the_kind_that_a_person_had_put_right(self) -> None:
        life = Life(order_number=None)
        life.do("classify", category="fault", kind="lock")
        life.do("decline", trial.TECHNICAL_LEAD, reason="not ours", referral="the city")

        life.say("contest", reason="it is yours")

        assert (life.case.kind, life.case.department) == ("lock", "technical")
        assert life.of(EventKind.CLASSIFIED)[-1].data["by"] == "staff"

    def test_goes_by_the_words_again_in_a_case_from_before_that_was_so(self) -> None:
        life = Life(order_number=None, follows=frozenset())
        life.do("classify", category="fault", kind="lock")
        life.do("decline", trial.TECHNICAL_LEAD, reason="not ours", referral="the city")

        life.say("contest", reason="it is yours")

        assert (life.case.kind, life.case.department) == ("overcharge", "front")

    def test_after_the_last_cycle_names_who_else_can_help(self) -> None:
        life = life_in(Stage.DECLINED, policy=policy_with(max_cycles=1))

        life.say("contest", reason="it is yours")

        assert (life.case.stage, life.case.exhausted) == (Stage.RESOLVED, True)
        assert life.of(EventKind.RESOLVED)[0].data["referral"]["en"] == "the consumer association"


class TestCycles:
    def test_begin_at_the_handler_whatever_the_last_was_raised_to(self) -> None:
        life = Life(order_number=None)
        life.do("escalate", trial.LEAD, to="department_head")
        life.do("respond", text="No.", final=True)

        life.say("rate", score=1, solved=False)

        assert (life.case.cycle, life.case.owner_rung) == (2, 0)
        assert life.rebuilt() == life.case

    @pytest.mark.parametrize("cycles", [1, 2, 3])
    def test_end_without_agreement_after_as_many_as_the_pack_has(self, cycles: int) -> None:
        life = exhausted(cycles)

        assert (life.case.cycle, life.case.stage) == (cycles, Stage.RESOLVED)
        assert (life.case.agreed, life.case.exhausted) == (False, True)

    def test_take_a_last_rating_but_no_appeal(self) -> None:
        life = exhausted()

        life.say("rate", score=1, solved=False)
        life.say("appeal", reason="unheard")

        assert (life.case.cycle, life.case.stage) == (3, Stage.RESOLVED)
        assert len(life.of(EventKind.RATED)) == 4
        assert "all its cycles" in life.of(EventKind.NOT_APPLICABLE)[0].data["because"]["en"]

    def test_end_in_the_archive_with_the_window_for_the_rating(self) -> None:
        life = exhausted()

        life.pass_time(days=7, seconds=1)

        assert life.case.has_ended

    def test_take_a_last_rating_after_staff_closed_early_too(self) -> None:
        life = exhausted()
        life.do("close", trial.MANAGER, reason="nothing more to do")
        life.pass_time(days=6)

        life.say("rate", score=2, solved=False)

        assert len(life.of(EventKind.RATED)) == 4
        assert life.pass_time(days=1, seconds=1)[-1].kind is EventKind.ARCHIVED

    def test_open_at_the_level_above_and_stay_there_through_a_correction(self) -> None:
        life = life_in(Stage.RESOLVED)
        life.say("appeal", reason="unheard")

        life.do("classify", trial.OTHER_AGENT, category="other", kind="other")

        assert life.case.level == 2

    def test_keep_what_was_paid_and_pay_it_no_second_time(self) -> None:
        life = Life(order_number=None)
        remedying(life)
        life.paid()

        life.say("rate", score=1, solved=False)
        life.pass_time(days=30)

        assert len(life.of(EventKind.PAID)) == len(life.of(EventKind.PAYMENT_STARTED)) == 1
        assert life.case.total_fen == 1200

    def test_acknowledge_the_new_clock_by_the_answer_to_the_signal(self) -> None:
        life = Life(order_number=None)
        resolved(life)
        life.pass_time(days=1)

        life.say("appeal", reason="unheard")

        assert life.milestone("first_contact").met_at == life.now
        assert life.milestone("first_contact").cycle == 2
