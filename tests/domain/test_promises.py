"""Kept promises: what was promised has an owner and a due time until it is kept, and somebody hears of it (F7)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.kinds import EventKind
from domain.matter_events import MatterEventKind, MatterKind
from domain.matters import settled
from domain.promises import Promise, PromiseSource, open_promise, outcome
from domain.refusals import NotAllowed, NotUnderstood
from domain.step import Step
from tests import trial
from tests.domain.life import Life
from tests.domain.matter_life import MatterLife, start_of
from tests.domain.stages import policy_with

FOLLOW_UPS: dict[str, Any] = {"owner": "team_lead", "improvement": "P30D", "settlement": "P7D", "remind_before": "P2D"}
POLICY = policy_with(follow_ups=FOLLOW_UPS, case_reviews={"owner": "team_lead"})
REVIEWED = policy_with(
    follow_ups=FOLLOW_UPS, letters={"result": {"review_when": "true", "by": "department_head", "within": "PT24H"}}
)
IMPROVED: dict[str, Any] = {
    **trial.FINDING,
    "overcharged_fen": 0,
    "cause": "staff_conduct",
    "improvement": "New meters.",
}


def resolved(**more: Any) -> Life:
    """A case whose finding promises to improve something, answered for good."""
    life = Life(order_number=None, **({"policy": POLICY} | more))
    life.do("record-finding", **IMPROVED)
    life.do("respond", text="It was our meter.", final=True)
    return life


def promised(by: str = "platform", **changes: Any) -> MatterLife:
    terms = {"source": "settlement", "by": by, "cycle": 1}
    start = start_of(MatterKind.PROMISE, terms=terms, private={"text": "A letter."}, owner_rung="team_lead", **changes)
    return MatterLife(start, policy=POLICY)


class TestImprovement:
    def test_is_followed_up_from_the_resolution_on(self) -> None:
        life = resolved()

        [matter] = life.case.matters
        assert (matter.id, matter.start.kind, matter.start.owner_rung) == (
            "RD-TEST-F1",
            MatterKind.PROMISE,
            "team_lead",
        )
        assert matter.start.terms == {"source": "improvement", "by": "platform", "cycle": 1}
        assert matter.start.private == {"text": "New meters."}
        assert matter.start.due_at == trial.MONDAY + timedelta(days=30)
        assert matter.start.warn_at == trial.MONDAY + timedelta(days=28)
        assert life.rebuilt() == life.case

    def test_is_promised_again_in_a_new_cycle_only_where_that_says_so(self) -> None:
        life = resolved()
        life.say("rate", score=1, solved=False)

        life.do("record-finding", trial.MANAGER, **(IMPROVED | {"improvement": None}))
        life.do("respond", trial.MANAGER, text="It stays so.", final=True)

        assert len(life.case.matters) == 1

    def test_waits_for_the_letter_that_promises_it(self) -> None:
        life = resolved(policy=REVIEWED)
        assert life.of(EventKind.PROMISE_OPENED) == []

        life.do("redraft-letter", improvement="New meters everywhere.")
        life.do("approve-letter", trial.HEAD)

        [matter] = life.case.matters
        assert matter.start.private == {"text": "New meters everywhere."}

    @pytest.mark.parametrize("section", [None, {"owner": "team_lead", "ruling": "P7D"}], ids=["no section", "no time"])
    def test_is_not_followed_up_where_the_pack_does_not(self, section: dict[str, Any] | None) -> None:
        policy = policy_with(**({"follow_ups": section} if section else {}))

        assert resolved(policy=policy).case.matters == ()

    def test_that_nobody_promised_is_nobodys(self) -> None:
        life = Life(policy=POLICY, order_number=None)
        life.do("respond", text="No fault was found.", final=True)

        assert life.case.matters == ()


class TestOfACase:
    def test_may_name_its_owner_and_its_due_time(self) -> None:
        life = Life(policy=POLICY, order_number=None)
        due = trial.MONDAY + timedelta(days=3)

        def settle(step: Step) -> None:
            open_promise(
                step, source=PromiseSource.SETTLEMENT, text="A letter.", by="respondent", owner="inv-1", due_at=due
            )

        life.hear(settle)

        [matter] = life.case.matters
        assert (matter.start.owner, matter.start.due_at) == ("inv-1", due)
        assert matter.start.terms["by"] == "respondent"

    def test_tells_the_complainant_that_it_was_kept(self) -> None:
        life = resolved()

        life.hear(lambda step: settled(step, matter="RD-TEST-F1", event=EventKind.PROMISE_KEPT, data={"state": "kept"}))

        assert life.told()[-1] == "promise_kept"
        assert life.case.matters[0].closed_at is not None

    def test_is_told_in_the_last_moment_of_a_case(self) -> None:
        life = resolved()
        life.pass_time(days=60)
        assert life.case.has_ended

        life.hear(lambda step: settled(step, matter="RD-TEST-F1", event=EventKind.PROMISE_KEPT, data={"state": "kept"}))

        assert life.told()[-1] == "promise_kept"

    def test_is_looked_back_at_where_it_was_broken(self) -> None:
        life = resolved()

        life.hear(
            lambda step: settled(step, matter="RD-TEST-F1", event=EventKind.PROMISE_BROKEN, data={"state": "broken"})
        )

        assert [review.why for review in life.case.reviews] == ["promise_broken"]


class TestKeeping:
    def test_ends_it_with_how(self) -> None:
        life = promised()

        life.do("keep-promise", trial.AGENT, how="All meters are new.")

        assert (life.matter.state, life.matter.is_open) == ("kept", False)
        assert isinstance(life.matter, Promise)
        assert outcome(life.matter)[0] is EventKind.PROMISE_KEPT

    @pytest.mark.parametrize("said", [{}, {"word_of": "respondent"}])
    def test_of_a_party_is_not_its_own_to_say(self, said: dict[str, Any]) -> None:
        with pytest.raises(NotUnderstood, match="by the other party's word"):
            promised("respondent").do("keep-promise", how="They say so.", **said)

    @pytest.mark.parametrize("said", [{"word_of": "complainant"}, {"evidence": "A receipt, E-1."}])
    def test_of_a_party_is_the_others_word_or_evidence(self, said: dict[str, Any]) -> None:
        life = promised("respondent")

        life.do("keep-promise", how="It was paid.", **said)

        assert life.matter.state == "kept"

    def test_is_reminded_of_until_then(self) -> None:
        life = promised()

        life.pass_time(days=5, hours=1)
        life.do("keep-promise", how="All meters are new.")
        life.pass_time(days=60)

        assert life.kinds[1:] == [
            MatterEventKind.WARNED,
            MatterEventKind.BREACHED,
            MatterEventKind.CLIMBED,
            MatterEventKind.REMINDED,
            MatterEventKind.REMINDED,
            MatterEventKind.KEPT,
        ]
        assert outcome(life.matter)[1]["missed"] == 1  # type: ignore[arg-type]


class TestExtending:
    def test_gives_it_more_time(self) -> None:
        life = promised()
        until = trial.MONDAY + timedelta(days=10)

        life.do("extend-promise", until=until.isoformat(), reason="The meters come late.")

        assert (life.matter.due_at, life.matter.warn_at) == (until, until - timedelta(days=2))
        life.pass_time(days=9)
        assert life.kinds[1:] == [MatterEventKind.EXTENDED, MatterEventKind.WARNED]

    def test_is_for_leads_and_looks_ahead(self) -> None:
        life = promised()
        soon, past = (trial.MONDAY + timedelta(days=days) for days in (1, -1))

        with pytest.raises(NotAllowed):
            life.do("extend-promise", trial.AGENT, until=soon.isoformat(), reason="because")
        with pytest.raises(NotUnderstood, match="must lie after what is due now"):
            life.do("extend-promise", until=soon.isoformat(), reason="because")
        with pytest.raises(NotUnderstood, match="must lie in the future"):
            life.do("extend-promise", until=past.isoformat(), reason="because")


class TestBreaking:
    def test_tells_the_rung_above(self) -> None:
        life = promised()

        life.do("break-promise", reason="Nobody makes these meters any more.")

        assert life.matter.state == "broken"
        assert life.told[-1].rungs[0] == "department_head"
        assert isinstance(life.matter, Promise)
        assert outcome(life.matter)[0] is EventKind.PROMISE_BROKEN
