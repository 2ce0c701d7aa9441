"""Rounds of a mediation: the platform's signature, refusals, and every way in which it ends."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.case_mediation import Side
from domain.handover import KnownCase
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotNow
from tests import trial
from tests.domain.life import Life
from tests.domain.mediations import (
    MEDIATOR,
    VOUCHER,
    WORDS,
    mediating,
    mediation_of,
    propose,
    sign,
    sign_for_platform,
    sign_for_respondent,
)


def kept(life: Life) -> str:
    """Give the words by which the last signal that did not fit was answered."""
    words: str = life.of(EventKind.NOT_APPLICABLE)[-1].data["because"]["en"]
    return words


class TestPlatform:
    def test_signs_by_an_authority_that_covers_all_that_the_case_comes_to(self) -> None:
        life = mediating()
        propose(life, WORDS | {"remedies": [{"kind": "refund", "amount_fen": 60_000}]})

        with pytest.raises(NotAllowed, match=r"¥600\.00, more than the team lead"):
            sign_for_platform(life, actor=trial.LEAD)
        sign_for_platform(life, actor=trial.HEAD)

        assert mediation_of(life).proposals[0].has_signed(Side.PLATFORM)

    @pytest.mark.parametrize("who", [trial.AGENT, trial.CLERK, trial.TECHNICAL_LEAD, MEDIATOR])
    def test_is_not_signed_for_by_who_found_nor_by_others_than_the_department(self, who: Any) -> None:
        life = mediating()
        propose(life, VOUCHER)

        with pytest.raises(NotAllowed):
            sign_for_platform(life, actor=who)

    def test_signs_nothing_that_owes_nothing(self) -> None:
        life = mediating(with_respondent=True)
        propose(life, WORDS)

        with pytest.raises(NotNow, match="not for the platform"):
            sign_for_platform(life)


class TestRefusing:
    def test_is_told_to_the_mediator_and_the_rounds_go_on(self) -> None:
        life = mediating()
        propose(life)

        life.say("refuse", reason="Still too little.")
        second = propose(life)

        [refused] = life.of(EventKind.PROPOSAL_REFUSED)
        assert refused.data == {"by": "complainant", "proposal": 1}
        assert refused.private == {"reason": "Still too little."}
        assert [owed.to.staff for owed in life.owed if owed.notice.what is EventKind.PROPOSAL_REFUSED] == [MEDIATOR.id]
        assert second.number == 2

    @pytest.mark.parametrize(
        ("acts", "words"),
        [
            ([], "No proposal stands"),
            ([propose, lambda life: life.say("refuse")], "refused this proposal already"),
            ([propose, sign], "You have signed this proposal"),
            ([propose, propose, lambda life: life.say("refuse", proposal=1)], "Proposal 1 was replaced"),
        ],
    )
    def test_of_what_cannot_be_refused_is_kept(self, acts: list[Callable[[Life], Any]], words: str) -> None:
        life = mediating()
        for act in acts:
            act(life)

        fields: dict[str, Any] = {"proposal": 1} if "replaced" in words else {}
        life.say("refuse", **fields)

        assert words in kept(life)

    def test_may_be_thought_better_of(self) -> None:
        life = mediating(with_respondent=True)
        propose(life, WORDS)
        life.say("refuse")

        sign(life)
        sign_for_respondent(life)

        assert life.case.agreed


class TestEndings:
    def test_a_withdrawn_complaint_ends_the_mediation(self) -> None:
        life = mediating()
        propose(life)

        life.say("withdraw")
        with pytest.raises(NotAllowed):
            life.do("record-mediation", MEDIATOR, proposal=WORDS)

        assert life.case.stage is Stage.WITHDRAWN
        assert not life.of(EventKind.MEDIATED)

    def test_is_not_merged_away(self) -> None:
        other = KnownCase(tracking_number="RD-0000-0000-0001", pack="trial", is_in_work=True, is_same_complainant=True)

        with pytest.raises(NotNow, match="Mediation or a ruling"):
            mediating().do("merge-into", trial.LEAD, cases=(other,), tracking_number=other.tracking_number)

    def test_a_red_alert_changes_nothing_about_it(self) -> None:
        life = mediating(with_respondent=True)
        propose(life, WORDS)
        life.do("raise-alert", trial.LEAD, reason="a fire")

        sign(life)
        sign_for_respondent(life)

        assert life.case.agreed

    def test_who_signed_for_the_platform_takes_no_part_in_the_next_cycle(self) -> None:
        life = mediating()
        propose(life, VOUCHER)
        sign(life)
        sign_for_platform(life, actor=trial.HEAD)
        life.paid("RD-TEST-R2")
        life.say("rate", score=1, solved=False)

        assert life.case.was_decided_by(trial.HEAD.id, cycle=1)
        with pytest.raises(NotAllowed, match="last cycle"):
            life.do("record-finding", trial.HEAD, **trial.FINDING)

    def test_reminds_both_sides_at_half_and_four_fifths_of_its_time_and_once_after_an_outage(self) -> None:
        life, another = mediating(), mediating()

        life.pass_time(days=9)
        another.sleep(days=9)

        assert [event.data["fraction"] for event in life.of(EventKind.MEDIATION_REMINDED)] == [0.5, 0.8]
        assert [event.data["fraction"] for event in another.of(EventKind.MEDIATION_REMINDED)] == [0.8]
        assert life.told().count("mediation_reminded") == 2

    def test_is_only_over_where_nobody_looked_until_then(self) -> None:
        life = mediating()

        life.sleep(days=11)

        assert not life.of(EventKind.MEDIATION_REMINDED)
        assert life.of(EventKind.MEDIATION_FAILED)
