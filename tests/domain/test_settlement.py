"""Settlements: rounds of proposals, answers of each side, and what holds once all have signed the same one."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.case_mediation import Side
from domain.case_remedies import RemedyStatus
from domain.events import RESPONDENT
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.mediations import (
    ANOTHER,
    LATER,
    MEDIATOR,
    PAID,
    WORDS,
    mediating,
    mediation_of,
    propose,
    sign,
    sign_for_platform,
    sign_for_respondent,
)
from tests.domain.stages import row
from tests.domain.test_promises import FOLLOW_UPS

PROMISE: dict[str, Any] = {"text": "We train our people.", "by": "platform", "until": LATER}


def kept(life: Life) -> str:
    """Give the words by which the last signal that did not fit was answered."""
    words: str = life.of(EventKind.NOT_APPLICABLE)[-1].data["because"]["en"]
    return words


class TestProposal:
    def test_names_who_signs_and_the_hash_of_the_text_in_the_open_and_its_words_in_private(self) -> None:
        life = mediating()

        propose(
            life,
            PAID | {"promises": [PROMISE]},
        )

        [event] = life.of(EventKind.PROPOSAL_MADE)
        assert event.data == {
            "proposal": 1,
            "sha256": sha256(event.private["settlement"].encode()).hexdigest(),
            "signers": ["complainant", "platform"],
            "remedies": [{"kind": "refund", "amount_fen": 3000}],
            "promises": [{"by": "platform", "until": LATER}],
        }
        assert event.private["notes"] == {"0": "half of it"}
        assert event.private["promised"] == {"0": "We train our people."}
        assert life.rebuilt() == life.case

    @pytest.mark.parametrize(
        ("with_respondent", "proposal", "signers"),
        [
            (False, WORDS, [Side.COMPLAINANT, Side.PLATFORM]),
            (True, WORDS, [Side.COMPLAINANT, Side.RESPONDENT]),
            (True, PAID, [Side.COMPLAINANT, Side.RESPONDENT, Side.PLATFORM]),
            (
                True,
                WORDS | {"promises": [PROMISE]},
                [Side.COMPLAINANT, Side.RESPONDENT, Side.PLATFORM],
            ),
        ],
    )
    def test_is_signed_by_both_sides_and_by_the_platform_where_it_owes_anything(
        self, with_respondent: bool, proposal: dict[str, Any], signers: list[Side]
    ) -> None:
        made = propose(mediating(with_respondent=with_respondent), proposal)

        assert list(made.signers) == signers

    @pytest.mark.parametrize(
        ("proposal", "words"),
        [
            (WORDS | {"remedies": [{"kind": "refund"}]}, "needs amount_fen"),
            (WORDS | {"promises": [PROMISE | {"until": "2020-01-01T00:00:00Z"}]}, "in the future"),
            (
                WORDS | {"promises": [PROMISE | {"by": "respondent"}]},
                "no respondent",
            ),
            ({"text": " "}, "proposal.text"),
            (None, "proposal"),
        ],
    )
    def test_that_makes_no_sense_is_refused_and_changes_nothing(self, proposal: Any, words: str) -> None:
        life = mediating()
        before = life.case

        with pytest.raises(NotUnderstood, match=words):
            life.do("record-mediation", MEDIATOR, proposal=proposal)

        assert life.case == before

    def test_is_made_by_the_mediator_of_the_case_alone(self) -> None:
        life = mediating()

        for who in (ANOTHER, trial.AGENT, trial.LEAD, trial.MANAGER):
            with pytest.raises(NotAllowed):
                life.do("record-mediation", who, proposal=WORDS)

    def test_comes_with_a_session_where_there_is_one(self) -> None:
        life = mediating()

        life.do("record-mediation", MEDIATOR, session={"at": "2027-01-01T00:00:00Z", "where": "Room 3"})

        [event] = life.of(EventKind.SESSION_SET)
        session = mediation_of(life).session
        assert (event.data, event.private) == ({"held_at": "2027-01-01T00:00:00+00:00"}, {"where": "Room 3"})
        assert session is not None
        assert session.where == "Room 3"
        with pytest.raises(NotUnderstood, match="in the future"):
            life.do("record-mediation", MEDIATOR, session={"at": "2020-01-01T00:00:00Z", "where": "Room 3"})


class TestSigning:
    def test_by_all_settles_the_case_and_pays_at_once(self) -> None:
        life = mediating(with_respondent=True)
        made = propose(life)

        sign(life)
        sign_for_respondent(life)
        assert not life.of(EventKind.MEDIATED)
        sign_for_platform(life)

        [mediated] = life.of(EventKind.MEDIATED)
        assert mediated.data == {
            "proposal": 1,
            "sha256": made.sha256,
            "remedies": [{"id": "RD-TEST-R2", "kind": "refund", "amount_fen": 3000, "rule": None}],
        }
        assert [event.data["sha256"] for event in life.of(EventKind.SETTLEMENT_SIGNED)] == [made.sha256] * 3
        assert life.case.stage is Stage.REMEDYING
        assert life.case.remedies[-1].status is RemedyStatus.PAYING
        assert life.rebuilt() == life.case
        life.paid("RD-TEST-R2")
        assert (life.case.stage, life.case.agreed) == (Stage.RESOLVED, True)

    def test_by_all_follows_up_what_each_side_has_promised(self) -> None:
        life = mediating(with_respondent=True, follow_ups=FOLLOW_UPS)
        promised = [{"text": "I come again.", "by": by, "until": LATER} for by in ("respondent", "platform")]
        propose(life, WORDS | {"promises": promised})

        sign(life)
        sign_for_respondent(life)
        sign_for_platform(life)

        assert [(each.start.terms["source"], each.start.terms["by"]) for each in life.case.matters] == [
            ("settlement", "respondent"),
            ("settlement", "platform"),
        ]
        assert {each.start.due_at for each in life.case.matters} == {datetime.fromisoformat(LATER)}

    def test_of_words_alone_resolves_with_agreement(self) -> None:
        life = mediating(with_respondent=True)
        propose(life, WORDS)

        sign_for_respondent(life)
        sign(life)

        assert (life.case.stage, life.case.agreed) == (Stage.RESOLVED, True)

    def test_keeps_the_name_in_private(self) -> None:
        life = mediating()
        propose(life)

        sign(life, name="Zhang San")

        [event] = life.of(EventKind.SETTLEMENT_SIGNED)
        assert "Zhang San" not in str(event.data)
        assert event.private == {"name": "Zhang San"}

    def test_of_different_proposals_never_counts_together(self) -> None:
        life = mediating(with_respondent=True)
        propose(life, WORDS)
        sign(life, 1)
        propose(life, WORDS)

        sign_for_respondent(life, 2)

        assert life.case.stage is Stage.MEDIATING
        assert mediation_of(life).proposals[1].unsigned == (Side.COMPLAINANT,)

    def test_of_a_proposal_just_replaced_is_kept_and_answered_in_words(self) -> None:
        life = mediating()
        propose(life)
        propose(life)

        sign(life, 1)

        assert kept(life) == "Proposal 1 was replaced by proposal 2; look at that one."
        assert not life.of(EventKind.SETTLEMENT_SIGNED)

    def test_of_a_proposal_just_withdrawn_is_kept_and_answered_in_words(self) -> None:
        life = mediating()
        propose(life)
        life.do("withdraw-proposal", MEDIATOR, proposal=1)

        sign(life, 1)

        assert kept(life) == "Proposal 1 was withdrawn by the mediator."
        with pytest.raises(NotNow, match="withdrawn"):
            sign_for_platform(life)
        with pytest.raises(NotNow, match="withdrawn"):
            life.do("withdraw-proposal", MEDIATOR, proposal=1)

    def test_once_more_changes_nothing(self) -> None:
        life = mediating(with_respondent=True)
        propose(life)
        sign(life)
        before = mediation_of(life)

        sign(life, name="Somebody Else")

        assert mediation_of(life) == before
        assert kept(life) == "Proposal 1 is signed by the complainant already."

    @pytest.mark.parametrize(
        "fields", [{}, {"proposal": 1}, {"name": "Zhang San"}, {"proposal": 7, "name": "Zhang San"}]
    )
    def test_without_a_proposal_that_stands_or_a_name_counts_for_nothing(self, fields: dict[str, Any]) -> None:
        life = mediating()
        propose(life)

        life.say("accept", **fields)

        assert life.of(EventKind.NOT_APPLICABLE)
        assert not life.of(EventKind.SETTLEMENT_SIGNED)

    def test_of_who_is_no_party_counts_for_nothing(self) -> None:
        life = mediating()
        propose(life)

        sign_for_respondent(life)

        assert kept(life) == "Proposal 1 is not for the respondent to sign."

    def test_at_the_last_instant_counts(self) -> None:
        life = mediating(with_respondent=True)
        propose(life, WORDS)
        sign_for_respondent(life)
        life.pass_time(days=10)

        sign(life)

        assert life.case.agreed

    def test_a_second_after_the_window_does_not(self) -> None:
        life = mediating(with_respondent=True)
        propose(life, WORDS)
        sign_for_respondent(life)
        life.pass_time(days=10, seconds=1)

        sign(life)

        assert (life.case.stage, life.case.agreed) == (Stage.RESOLVED, False)
        assert life.of(EventKind.NOT_APPLICABLE)

    def test_outside_of_a_mediation_is_kept_and_answered(self) -> None:
        life = Life(order_number=None)
        life.do("record-finding", **trial.FINDING)
        life.do("approve", trial.LEAD)

        sign(life)
        life.say("accept", RESPONDENT)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT
        assert len(life.of(EventKind.NOT_APPLICABLE)) == 2

    def test_meets_a_milestone_that_waits_for_it(self) -> None:
        life = mediating(with_respondent=True, milestones=[row("settled", "P90D", "mediated")])
        propose(life, WORDS)

        sign(life)
        sign_for_respondent(life)

        assert life.milestone("settled").met_at == life.now


def test_the_text_is_the_same_every_time_and_calls_both_sides_by_their_part() -> None:
    first, second = mediating(with_respondent=True), mediating(with_respondent=True)

    text = propose(first).settlement

    assert text == propose(second).settlement
    assert text is not None
    assert "Between: the complainant, the respondent, the platform" in text
    assert "1. 退款 30.00 元；half of it" in text
    assert not [name for name in ("Zhang San", "Li Ayi", "Aunt Li", "mediator-1") if name in text]
    assert first.now - second.now == timedelta()
