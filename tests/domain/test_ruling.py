"""The ruling: after all have voted, within the outcome, binding at once, and as a document."""

from typing import Any

import pytest

from domain.case_inquiry import Inquiry, Respondent
from domain.case_remedies import Established, RemedyStatus
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.letter import LetterKind
from domain.letters import NoLetterYet, letter_of
from domain.refusals import NotAllowed, NotNow, NotUnderstood, Refused
from domain.ruling_letter import for_respondent
from tests.domain.judging import BOSS, JUDGES, JudgedLife, before_the_panel, judge, judging_policy
from tests.domain.test_promises import FOLLOW_UPS

REFUND = {"kind": "refund", "amount_fen": 600}
AS_BOSS = Actor(role="senior_management", id=BOSS.id, rung="senior_management")


def voted(*votes: str, **more: Any) -> JudgedLife:
    life = before_the_panel(**more)
    life.vote_all(*(votes or ("uphold", "dismiss", "uphold")))
    return life


def ruled(life: JudgedLife, **fields: Any) -> None:
    life.do("give-ruling", judge(life.panel.seated[0]), **({"reasons": "The meter ran on."} | fields))


class TestGiveRuling:
    def test_puts_the_remedies_on_the_case_as_accepted_and_pays(self) -> None:
        life = voted()

        ruled(life, remedies=[REFUND, {"kind": "apology"}])

        assert life.case.stage is Stage.REMEDYING
        statuses = [(each.kind, each.status) for each in life.case.remedies[-2:]]
        assert statuses == [("refund", RemedyStatus.PAYING), ("apology", RemedyStatus.ACCEPTED)]
        assert life.rebuilt() == life.case

    def test_resolves_the_case_where_nothing_is_due(self) -> None:
        life = voted("dismiss", "dismiss", "uphold")

        ruled(life)

        assert (life.case.stage, life.case.agreed) == (Stage.RESOLVED, False)

    @pytest.mark.parametrize(
        ("votes", "fields", "words"),
        [
            (("dismiss",) * 3, {"remedies": [REFUND]}, "orders nothing"),
            (("uphold",) * 3, {}, "orders a remedy"),
            (("uphold",) * 3, {"remedies": [REFUND], "outcome": "dismiss"}, "has voted"),
            (("uphold",) * 3, {"remedies": [{"kind": "refund"}]}, "needs amount_fen"),
        ],
    )
    def test_says_what_was_voted(self, votes: tuple[str, ...], fields: dict[str, Any], words: str) -> None:
        life = voted(*votes)

        with pytest.raises(NotUnderstood, match=words):
            ruled(life, **fields)

    def test_refunds_no_more_than_was_paid(self) -> None:
        life = voted()
        life.case = life.case.model_copy(update={"established": Established(paid_fen=500)})

        with pytest.raises(NotUnderstood, match=r"¥5\.00 paid"):
            ruled(life, remedies=[REFUND])
        ruled(life, remedies=[{"kind": "refund", "amount_fen": 500}])

    def test_comes_after_the_last_vote_and_from_those_who_decide(self) -> None:
        life = before_the_panel()
        stranger = next(each.id for each in JUDGES if each.id not in life.panel.seated)

        with pytest.raises(NotNow, match="Not all members have voted"):
            ruled(life, remedies=[REFUND])
        life.vote_all("uphold", "uphold", "uphold")
        with pytest.raises(NotAllowed):
            life.do("give-ruling", judge(stranger), reasons="Mine.", remedies=[REFUND])

    def test_is_given_once(self) -> None:
        life = voted()
        ruled(life, remedies=[{"kind": "apology"}])

        with pytest.raises(Refused):
            ruled(life, remedies=[{"kind": "apology"}])

    def test_is_given_in_the_panel_s_stead_with_an_outcome_of_their_own(self) -> None:
        life = before_the_panel(people=(BOSS,))

        with pytest.raises(NotUnderstood, match="no votes"):
            life.do("give-ruling", AS_BOSS, reasons="The meter ran on.", remedies=[REFUND])
        life.do("give-ruling", AS_BOSS, reasons="The meter ran on.", remedies=[REFUND], outcome="uphold")

        assert life.of(EventKind.RULED)[0].data["by"] == "rung"
        assert life.case.stage is Stage.REMEDYING

    def test_penalises_a_respondent_who_was_heard_whatever_staff_had_found(self) -> None:
        life = voted(respondent="Li")
        heard = Inquiry(respondent=Respondent(name="Li", phone="+8613900000000"), heard_at=life.now)

        with pytest.raises(NotNow, match="has not been heard"):
            ruled(life, penalties=[{"kind": "ban"}])
        life.case = life.case.model_copy(update={"inquiry": heard})
        ruled(life, penalties=[{"kind": "ban"}])

        imposed = life.case.matters[-1].start.terms
        assert life.of(EventKind.PENALTY_IMPOSED)
        assert life.of(EventKind.RULED)[0].data["penalties"] == [{"kind": "ban"}]
        assert (imposed["penalty"], imposed["because"], "proposed" in imposed) == ("ban", "ruling", False)
        assert life.of(EventKind.PENALTY_IMPOSED)[0].private["reason"] == "The meter ran on."
        assert set(imposed["judges"]) >= set(life.panel.seated)
        assert life.case.stage is Stage.RESOLVED

    def test_is_followed_up_where_it_orders_an_improvement(self) -> None:
        life = voted(policy=judging_policy(follow_ups=FOLLOW_UPS | {"ruling": "P30D"}))

        ruled(life, improvement="Meters are checked each night.")

        assert [each.start.terms["source"] for each in life.case.matters] == ["ruling"]
        assert life.of(EventKind.PROMISE_OPENED)

    def test_is_told_to_the_complainant(self) -> None:
        life = voted()

        ruled(life, remedies=[REFUND])

        assert {"ruled"} <= set(life.told())


class TestDocument:
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_has_outcome_reasons_order_members_and_dissent(self, language: str) -> None:
        life = voted()
        ruled(life, remedies=[REFUND], improvement="Meters are checked each night.")

        letter = letter_of(LetterKind.RULING, life.case, pack=life.policy.pack, language=language)

        said = letter.model_dump_json()
        assert "The meter ran on." in said
        assert "Meters are checked each night." in said
        assert "SECRET of" in said
        assert not any(each.id in said.replace("SECRET of " + each.id, "") for each in JUDGES)

    def test_is_not_there_before(self) -> None:
        life = voted()

        with pytest.raises(NoLetterYet):
            letter_of(LetterKind.RULING, life.case, pack=life.policy.pack, language="en")

    def test_keeps_from_the_respondent_whose_complaint_it_is(self) -> None:
        life = voted()
        ruled(life, remedies=[REFUND])

        letter = for_respondent(letter_of(LetterKind.RULING, life.case, pack=life.policy.pack, language="en"))

        assert "Zhang San" not in letter.model_dump_json()
