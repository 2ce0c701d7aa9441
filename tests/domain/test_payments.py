"""Payments: once, by the remedy's id, whatever the gateway says and however often."""

from datetime import timedelta
from typing import Any

import pytest

from domain import payments
from domain.kinds import EventKind, Stage
from domain.ports import PaymentAnswer
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in

RETRIES = [5, 30, 120, 600, 3600]


def two_refunds() -> Life:
    life = Life(order_number=None)
    life.do("propose", remedies=[{"kind": "refund", "amount_fen": 100}, {"kind": "refund", "amount_fen": 200}])
    life.do("approve", trial.LEAD)
    life.say("accept")
    return life


def failed_for_good() -> Life:
    life = life_in(Stage.REMEDYING)
    for _ in range(len(RETRIES) + 1):
        life.paid(status="refused")
        life.pass_time(hours=1)
    return life


class TestSettlement:
    def test_pays_and_resolves(self) -> None:
        life = life_in(Stage.REMEDYING)

        life.paid()

        paid = life.of(EventKind.PAID)[0]
        assert paid.data == {"remedy": "RD-TEST-R1", "amount_fen": 1200}
        assert paid.actor == "neighbour"
        assert life.case.stage is Stage.RESOLVED

    def test_changes_nothing_a_second_time(self) -> None:
        life = life_in(Stage.REMEDYING)
        life.paid()
        before = life.case

        life.paid()
        life.paid(status="refused")

        assert life.case == before

    @pytest.mark.parametrize("answer", ["pending", "unknown", "unclear"])
    def test_is_waited_for_where_the_answer_is_none(self, answer: str) -> None:
        life = life_in(Stage.REMEDYING)

        life.paid(status=answer)
        life.pass_time(days=30)

        assert life.case.remedies[0].status == "paying"
        assert len(life.of(EventKind.PAYMENT_STARTED)) == 1

    def test_of_a_voucher_is_done_and_moves_no_money(self) -> None:
        life = Life(order_number=None)
        life.do("propose", remedies=[{"kind": "voucher", "amount_fen": 500}])
        life.do("approve", trial.LEAD)
        life.say("accept")

        life.paid()

        assert not life.of(EventKind.PAID)
        assert life.of(EventKind.REMEDY_DONE)
        assert life.case.stage is Stage.RESOLVED

    def test_of_several_waits_for_the_last(self) -> None:
        life = two_refunds()

        life.paid("RD-TEST-R2")
        stage = life.case.stage
        life.paid("RD-TEST-R1")

        assert (stage, life.case.stage) == (Stage.REMEDYING, Stage.RESOLVED)


class TestRefusal:
    def test_is_tried_again_later_and_later_and_then_left_to_a_hand(self) -> None:
        life = life_in(Stage.REMEDYING)
        waits: list[timedelta] = []
        for _ in RETRIES:
            life.paid(status="refused")
            failed_at = life.now
            life.pass_time(hours=1)
            waits.append(life.of(EventKind.PAYMENT_STARTED)[-1].at - failed_at)

        life.paid(status="refused")
        life.pass_time(days=1)

        assert waits == [timedelta(seconds=seconds) for seconds in RETRIES]
        assert life.case.remedies[0].status == "manual"
        assert len(life.of(EventKind.PAYMENT_STARTED)) == len(RETRIES) + 1

    def test_keeps_the_key_of_the_payment(self) -> None:
        life = failed_for_good()

        assert {event.data["remedy"] for event in life.of(EventKind.PAYMENT_STARTED)} == {"RD-TEST-R1"}
        assert [event.data["attempt"] for event in life.of(EventKind.PAYMENT_STARTED)] == [1, 2, 3, 4, 5, 6]

    def test_told_twice_is_one_failure(self) -> None:
        life = life_in(Stage.REMEDYING)

        life.paid(status="refused")
        life.paid(status="refused")

        assert len(life.of(EventKind.PAYMENT_FAILED)) == 1

    def test_is_overtaken_by_a_callback_that_says_settled(self) -> None:
        life = life_in(Stage.REMEDYING)
        life.paid(status="refused")

        life.paid()

        assert life.case.stage is Stage.RESOLVED
        assert not life.pass_time(hours=2)

    def test_for_good_is_overtaken_by_a_callback_too(self) -> None:
        life = failed_for_good()

        life.paid()

        assert life.case.remedies[0].status == "paid"
        assert life.case.stage is Stage.RESOLVED

    def test_is_ended_by_a_hand(self) -> None:
        life = failed_for_good()

        life.paid_by_hand()

        assert life.case.stage is Stage.RESOLVED


