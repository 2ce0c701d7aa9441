"""Remedies: by rules and by hand, by whose authority, and never a wrong amount."""

from typing import Any

import pytest

from domain.complaint import MAX_FEN
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import awaiting, deciding, life_in, policy_with

APOLOGY = {"kind": "apology", "note": "in a letter"}


def refund(amount_fen: int) -> dict[str, Any]:
    return {"kind": "refund", "amount_fen": amount_fen}


def proposed(*remedies: dict[str, Any], **life: Any) -> Life:
    played = Life(**({"order_number": None} | life))
    played.do("propose", remedies=list(remedies))
    return played


class TestByRules:
    def test_explains_every_amount_by_its_rule(self) -> None:
        life = life_in(Stage.DECIDING)

        assert [(r.kind, r.amount_fen, r.rule) for r in life.case.remedies] == [("refund", 1200, "overcharge_doubled")]

    def test_proposes_nothing_where_no_rule_applies(self) -> None:
        life = Life(order_number=None)

        life.do("record-finding", **(trial.FINDING | {"cause": "weather"}))

        assert life.case.stage is Stage.INVESTIGATING
        with pytest.raises(NotNow, match="No remedy rule"):
            life.do("propose")

    @pytest.mark.parametrize("kind", ["refund", "voucher", "extension"])
    def test_proposes_no_payment_of_nothing(self, kind: str) -> None:
        rules = [{"rule": "a", "when": "cause != ''", "give": {"kind": kind, "amount_fen": "delayed_minutes * 10"}}]
        life = Life(policy=policy_with(remedies=rules), order_number=None)

        life.do("record-finding", **trial.FINDING)

        assert not life.case.remedies

    def test_proposes_again_when_asked_without_remedies(self) -> None:
        life = life_in(Stage.DECIDING)
        life.do("send-back", trial.LEAD)

        life.do("propose")

        assert [(r.id, r.status) for r in life.case.remedies] == [("RD-TEST-R1", "dropped"), ("RD-TEST-R2", "proposed")]

    def test_refuses_an_amount_that_overflows_and_changes_nothing(self) -> None:
        life = Life(order_number=None)
        before = life.case

        with pytest.raises(NotUnderstood, match="cannot be computed"):
            life.do("record-finding", **(trial.FINDING | {"overcharged_fen": MAX_FEN}))

        assert life.case == before


class TestPropose:
    @pytest.mark.parametrize("kind", ["refund", "compensation", "voucher", "extension"])
    @pytest.mark.parametrize("amount", [None, 0])
    def test_needs_an_amount_for_what_is_paid(self, kind: str, amount: int | None) -> None:
        with pytest.raises(NotUnderstood, match="amount_fen above zero"):
            proposed({"kind": kind, "amount_fen": amount})

    @pytest.mark.parametrize("amount", [-1, MAX_FEN + 1, 1.5, "100", True])
    def test_needs_an_amount_that_is_one(self, amount: object) -> None:
        with pytest.raises(NotUnderstood, match="amount_fen"):
            proposed({"kind": "refund", "amount_fen": amount})

    @pytest.mark.parametrize("remedies", [[{"kind": "gold"}], [APOLOGY | {"colour": "red"}], [APOLOGY] * 21])
    def test_refuses_what_is_no_list_of_remedies(self, remedies: list[dict[str, Any]]) -> None:
        with pytest.raises(NotUnderstood):
            proposed(*remedies)

    def test_takes_several_of_mixed_kinds(self) -> None:
        life = proposed(refund(500), APOLOGY, {"kind": "voucher", "amount_fen": 300})

        assert life.case.total_fen == 800
        assert [remedy.id for remedy in life.case.remedies] == [f"RD-TEST-R{n}" for n in (1, 2, 3)]

    def test_keeps_the_note_private(self) -> None:
        life = proposed(APOLOGY)

        event = life.of(EventKind.REMEDY_PROPOSED)[0]
        assert "in a letter" not in str(event.data)
        assert life.case.remedies[0].note == "in a letter"


