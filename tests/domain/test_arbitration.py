"""Outside arbitration: both sides agree, the file goes out, the award binds; else a panel is drawn (E7)."""

from typing import Any

import pytest

from domain.arbitration_news import is_news_to
from domain.case_mediation import Side
from domain.case_panel import Arbitration
from domain.case_remedies import RemedyStatus
from domain.events import RESPONDENT, Actor
from domain.kinds import EventKind, Stage
from domain.letter import LetterKind
from domain.letters import letter_of
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.judging import JudgedLife, judging_policy, refused_case

CHAMBER = {"zh": "仲裁委员会", "en": "The Chamber"}
ARBITRATION = {"bodies": [CHAMBER], "within": "P30D"}
OUTSIDER = Actor(role="senior_management", id="boss-7", rung="senior_management")
REFUND = {"kind": "refund", "amount_fen": 600}
SHA = "ab" * 32


def preferred(**more: Any) -> JudgedLife:
    life = refused_case(policy=judging_policy(arbitration=ARBITRATION, **more))
    life.say("ask_for_ruling", reason="Somebody from outside.", arbitrator=True)
    return life


def heard() -> JudgedLife:
    """A case whose respondent was told, and whose complainant prefers an arbitrator."""
    life = refused_case(policy=judging_policy(arbitration=ARBITRATION))
    inquiry = life.case.inquiry.model_copy(update={"notified_at": life.now})
    life.case = life.case.model_copy(update={"inquiry": inquiry})
    life.say("ask_for_ruling", reason="Somebody from outside.", arbitrator=True)
    return life


def agreed() -> JudgedLife:
    life = preferred()
    life.do("agree-arbitration", trial.HEAD)
    return life


def referred() -> JudgedLife:
    life = agreed()
    life.do("refer-to-arbitrator", trial.HEAD, body="仲裁委员会", reference="17/2026", package=SHA)
    life.sleep(days=2)
    return life


def award(life: JudgedLife, by: Actor = OUTSIDER, **fields: Any) -> None:
    usual = {"outcome": "uphold", "text": "THE AWARD", "reference": "A-9", "given_at": life.now.isoformat()}
    life.do("record-award", by, **(usual | {"remedies": [REFUND]} | fields))


def standing(life: JudgedLife) -> Arbitration:
    assert life.panel.arbitration is not None
    return life.panel.arbitration


class TestAsking:
    def test_waits_for_the_platform_where_there_is_no_respondent_to_ask(self) -> None:
        life = preferred()

        assert life.case.stage is Stage.ADJUDICATING
        assert (standing(life).by, standing(life).asked) == (Side.COMPLAINANT, Side.PLATFORM)
        assert not life.has(EventKind.PANEL_FORMED)
        assert life.rebuilt() == life.case

    def test_waits_for_the_respondent_who_agrees_by_the_same(self) -> None:
        life = heard()
        with pytest.raises(NotNow, match="Nobody waits for the platform"):
            life.do("agree-arbitration", trial.HEAD)

        life.say("ask_for_ruling", RESPONDENT, reason="Good.", arbitrator=True)

        assert standing(life).agreed_at == life.now

    def test_draws_a_panel_at_once_where_the_respondent_would_not(self) -> None:
        life = heard()

        life.say("ask_for_ruling", RESPONDENT, reason="No.")

        assert life.of(EventKind.ARBITRATION_ENDED)[0].data == {"because": "declined"}
        assert len(life.panel.seated) == 3

    def test_draws_a_panel_where_nobody_agrees_in_time(self) -> None:
        life = preferred()

        life.sleep(days=3)
        assert not life.has(EventKind.PANEL_FORMED)
        life.sleep(minutes=1)

        assert life.of(EventKind.ARBITRATION_ENDED)[0].data == {"because": "not_agreed"}
        assert (len(life.panel.seated), life.panel.arbitration) == (3, None)
        assert life.rebuilt() == life.case

    def test_of_a_pack_without_arbitrators_leaves_the_window_open(self) -> None:
        life = refused_case()

        life.say("ask_for_ruling", reason="Somebody from outside.", arbitrator=True)

        assert life.case.stage is Stage.MEDIATING
        assert "no outside arbitration" in life.of(EventKind.NOT_APPLICABLE)[-1].data["because"]["en"]
        life.say("ask_for_ruling", reason="Then a panel.")
        assert len(life.panel.seated) == 3

    def test_once_more_is_kept_and_changes_nothing(self) -> None:
        life = preferred()

        life.say("ask_for_ruling", reason="Again.", arbitrator=True)

        assert "asked for already" in life.of(EventKind.NOT_APPLICABLE)[-1].data["because"]["en"]
        assert standing(life).agreed_at is None

    def test_is_told_to_the_other_side_once(self) -> None:
        life = heard()

        news = [each.kind for each in life.events if each.kind.startswith(("ruling_", "arbitration_"))]
        told = [each for each in life.events if each.kind in news and is_news_to(Side.RESPONDENT, each)]

        assert [each.kind for each in told] == [EventKind.ARBITRATION_PREFERRED]


