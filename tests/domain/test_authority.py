"""Authority: one's own, lent, or left to a stand-in; never for what either of the two had a part in."""

from datetime import timedelta
from typing import Any

import pytest

from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.power import Power, PowerKind
from domain.refusals import NotAllowed, NotNow
from tests import trial
from tests.domain.life import Life
from tests.domain.test_remedies import APOLOGY, proposed, refund

SECOND = timedelta(seconds=1)


def power(**changes: Any) -> Power:
    """20,000 fen of the lead's, lent for the trial's first ten hours."""
    usual: dict[str, Any] = {
        "id": "L1",
        "kind": PowerKind.LOAN,
        "of": trial.LEAD.id,
        "role": "team_lead",
        "rung": "team_lead",
        "department": "front",
        "amount_fen": 20_000,
        "begins_at": trial.MONDAY,
        "ends_at": trial.MONDAY + timedelta(hours=10),
    }
    return Power(**(usual | changes))


def with_powers(*powers: Power, actor: Actor = trial.OTHER_AGENT) -> Actor:
    return actor.model_copy(update={"powers": powers})


class TestLoan:
    def test_lets_somebody_approve_beyond_their_own_rung_and_is_named_on_record(self) -> None:
        life = proposed(refund(20_000))

        life.do("approve", with_powers(power()))

        [approved] = life.of(EventKind.REMEDY_APPROVED)
        assert approved.data["authority"] == {"kind": "loan", "id": "L1", "of": "lead-1"}

    def test_is_not_named_where_it_was_not_needed(self) -> None:
        life = proposed(refund(5_000))

        life.do("approve", with_powers(power()))

        assert "authority" not in life.of(EventKind.REMEDY_APPROVED)[0].data

    def test_lets_somebody_send_back_what_is_beyond_their_own_rung(self) -> None:
        life = proposed(refund(20_000))

        life.do("send-back", with_powers(power()))

        assert life.of(EventKind.SENT_BACK)[0].data["authority"]["id"] == "L1"

    def test_covers_its_amount_and_not_a_fen_more(self) -> None:
        with pytest.raises(NotAllowed, match=r"up to ¥200\.00"):
            proposed(refund(20_001)).do("approve", with_powers(power()))

    def test_is_good_at_its_last_second(self) -> None:
        life = proposed(refund(20_000))
        life.pass_time(hours=10)

        life.do("approve", with_powers(power()))

        assert life.case.stage is Stage.AWAITING_COMPLAINANT

    @pytest.mark.parametrize("away", [timedelta(hours=10) + SECOND, -SECOND])
    def test_is_good_neither_after_its_end_nor_before_its_beginning(self, away: timedelta) -> None:
        life = proposed(refund(20_000), at=trial.MONDAY + away)

        with pytest.raises(NotAllowed, match="good from"):
            life.do("approve", with_powers(power()))

    def test_never_goes_beyond_what_the_lender_has(self) -> None:
        life = proposed(refund(60_000))

        with pytest.raises(NotAllowed, match="more than whoever gave it"):
            life.do("approve", with_powers(power(amount_fen=90_000)))

    def test_is_worth_nothing_in_another_department(self) -> None:
        life = proposed(refund(20_000))

        with pytest.raises(NotAllowed, match="another department"):
            life.do("approve", with_powers(power(of="lead-2", department="technical")))

    def test_of_senior_management_is_good_in_every_department(self) -> None:
        life = proposed(refund(20_000))
        lent = power(of="boss-1", role="senior_management", rung="senior_management", department=None)

        life.do("approve", with_powers(lent))

        assert life.case.stage is Stage.AWAITING_COMPLAINANT

    def test_is_worth_nothing_where_the_lender_proposed(self) -> None:
        life = Life(order_number=None)
        life.do("propose", trial.LEAD, remedies=[refund(20_000)])

        with pytest.raises(NotAllowed, match="had a part"):
            life.do("approve", with_powers(power()))

    def test_never_lets_somebody_approve_their_own_proposal(self) -> None:
        life = proposed(refund(20_000))

        with pytest.raises(NotAllowed, match="may not decide"):
            life.do("approve", with_powers(power(), actor=trial.AGENT))

    def test_leaves_it_to_the_next_one_that_serves(self) -> None:
        life = proposed(refund(20_000))

        life.do("approve", with_powers(power(amount_fen=100), power(id="L2")))

        assert life.of(EventKind.REMEDY_APPROVED)[0].data["authority"]["id"] == "L2"

    def test_counts_what_the_case_already_got(self) -> None:
        life = proposed(refund(15_000))
        life.do("approve", trial.LEAD)
        life.say("accept")
        life.paid()
        life.say("rate", score=1, solved=False)
        life.do("propose", trial.INVESTIGATOR, remedies=[refund(5_001)])

        with pytest.raises(NotAllowed, match=r"up to ¥200\.00"):
            life.do("approve", with_powers(power()))


