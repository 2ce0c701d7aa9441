"""Lending authority: by whom, to whom, how much and how long."""

from datetime import timedelta
from typing import Any

import pytest

from domain import lending
from domain.lending import Colleague, Grant, Loan
from domain.power import PowerKind
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial

HOUR = timedelta(hours=1)
PACKS = [trial.policy().pack]
LEAD = Colleague(id="7", role="team_lead", rung="team_lead", department="front")
AGENT = Colleague(id="12", role="agent", rung="handler", department="front")
HEAD = Colleague(id="3", role="department_head", rung="department_head", department="front")


def grant(**changes: Any) -> Grant:
    usual: dict[str, Any] = {
        "kind": PowerKind.LOAN,
        "of": LEAD.id,
        "to": AGENT.id,
        "amount_fen": 50_000,
        "begins_at": trial.MONDAY,
        "ends_at": trial.MONDAY + HOUR,
        "reason": "the lead is on the road",
    }
    return Grant(**(usual | changes))


def check(*, giver: Colleague = LEAD, taker: Colleague | None = AGENT, **changes: Any) -> None:
    lending.check(grant(**changes), giver=giver, taker=taker, packs=PACKS, at=trial.MONDAY)


def loan(**changes: Any) -> Loan:
    own = {"id": "L1", "given_at": trial.MONDAY, "given_by": "staff:7"}
    return Loan.model_validate(grant().model_dump() | own | changes)


class TestLoan:
    def test_goes_up_to_what_the_lender_has_and_not_a_fen_more(self) -> None:
        check(amount_fen=50_000)

        with pytest.raises(NotAllowed, match="more than the lender"):
            check(amount_fen=50_001)

    def test_is_not_made_to_oneself(self) -> None:
        with pytest.raises(NotAllowed, match="themselves"):
            check(to=LEAD.id, taker=LEAD)

    def test_is_made_by_leads_and_up(self) -> None:
        with pytest.raises(NotAllowed, match="team leads and up"):
            check(of="13", giver=AGENT.model_copy(update={"id": "13"}), amount_fen=100)

    @pytest.mark.parametrize("changes", [{"role": "finance"}, {"disabled_at": trial.MONDAY}])
    def test_goes_to_somebody_who_can_approve(self, changes: dict[str, Any]) -> None:
        with pytest.raises(NotUnderstood, match="can approve no remedies"):
            check(taker=AGENT.model_copy(update=changes))

    def test_goes_to_somebody_who_is_there(self) -> None:
        with pytest.raises(NotUnderstood):
            check(taker=None)

    def test_stays_within_the_department(self) -> None:
        with pytest.raises(NotAllowed, match="department"):
            check(taker=AGENT.model_copy(update={"department": "technical"}))

    @pytest.mark.parametrize("length", [timedelta(0), -HOUR, timedelta(days=30, seconds=1)])
    def test_ends_ahead_and_within_thirty_days(self, length: timedelta) -> None:
        with pytest.raises(NotUnderstood, match="until"):
            check(ends_at=trial.MONDAY + length)


class TestRevoking:
    def revoke(self, actor: Colleague, **changes: Any) -> None:
        lending.check_revoking(loan(**changes), actor=actor, giver=LEAD, packs=PACKS)

    @pytest.mark.parametrize("actor", [LEAD, HEAD, LEAD.model_copy(update={"id": "8"})])
    def test_is_for_the_lender_and_for_leads_who_have_as_much(self, actor: Colleague) -> None:
        self.revoke(actor)

    @pytest.mark.parametrize("actor", [AGENT, HEAD.model_copy(update={"department": "technical"})])
    def test_is_for_nobody_else(self, actor: Colleague) -> None:
        with pytest.raises(NotAllowed):
            self.revoke(actor)

    def test_of_a_delegation_is_for_leads_as_high_as_the_absent_one(self) -> None:
        left = {"kind": PowerKind.DELEGATION, "amount_fen": None, "of": HEAD.id}

        lending.check_revoking(loan(**left), actor=HEAD.model_copy(update={"id": "4"}), giver=HEAD, packs=PACKS)

        with pytest.raises(NotAllowed):
            lending.check_revoking(loan(**left), actor=LEAD, giver=HEAD, packs=PACKS)

    def test_happens_once(self) -> None:
        with pytest.raises(NotNow, match="already"):
            self.revoke(LEAD, revoked_at=trial.MONDAY)