class TestReferring:
    def test_is_on_record_with_body_and_package(self) -> None:
        life = referred()

        found = standing(life)
        assert found.body is not None
        assert (found.body.en, found.package) == ("The Chamber", SHA)
        assert life.rebuilt() == life.case

    def test_needs_both_sides_and_a_body_of_the_pack(self) -> None:
        with pytest.raises(NotNow, match="Not both sides"):
            preferred().do("refer-to-arbitrator", trial.HEAD, body="The Chamber", reference="1")
        with pytest.raises(NotUnderstood, match="it has The Chamber"):
            agreed().do("refer-to-arbitrator", trial.HEAD, body="My uncle", reference="1")
        with pytest.raises(NotNow, match="already"):
            referred().do("refer-to-arbitrator", trial.HEAD, body="The Chamber", reference="1")

    def test_reminds_one_rung_after_the_other_and_decides_nothing(self) -> None:
        life = referred()

        life.sleep(days=29)
        first = life.of(EventKind.ARBITRATION_OVERDUE)
        life.sleep(days=4)
        rungs = [each.data["rung"] for each in life.of(EventKind.ARBITRATION_OVERDUE)]

        assert [each.data["because"] for each in first] == ["no_award"]
        assert rungs == [life.policy.pack.ladder[-1]] * 2
        assert life.case.stage is Stage.ADJUDICATING
        assert not life.has(EventKind.PANEL_FORMED)

    def test_reminds_of_a_file_that_has_not_gone_out(self) -> None:
        life = agreed()

        life.sleep(days=4)

        assert life.of(EventKind.ARBITRATION_OVERDUE)[0].data["because"] == "not_referred"

    def test_gives_way_to_a_panel_where_no_arbitrator_takes_it(self) -> None:
        life = referred()

        life.do("end-arbitration", trial.HEAD, reason="They do not take it.")

        assert len(life.panel.seated) == 3
        with pytest.raises(NotNow, match="not with an arbitrator"):
            award(life)


class TestAward:
    def test_binds_like_a_ruling(self) -> None:
        life = referred()

        award(life)

        assert life.case.stage is Stage.REMEDYING
        assert life.case.remedies[-1].status is RemedyStatus.PAYING
        ruling = life.case.rulings[-1]
        assert ruling.body is not None
        assert (ruling.by, ruling.body.en, ruling.reasons) == ("arbitrator", "The Chamber", "THE AWARD")
        assert "THE AWARD" not in str(life.of(EventKind.RULED)[0].data)
        assert life.rebuilt() == life.case

    def test_that_dismisses_resolves_the_case(self) -> None:
        life = referred()

        award(life, outcome="dismiss", remedies=[])

        assert (life.case.stage, life.case.agreed) == (Stage.RESOLVED, False)

    def test_is_recorded_by_somebody_who_had_no_part_in_the_case(self) -> None:
        life = referred()
        life.case = life.case.model_copy(update={"handler": life.case.handler and None})
        decider = next(deed.staff for deed in life.case.deeds if deed.staff.startswith("lead"))
        with pytest.raises(NotAllowed, match="somebody else records"):
            award(life, by=Actor(role="team_lead", id=decider, department="front", rung="team_lead"))

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"given_at": "2020-01-01T00:00:00Z"}, "after the case was referred"),
            ({"given_at": "2099-01-01T00:00:00Z"}, "not in the future"),
            ({"given_at": 1_772_500_000}, "given_at"),
            ({"given_at": "9999-12-31T23:59:59-12:00"}, "given_at"),
            ({"evidence": "nowhere"}, "has no 'nowhere'"),
            ({"remedies": []}, "orders a remedy"),
            ({"outcome": "dismiss"}, "orders nothing"),
        ],
    )
    def test_says_what_does_not_fit(self, fields: dict[str, Any], words: str) -> None:
        with pytest.raises(NotUnderstood, match=words):
            award(referred(), **fields)

    def test_is_a_document_that_names_who_awarded(self) -> None:
        life = referred()
        award(life)

        letter = letter_of(LetterKind.RULING, life.case, pack=life.policy.pack, language="en")

        assert "The Chamber gave this award (A-9)" in str(letter)
        assert "THE AWARD" in str(letter)


def test_bodies_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        judging_policy(arbitration=ARBITRATION | {"bodies": [CHAMBER, CHAMBER]})
