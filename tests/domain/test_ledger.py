"""What a case's events post: two sides, to the fen, from the account that the money came from."""

from typing import Any

import pytest

from domain import payments
from domain.kinds import EventKind
from domain.ledger import ACCOUNT_TITLES, Account, LedgerEntry, Posting, matter_postings, moved, postings
from domain.matter_events import MatterKind
from domain.ports import PaymentAnswer
from tests import trial
from tests.domain.life import Life
from tests.domain.matter_life import MatterLife, start_of
from tests.domain.stages import policy_with
from tests.domain.test_advance import approved

ROW: dict[str, Any] = {"rule": "deposit", "when": "cause != ''"}
NAMED = {"zh": "押金监管账户", "en": "deposits"}


def posted(life: Life) -> list[Posting]:
    return list(postings(life.case, life.events))


def sides(life: Life) -> list[list[tuple[str, int]]]:
    return [[(entry.account, entry.amount_fen) for entry in each.entries] for each in posted(life)]


def accepted(kind: str, amount_fen: int, **life: Any) -> Life:
    played = Life(order_number=None, **life)
    played.do("propose", remedies=[{"kind": kind, "amount_fen": amount_fen}])
    played.do("approve", trial.MANAGER)
    played.say("accept")
    return played


class TestPostings:
    @pytest.mark.parametrize(
        ("kind", "expense", "source"),
        [
            ("refund", "remedies.refund", "cash"),
            ("compensation", "remedies.compensation", "cash"),
            ("voucher", "remedies.voucher", "vouchers"),
            ("extension", "remedies.extension", "vouchers"),
        ],
    )
    def test_are_made_by_what_was_carried_out(self, kind: str, expense: str, source: str) -> None:
        life = accepted(kind, 700)

        life.paid()

        assert sides(life) == [[(expense, 700), (source, -700)]]

    def test_are_made_of_money_that_a_hand_has_paid(self) -> None:
        life = accepted("refund", 700)
        for _ in range(6):
            life.paid(status="refused")
            life.pass_time(hours=1)
        life.paid_by_hand()

        [one] = posted(life)
        assert (one.what, one.posted_by, one.book) == ("refund_by_hand", "staff:fin-2", None)

    def test_are_none_of_an_apology(self) -> None:
        life = accepted("apology", 0)
        life.do("confirm-remedy", remedy="RD-TEST-R1", how="in a letter")

        assert posted(life) == []

    def test_take_from_escrow_what_a_rule_gives_from_there(self) -> None:
        row = ROW | {"give": {"kind": "refund", "amount_fen": "overcharged_fen", "from": "escrow"}}
        life = Life(policy=policy_with(remedies=[row], escrow={"name": NAMED}))
        life.records(trial.record())

        life.paid()

        assert life.of(EventKind.PAID)[0].data["account"] == "escrow"
        assert sides(life) == [[("remedies.refund", 600), ("escrow", -600)]]

    def test_name_a_currency_other_than_the_usual(self) -> None:
        life = Life(policy=policy_with(currency="EUR"))
        life.records(trial.record())

        life.hear(settled_in("EUR"))

        assert [each.currency for each in posted(life)] == ["EUR"]


class TestAPosting:
    @pytest.mark.parametrize("amounts", [(5, -4), (5,), (), (0, 0)])
    def test_must_balance(self, amounts: tuple[int, ...]) -> None:
        entries = tuple(LedgerEntry(account=Account.CASH, amount_fen=amount) for amount in amounts)

        with pytest.raises(ValueError, match=r"out of balance|two entries or more"):
            Posting(key="x", what="x", reference="x", subject="x", at=trial.MONDAY, entries=entries)

    def test_of_an_amount_balances(self) -> None:
        assert [each.amount_fen for each in moved(5, debit=Account.ESCROW, credit=Account.CASH)] == [5, -5]


class TestAccounts:
    def test_have_names_in_both_languages(self) -> None:
        assert set(ACCOUNT_TITLES) == set(Account)


def settled_in(currency: str) -> Any:
    """Say that the only remedy was paid."""
    answer = PaymentAnswer(status="settled", amount_fen=1_200, currency=currency)
    return lambda step: payments.answered(step, remedy_id="RD-TEST-R1", answer=answer)


class TestClaims:
    def test_take_what_was_paid_in_another_s_stead_off_the_costs(self) -> None:
        life = approved()

        life.paid()

        remedy = life.case.remedies[0]
        assert sides(life) == [
            [("remedies.refund", remedy.amount_fen), ("cash", -remedy.amount_fen)],
            [("recourse_receivable", remedy.amount_fen), ("remedies.refund", -remedy.amount_fen)],
        ]
        assert [each.key for each in posted(life)] == [f"remedy {remedy.id}", f"advance {remedy.id}"]

    def test_lose_what_comes_in_and_what_is_given_up(self) -> None:
        claim = MatterLife(start_of(MatterKind.RECOURSE, terms={"amount_fen": 1000, "responsible": "third_party"}))
        claim.do("send-claim", against="Maker", text="Please pay.")
        claim.do("record-recovery", amount_fen=400, reference="B-1")
        claim.do("write-off", trial.MANAGER, reason="Nothing is left there.")

        made = list(matter_postings(claim.matter.id, claim.events, reference="RD-1"))

        assert [[(each.account, each.amount_fen) for each in one.entries] for one in made] == [
            [("recovered", 400), ("recourse_receivable", -400)],
            [("written_off", 600), ("recourse_receivable", -600)],
        ]
        assert len({one.key for one in made}) == 2
