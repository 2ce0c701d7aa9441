"""Ways around the rules of money that somebody could try: each is refused in words, and nothing is lost (E3-E5)."""

from typing import Any

import pytest

from domain.case_remedies import RemedyStatus
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.mediations import PAID, mediating, mediation_of, propose, sign, sign_for_platform
from tests.domain.stages import policy_with
from tests.domain.test_advance import MAKER, RULE, approved, found, proposed
from tests.domain.test_recourse import SECTION, claim, sent


class TestAChangedAmount:
    def test_is_paid_in_advance_to_nobody_who_was_not_asked(self) -> None:
        life = found()

        life.do("change-remedy", trial.AGENT, remedy="RD-TEST-R1", amount_fen=100, reason="too much")
        life.do("approve", trial.LEAD)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT
        assert life.of(EventKind.PAYMENT_STARTED) == []

    def test_that_took_a_remedy_off_the_table_asks_for_the_rest(self) -> None:
        rows = [
            {"rule": name, "when": "true", "give": {"kind": "refund", "amount_fen": "600"}} for name in ("one", "two")
        ]
        life = found(policy_with(advance_payment=RULE, recourse=SECTION, remedies=rows))

        life.do("change-remedy", trial.AGENT, remedy="RD-TEST-R2", amount_fen=0, reason="too much")
        life.do("approve", trial.LEAD)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT


class TestAWriteOffInParts:
    def test_takes_authority_over_all_of_them(self) -> None:
        life = sent()
        life.do("write-off", trial.LEAD, amount_fen=20_000, reason="a part")

        with pytest.raises(NotAllowed, match=r"It comes to ¥500\.01, more than the team lead may approve"):
            life.do("write-off", trial.LEAD, amount_fen=30_001, reason="another part")

        assert claim(life).written_off_fen == 20_000
        life.do("write-off", trial.HEAD, amount_fen=30_001, reason="another part")
        assert claim(life).written_off_fen == 50_001


class TestAnAdvance:
    def paid_in_part(self) -> Life:
        """One remedy paid in another's stead, the other one refused by the gateway for now."""
        life = proposed({"kind": "compensation", "amount_fen": 20_000}, {"kind": "refund", "amount_fen": 600})
        life.say("accept")
        life.paid("RD-TEST-R1")
        return life

    def test_is_claimed_though_the_complainant_withdraws_before_the_rest_is_paid(self) -> None:
        life = self.paid_in_part()
        life.paid("RD-TEST-R2", status="refused")
        assert life.of(EventKind.RECOURSE_OPENED) == []

        life.say("withdraw")

        assert life.case.has_ended
        assert [matter.start.terms["amount_fen"] for matter in life.case.matters] == [20_000]

    def test_is_claimed_though_the_last_payment_fails_after_the_withdrawal(self) -> None:
        life = self.paid_in_part()
        life.say("withdraw")

        life.paid("RD-TEST-R2", status="refused")

        assert life.case.has_ended
        assert [matter.start.terms["remedies"] for matter in life.case.matters] == [["RD-TEST-R1"]]

    def test_is_claimed_once_where_the_case_goes_on_for_staff(self) -> None:
        life = approved()
        life.paid()

        assert [matter.id for matter in life.case.matters] == ["RD-TEST-C1"]
        assert MAKER["responsible"] == "third_party"


class TestASettlement:
    def test_is_not_signed_for_the_platform_above_what_records_say_by_now(self) -> None:
        life = mediating()
        propose(life, PAID)
        established: Any = life.case.established.model_copy(update={"paid_fen": 1_000})
        life.case = life.case.model_copy(update={"established": established})

        with pytest.raises(NotUnderstood, match=r"more than the ¥10\.00 paid"):
            sign_for_platform(life)
        sign(life)

        assert mediation_of(life).mediated_at is None
        assert all(remedy.status is RemedyStatus.DROPPED for remedy in life.case.remedies)