class TestAuthority:
    @pytest.mark.parametrize(
        ("actor", "covers"),
        [(trial.OTHER_AGENT, 5000), (trial.LEAD, 50_000), (trial.HEAD, 500_000), (trial.MANAGER, MAX_FEN)],
    )
    def test_covers_its_amount_and_not_a_fen_more(self, actor: Actor, covers: int) -> None:
        proposed(refund(covers)).do("approve", actor)

        if actor is not trial.MANAGER:
            with pytest.raises(NotAllowed, match="more than"):
                proposed(refund(covers + 1)).do("approve", actor)

    @pytest.mark.parametrize("command", ["approve", "send-back"])
    def test_is_wanted_for_either_decision(self, command: str) -> None:
        life = proposed(refund(5001))

        with pytest.raises(NotAllowed, match="more than the handler may approve"):
            life.do(command, trial.OTHER_AGENT)

    def test_counts_what_was_paid_already(self) -> None:
        life = proposed(refund(3000))
        life.do("approve", trial.OTHER_AGENT)
        life.say("accept")
        life.paid()
        life.say("rate", score=1, solved=False)

        life.do("propose", trial.INVESTIGATOR, remedies=[refund(2001)])

        with pytest.raises(NotAllowed, match=r"¥50\.01"):
            life.do("approve", Actor(role="agent", id="agent-3", department="front", rung="handler"))

    def test_does_not_count_what_was_sent_back(self) -> None:
        life = proposed(refund(4000))
        life.do("send-back", trial.LEAD)
        life.do("propose", remedies=[refund(4000)])

        life.do("approve", trial.OTHER_AGENT)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT

    def test_is_wanted_for_remedies_that_cost_nothing(self) -> None:
        life = proposed(APOLOGY)
        before = life.case.stage

        life.do("approve", trial.OTHER_AGENT)

        assert (before, life.case.stage) == (Stage.DECIDING, Stage.AWAITING_COMPLAINANT)

    def test_is_none_for_a_rung_that_the_pack_does_not_know(self) -> None:
        life = proposed(APOLOGY)

        with pytest.raises(NotAllowed):
            life.do("approve", trial.LEAD.model_copy(update={"rung": "shogun"}))

    @pytest.mark.parametrize("command", ["approve", "send-back"])
    @pytest.mark.parametrize("actor", [trial.AGENT, trial.INVESTIGATOR])
    def test_is_nobody_s_over_their_own_proposal_or_finding(self, command: str, actor: Actor) -> None:
        life = Life(order_number=None)
        life.do("record-finding", **(trial.FINDING | {"overcharged_fen": 0}))
        life.do("propose", trial.INVESTIGATOR, remedies=[APOLOGY])

        with pytest.raises(NotAllowed, match="may not decide"):
            life.do(command, actor)


