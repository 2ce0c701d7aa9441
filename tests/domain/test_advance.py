"""Advance payment: paid first where facts are clear and somebody else has to bear it, and claimed from them (E4)."""

from typing import Any

import pytest

from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.matter_events import MatterKind
from domain.policy import Policy
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with
from tests.domain.test_recourse import SECTION

RULE = "facts_clear && responsible in ['third_party', 'platform', 'none'] && total_fen <= 200000"
POLICY = policy_with(advance_payment=RULE, recourse=SECTION)
MAKER: dict[str, Any] = {**trial.FINDING, "responsible": "third_party"}


def found(policy: Policy = POLICY, **finding: Any) -> Life:
    """A case in which 1,200 fen are due by rule, because of somebody."""
    life = Life(policy=policy, order_number=None)
    life.do("record-finding", **(MAKER | finding))
    return life


def approved(policy: Policy = POLICY, **finding: Any) -> Life:
    life = found(policy, **finding)
    life.do("approve", trial.LEAD)
    return life


def proposed(*remedies: dict[str, Any], approver: Actor = trial.LEAD) -> Life:
    """Remedies that people have named, approved."""
    life = found(overcharged_fen=0)
    life.do("propose", remedies=list(remedies))
    life.do("approve", approver)
    return life


class TestByRule:
    def test_is_paid_right_after_the_approval(self) -> None:
        life = approved()

        assert life.case.stage is Stage.REMEDYING
        assert EventKind.ACCEPTED not in life.case.happened
        assert not life.case.straight_through
        assert not life.case.is_paused

    def test_opens_a_claim_once_it_is_paid(self) -> None:
        life = approved()

        life.paid()

        kinds = [event.kind for event in life.events]
        assert (
            kinds.index(EventKind.PAID) < kinds.index(EventKind.ADVANCE_PAID) < kinds.index(EventKind.RECOURSE_OPENED)
        )
        [paid] = life.of(EventKind.ADVANCE_PAID)
        assert paid.data == {"remedy": "RD-TEST-R1", "amount_fen": 1_200, "responsible": "third_party"}
        [claim] = life.case.matters
        assert (claim.id, claim.start.kind, claim.start.owner_rung) == ("RD-TEST-C1", MatterKind.RECOURSE, "team_lead")
        assert claim.start.terms == {
            "remedies": ["RD-TEST-R1"],
            "amount_fen": 1_200,
            "responsible": "third_party",
        }
        assert life.case.stage is Stage.RESOLVED
        assert life.rebuilt() == life.case

    def test_is_claimed_when_finance_has_paid_by_hand(self) -> None:
        life = approved()
        for _ in range(6):
            life.paid(status="refused")
            life.pass_time(hours=2)

        life.paid_by_hand()

        assert [matter.id for matter in life.case.matters] == ["RD-TEST-C1"]

    def test_is_claimed_once_however_often_the_gateway_says_so(self) -> None:
        life = approved()

        life.paid()
        life.paid()

        assert len(life.of(EventKind.RECOURSE_OPENED)) == 1

    def test_is_claimed_when_the_complainant_withdraws_meanwhile(self) -> None:
        life = approved()
        life.say("withdraw")

        life.paid()

        assert life.case.has_ended
        assert len(life.case.matters) == 1


class TestByHand:
    def test_is_paid_once_it_is_agreed(self) -> None:
        life = proposed({"kind": "compensation", "amount_fen": 20_000})
        assert life.case.stage is Stage.AWAITING_COMPLAINANT

        life.say("accept")
        life.paid()

        assert life.case.matters[0].start.terms["amount_fen"] == 20_000

    def test_is_one_claim_for_several_remedies(self) -> None:
        life = proposed(
            {"kind": "compensation", "amount_fen": 20_000},
            {"kind": "refund", "amount_fen": 600},
            {"kind": "voucher", "amount_fen": 500},
            {"kind": "apology"},
        )
        life.say("accept")

        life.paid("RD-TEST-R1")
        assert life.of(EventKind.RECOURSE_OPENED) == []
        life.paid("RD-TEST-R3")
        life.paid("RD-TEST-R2")

        [claim] = life.case.matters
        assert claim.start.terms["remedies"] == ["RD-TEST-R1", "RD-TEST-R2"]
        assert claim.start.terms["amount_fen"] == 20_600
        assert len(life.of(EventKind.ADVANCE_PAID)) == 2

    def test_of_a_later_cycle_is_a_claim_of_its_own(self) -> None:
        life = approved()
        life.paid()
        life.say("rate", score=1, solved=False)
        manager = trial.MANAGER.model_copy(update={"id": "boss-2"})
        life.do("record-finding", trial.MANAGER, **(MAKER | {"overcharged_fen": 1_000}))
        life.do("approve", manager)
        life.paid("RD-TEST-R2")

        assert [matter.start.terms["amount_fen"] for matter in life.case.matters] == [1_200, 800]
        assert [matter.id for matter in life.case.matters] == ["RD-TEST-C1", "RD-TEST-C2"]


class TestNot:
    @pytest.mark.parametrize(
        ("policy", "finding"),
        [
            (POLICY, {"responsible": "platform"}),
            (POLICY, {"responsible": "none"}),
            (POLICY, {"facts_clear": False}),
            (policy_with(advance_payment=RULE), {}),
            (policy_with(), {}),
        ],
        ids=["of the platform", "of nobody", "unclear", "no recourse", "no rule"],
    )
    def test_changes_nothing_where_nobody_else_has_to_bear_it(self, policy: Policy, finding: dict[str, Any]) -> None:
        life = approved(policy, **finding)
        assert life.case.stage is Stage.AWAITING_COMPLAINANT

        life.say("accept")
        life.paid()

        assert life.of(EventKind.ADVANCE_PAID) == []
        assert life.case.matters == ()

    def test_pays_nothing_unasked_to_who_has_withdrawn(self) -> None:
        life = Life(policy=POLICY, order_number=None, reading=trial.FIRE)
        life.say("withdraw")
        assert life.case.staff_case

        life.do("record-finding", trial.TECHNICIAN, **MAKER)
        life.do("approve", trial.TECHNICAL_LEAD)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT

    def test_asks_consent_where_one_remedy_needs_a_hand(self) -> None:
        rows = [
            {"rule": "money", "when": "true", "give": {"kind": "refund", "amount_fen": "600"}},
            {"rule": "word", "when": "true", "give": {"kind": "apology"}},
        ]
        life = approved(policy_with(advance_payment=RULE, recourse=SECTION, remedies=rows))

        assert life.case.stage is Stage.AWAITING_COMPLAINANT