class TestMisfit:
    @pytest.mark.parametrize(
        ("news", "words"),
        [({"amount_fen": 1_201}, "of ¥12.00"), ({"currency": "USD"}, "pays in CNY")],
    )
    def test_is_kept_in_words_and_books_nothing(self, news: dict[str, Any], words: str) -> None:
        life = life_in(Stage.REMEDYING)
        answer = PaymentAnswer.model_validate({"status": "settled", **news})

        life.hear(lambda step: payments.answered(step, remedy_id="RD-TEST-R1", answer=answer))

        [kept] = life.of(EventKind.NOT_APPLICABLE)
        assert words in kept.data["because"]["en"]
        assert kept.data["because"]["zh"]
        assert life.case.remedies[0].status == "paying"
        assert not life.of(EventKind.PAID)

    def test_is_no_news_that_says_what_fits(self) -> None:
        life = life_in(Stage.REMEDYING)
        answer = PaymentAnswer(status="settled", amount_fen=1_200, currency="CNY")

        life.hear(lambda step: payments.answered(step, remedy_id="RD-TEST-R1", answer=answer))

        assert life.case.stage is Stage.RESOLVED


class TestStrayCallback:
    """What other systems say is kept like what people say: never dropped, never breaking the case."""

    def test_for_an_unknown_remedy_is_kept_and_answered_in_words(self) -> None:
        life = life_in(Stage.REMEDYING)

        life.paid("RD-TEST-R7")

        kept = life.of(EventKind.NOT_APPLICABLE)[0]
        assert kept.data["what"] == "payment_settled"
        assert kept.private["said"]["remedy"] == "RD-TEST-R7"
        assert kept.data["because"]["zh"]
        assert life.case.stage is Stage.REMEDYING

    def test_for_money_that_a_hand_paid_meanwhile_is_kept_for_all_to_see(self) -> None:
        life = failed_for_good()
        life.paid_by_hand()

        life.paid()

        assert life.of(EventKind.NOT_APPLICABLE)
        assert not life.of(EventKind.PAID)

    def test_for_a_remedy_that_was_never_sent_is_kept(self) -> None:
        life = life_in(Stage.AWAITING_COMPLAINANT)

        life.paid()

        assert life.of(EventKind.NOT_APPLICABLE)
        assert life.case.remedies[0].status == "approved"


class TestWithdrawal:
    def test_waits_for_the_payment_and_then_ends_the_case(self) -> None:
        life = life_in(Stage.REMEDYING)
        life.say("withdraw")

        life.paid()

        assert life.case.has_ended
        assert life.case.remedies[0].status == "paid"

    def test_ends_the_case_when_that_payment_fails(self) -> None:
        life = life_in(Stage.REMEDYING)
        life.say("withdraw")

        life.paid(status="refused")

        assert life.case.has_ended
        assert not life.pass_time(days=1)

    def test_tries_no_other_payment_again(self) -> None:
        life = two_refunds()
        life.paid("RD-TEST-R1", status="refused")
        life.say("withdraw")

        life.pass_time(hours=1)
        life.paid("RD-TEST-R2")

        assert len(life.of(EventKind.PAYMENT_STARTED)) == 2
        assert life.case.stage is Stage.WITHDRAWN

    def test_is_heard_once(self) -> None:
        life = life_in(Stage.REMEDYING)

        life.say("withdraw")
        life.say("withdraw")

        assert len(life.of(EventKind.WITHDRAWN)) == 1
        assert len(life.of(EventKind.NOT_APPLICABLE)) == 1

    def test_leaves_the_case_with_staff_where_an_alert_was_raised_meanwhile(self) -> None:
        life = life_in(Stage.REMEDYING)
        life.say("withdraw")
        life.say("reply", text="It is on fire!", alarming=("fire",))

        life.paid()

        assert life.case.staff_case
        assert life.case.stage is Stage.RESOLVED