class TestConfirmRemedy:
    def accepted(self, *remedies: dict[str, Any]) -> Life:
        life = proposed(*remedies)
        life.do("approve", trial.LEAD)
        life.say("accept")
        return life

    def test_resolves_the_case_with_the_last_one(self) -> None:
        life = self.accepted(APOLOGY, {"kind": "repair"}, refund(100))

        life.do("confirm-remedy", remedy="RD-TEST-R1", how="in a letter")
        life.paid("RD-TEST-R3")
        still = life.case.stage
        life.do("confirm-remedy", trial.FINANCE, remedy="RD-TEST-R2", how="at the shop")

        assert (still, life.case.stage) == (Stage.REMEDYING, Stage.RESOLVED)
        assert len(life.of(EventKind.REMEDIED)) == 1

    def test_puts_on_record_how_when_and_by_whom(self) -> None:
        life = self.accepted(APOLOGY, {"kind": "repair"})
        life.pass_time(minutes=40)

        life.do("confirm-remedy", remedy="RD-TEST-R2", how="at the shop")

        [confirmed] = life.of(EventKind.REMEDY_CONFIRMED)
        assert (confirmed.at, confirmed.actor) == (life.now, "staff:agent-1")
        assert (confirmed.data["remedy"], confirmed.private) == ("RD-TEST-R2", {"how": "at the shop"})

    def test_is_refused_a_second_time(self) -> None:
        life = self.accepted(APOLOGY, {"kind": "repair"})
        life.do("confirm-remedy", remedy="RD-TEST-R1", how="in a letter")

        with pytest.raises(NotNow, match="already"):
            life.do("confirm-remedy", remedy="RD-TEST-R1", how="in a letter")

    @pytest.mark.parametrize("remedy", ["RD-TEST-R9", "RD-TEST-R1", ""])
    def test_is_refused_for_a_remedy_that_the_case_does_not_have(self, remedy: str) -> None:
        life = proposed(APOLOGY)
        life.do("send-back", trial.LEAD)
        life.do("propose", remedies=[APOLOGY])
        life.do("approve", trial.LEAD)
        life.say("accept")

        with pytest.raises(NotUnderstood, match="no remedy"):
            life.do("confirm-remedy", remedy=remedy, how="in a letter")

    def test_is_refused_while_the_payment_is_under_way(self) -> None:
        life = self.accepted(refund(100))

        with pytest.raises(NotNow, match="under way"):
            life.do("confirm-remedy", trial.FINANCE, remedy="RD-TEST-R1", how="in cash")

    @pytest.mark.parametrize("kind", ["refund", "compensation", "voucher", "extension"])
    def test_of_money_is_for_finance_and_leads_only(self, kind: str) -> None:
        life = self.accepted({"kind": kind, "amount_fen": 100})
        life.paid(status="refused")

        with pytest.raises(NotAllowed, match="finance"):
            life.do("confirm-remedy", remedy="RD-TEST-R1", how="in cash")
        life.paid_by_hand()

        assert life.case.stage is Stage.RESOLVED
        assert not life.pass_time(days=6), "nothing is tried again"


class TestConsent:
    def test_carries_out_at_once_what_was_accepted(self) -> None:
        life = life_in(Stage.REMEDYING)

        assert life.of(EventKind.PAYMENT_STARTED)[0].at == life.of(EventKind.ACCEPTED)[0].at

    def test_is_never_skipped_by_hand(self) -> None:
        life = Life(order_number=None)
        deciding(life)

        life.do("approve", trial.LEAD)

        assert not life.of(EventKind.PAYMENT_STARTED)

    def test_by_silence_follows_the_pack(self) -> None:
        refused = Life(policy=policy_with(silence={"after": "P3D", "means": "refused"}), order_number=None)
        awaiting(refused)

        refused.pass_time(days=3, seconds=1)

        assert (refused.case.stage, refused.case.level, refused.case.cycle) == (Stage.INVESTIGATING, 2, 1)
        assert refused.case.remedies[0].status == "dropped"

    def test_by_refusal_drops_the_remedy_and_may_be_asked_for_anew(self) -> None:
        life = life_in(Stage.AWAITING_COMPLAINANT)
        life.say("refuse", reason="too little")

        life.do("propose", remedies=[refund(2000)])
        life.do("approve", trial.LEAD)
        life.say("accept")
        life.paid("RD-TEST-R2")

        assert [(r.amount_fen, r.status) for r in life.case.remedies] == [(1200, "dropped"), (2000, "paid")]

    def test_goes_no_higher_than_the_highest_level(self) -> None:
        life = Life(order_number=None, flags=("legal",))
        life.do("propose", trial.INVESTIGATOR, remedies=[APOLOGY])
        life.do("approve", trial.LEAD)

        life.say("refuse")

        assert life.case.level == 3


class TestRulesInALaterCycle:
    def reopened(self) -> Life:
        life = Life()
        life.records(trial.record())
        life.paid()
        life.say("rate", score=1, solved=False)
        return life

    def test_do_not_give_again_what_they_have_given(self) -> None:
        life = self.reopened()

        life.do("record-finding", trial.LEAD, **trial.FINDING)

        assert life.case.stage is Stage.INVESTIGATING
        assert life.case.total_fen == 1200

    def test_give_what_is_missing(self) -> None:
        life = self.reopened()

        life.do("record-finding", trial.LEAD, **(trial.FINDING | {"overcharged_fen": 700}))

        assert [remedy.amount_fen for remedy in life.case.remedies] == [1200, 200]