class TestDelegation:
    def delegated(self, **changes: Any) -> Power:
        return power(**({"id": "D1", "kind": PowerKind.DELEGATION, "amount_fen": None} | changes))

    def test_gives_a_stand_in_all_that_the_absent_one_has(self) -> None:
        life = proposed(refund(50_000))

        life.do("approve", with_powers(self.delegated()))

        assert life.of(EventKind.REMEDY_APPROVED)[0].data["authority"]["kind"] == "delegation"

    def test_ends_with_the_absence(self) -> None:
        life = proposed(refund(50_000))
        life.pass_time(hours=10, seconds=1)

        with pytest.raises(NotAllowed, match="delegation D1"):
            life.do("approve", with_powers(self.delegated()))

    def test_is_worth_nothing_where_the_stand_in_found(self) -> None:
        life = Life(order_number=None)
        life.do("record-finding", trial.OTHER_AGENT, **(trial.FINDING | {"overcharged_fen": 9_000}))

        with pytest.raises(NotAllowed, match="may not decide"):
            life.do("approve", with_powers(self.delegated()))


class TestChangedAmounts:
    def changed(
        self, life: Life, amount_fen: int, remedy: str = "RD-TEST-R1", actor: Actor = trial.INVESTIGATOR
    ) -> None:
        life.do("change-remedy", actor, remedy=remedy, amount_fen=amount_fen, reason="two days late, not three")

    def test_are_approved_anew_at_the_new_total(self) -> None:
        life = proposed(refund(4_000))

        self.changed(life, 6_000)

        assert (life.case.total_fen, life.case.remedies[0].was_fen) == (6_000, 4_000)
        with pytest.raises(NotAllowed, match=r"¥60\.00"):
            life.do("approve", trial.OTHER_AGENT)

    def test_go_back_to_be_decided_where_the_complainant_had_them_already(self) -> None:
        life = proposed(refund(4_000), APOLOGY)
        life.do("approve", trial.LEAD)

        self.changed(life, 3_000)

        assert life.case.stage is Stage.DECIDING
        assert {remedy.status for remedy in life.case.remedies} == {"proposed"}
        assert (life.case.silence_at, life.case.waiting_on, life.case.is_paused) == (None, None, False)
        assert not life.pass_time(days=4) or life.case.stage is Stage.DECIDING, "silence means nothing meanwhile"

    def test_are_not_accepted_by_an_answer_to_the_old_ones(self) -> None:
        life = proposed(refund(4_000))
        life.do("approve", trial.LEAD)
        self.changed(life, 3_000)
        life.say("accept")
        before = life.case.stage
        life.do("approve", trial.LEAD)

        life.say("accept", total_fen=4_000)

        assert (before, life.case.stage) == (Stage.DECIDING, Stage.AWAITING_COMPLAINANT)
        assert [event.data["what"] for event in life.of(EventKind.NOT_APPLICABLE)] == ["accept", "accept"]

    def test_are_what_an_approval_names(self) -> None:
        life = proposed(refund(4_000))
        self.changed(life, 4_500)

        with pytest.raises(NotNow, match=r"¥45\.00 now, not ¥40\.00"):
            life.do("approve", trial.LEAD, total_fen=4_000)
        life.do("approve", trial.LEAD, total_fen=4_500)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT

    def test_are_not_approved_by_whoever_changed_them(self) -> None:
        life = proposed(refund(4_000))
        self.changed(life, 3_000, actor=trial.LEAD)

        with pytest.raises(NotAllowed, match="may not decide"):
            life.do("approve", trial.LEAD)

    def test_of_nothing_take_a_remedy_off_the_table(self) -> None:
        life = proposed(refund(4_000), APOLOGY)

        self.changed(life, 0)

        assert [remedy.status for remedy in life.case.remedies] == ["dropped", "proposed"]
        assert life.case.total_fen == 0

    def test_never_take_the_last_one_off(self) -> None:
        life = proposed(refund(4_000))

        with pytest.raises(NotNow, match="send the remedy back"):
            self.changed(life, 0)

    def test_of_the_same_amount_are_none(self) -> None:
        life = proposed(refund(4_000))

        with pytest.raises(NotNow, match=r"¥40\.00 already"):
            self.changed(life, 4_000)

    def test_come_too_late_once_something_is_being_paid(self) -> None:
        life = proposed(refund(4_000))
        life.do("approve", trial.LEAD)
        life.say("accept")

        with pytest.raises(NotNow):
            self.changed(life, 3_000)

    def test_are_told_to_whoever_may_approve_and_to_who_had_the_old_ones(self) -> None:
        life = proposed(refund(4_000))
        life.do("approve", trial.LEAD)

        self.changed(life, 3_000)

        assert life.told()[-1] == "remedy_changed"
        assert life.told("staff")[-1] == "remedy_changed"

    def test_keep_their_reason_private(self) -> None:
        life = proposed(refund(4_000))

        self.changed(life, 3_000)

        [event] = life.of(EventKind.REMEDY_CHANGED)
        assert "three" not in str(event.data)
        assert event.private == {"reason": "two days late, not three"}

    def test_are_the_same_when_the_case_is_rebuilt(self) -> None:
        life = proposed(refund(4_000), APOLOGY)
        life.do("approve", trial.LEAD)
        self.changed(life, 3_000)

        assert life.rebuilt() == life.case
