"""Refunds: never more than was paid for the order, whoever or whatever proposes them."""

from typing import Any

import pytest

from domain.changes import Change
from domain.kinds import EventKind, Stage
from domain.refusals import NotUnderstood
from tests import trial
from tests.domain.life import Life

PAID = 1_000


def known(*, paid_fen: int = PAID, **facts: Any) -> Life:
    """A case whose records say what was paid, and too little else to go by itself."""
    life = Life()
    life.records(trial.record(paid_fen=paid_fen, confidence=20, **facts))
    return life


def proposed(*remedies: tuple[str, int], life: Life | None = None) -> Life:
    life = life or known()
    life.do("propose", remedies=[{"kind": kind, "amount_fen": amount} for kind, amount in remedies])
    return life


class TestByHand:
    @pytest.mark.parametrize("remedies", [[("refund", PAID + 1)], [("refund", PAID), ("refund", 1)]])
    def test_more_than_was_paid_is_refused_with_both_amounts(self, remedies: list[tuple[str, int]]) -> None:
        life = known()
        before = life.case

        with pytest.raises(NotUnderstood, match=r"come to ¥10\.01, more than the ¥10\.00 paid"):
            proposed(*remedies, life=life)

        assert life.case == before

    @pytest.mark.parametrize("remedies", [[("refund", PAID)], [("refund", PAID), ("compensation", 5_000)]])
    def test_what_was_paid_and_any_compensation_may_be_proposed(self, remedies: list[tuple[str, int]]) -> None:
        assert proposed(*remedies).case.stage is Stage.DECIDING

    def test_what_was_refunded_before_counts(self) -> None:
        life = proposed(("refund", 600))
        life.do("approve", trial.LEAD)
        life.say("accept")
        life.paid()
        life.say("rate", score=1, solved=False)

        with pytest.raises(NotUnderstood, match=r"come to ¥10\.01"):
            life.do("propose", trial.OTHER_AGENT, remedies=[{"kind": "refund", "amount_fen": 401}])

    def test_has_no_limit_where_records_do_not_say_what_was_paid(self) -> None:
        assert proposed(("refund", 9_000), life=known(paid_fen=0)).case.stage is Stage.DECIDING


class TestByRule:
    def test_goes_to_a_person_instead_of_straight_through(self) -> None:
        life = Life()

        life.records(trial.record(paid_fen=PAID))

        assert life.case.stage is Stage.INVESTIGATING
        assert not life.case.remedies
        [task] = life.case.open_tasks
        assert (task.because, task.key) == ("refund_above_paid", "refund_above_paid/1")

    def test_keeps_a_finding_and_leaves_the_remedy_to_a_person(self) -> None:
        life = known()

        life.do("record-finding", **trial.FINDING)

        assert (life.case.stage, life.case.remedies) == (Stage.INVESTIGATING, ())
        assert life.of(EventKind.FINDING_RECORDED)
        with pytest.raises(NotUnderstood, match=r"come to ¥12\.00"):
            life.do("propose")

    def test_goes_straight_through_up_to_what_was_paid(self) -> None:
        life = Life()

        life.records(trial.record(paid_fen=1_200))

        assert life.case.stage is Stage.REMEDYING

    def test_goes_as_before_in_cases_from_before(self) -> None:
        life = Life(follows=set(Change) - {Change.REFUNDS_STAY_WITHIN_WHAT_WAS_PAID})

        life.records(trial.record(paid_fen=PAID))

        assert life.case.stage is Stage.REMEDYING
