"""Whole lives on the core: what a practitioner would recognise, from intake to archive."""

import pytest

from domain.events import kinds_of
from domain.kinds import EventKind, Stage, WaitingOn
from domain.refusals import NotAllowed, NotNow
from tests import trial
from tests.domain.life import Life


class TestStraightThrough:
    def test_goes_from_intake_to_payment_without_a_hand(self) -> None:
        life = Life()

        life.records(trial.record())
        life.paid()

        assert life.case.stage is Stage.RESOLVED
        assert life.case.remedies[0].amount_fen == 1200
        assert not [event for event in life.events if event.actor.startswith("staff")]

    def test_reaches_the_archive_when_nobody_says_anything(self) -> None:
        life = Life()
        life.records(trial.record())
        life.paid()

        life.pass_time(days=37, seconds=1)

        assert life.case.has_ended
        assert kinds_of(life.events)[-2:] == (EventKind.CLOSED, EventKind.ARCHIVED)

    @pytest.mark.parametrize("doubt", [{"confidence": 89}, {"overcharged_fen": 2501}, {"cause": "unknown"}])
    def test_is_left_to_people_where_the_pack_has_a_doubt(self, doubt: dict[str, object]) -> None:
        life = Life()

        life.records(trial.record(**doubt))

        assert life.case.stage is Stage.INVESTIGATING
        assert not life.case.remedies

    def test_never_follows_from_what_the_complainant_claims(self) -> None:
        life = Life(claims={"cause": "system_error", "overcharged_fen": 600, "confidence": 100, "facts_clear": True})

        life.records(None)

        assert life.case.stage is Stage.INVESTIGATING
        assert not life.of(EventKind.REMEDY_PROPOSED)

    def test_never_follows_once_people_have_decided_something(self) -> None:
        life = Life()
        life.do("record-finding", **trial.FINDING)
        life.do("send-back", trial.LEAD)

        life.records(trial.record())

        assert life.case.stage is Stage.INVESTIGATING

    def test_is_not_paid_where_an_amount_overflows(self) -> None:
        life = Life()

        life.records(trial.record(overcharged_fen=2**62))

        assert life.case.stage is Stage.INVESTIGATING
        assert not life.of(EventKind.PAYMENT_STARTED)


class TestByHand:
    def test_goes_through_finding_approval_and_consent_to_payment(self) -> None:
        life = Life(order_number=None)

        life.do("record-finding", **trial.FINDING)
        life.do("approve", trial.LEAD)
        life.say("accept")
        life.paid()
        life.say("rate", score=5, solved=True)

        assert life.case.stage is Stage.CLOSED
        assert life.case.agreed

    def test_is_approved_by_nobody_who_proposed_or_found(self) -> None:
        life = Life()
        life.do("record-finding", trial.LEAD, **trial.FINDING)

        with pytest.raises(NotAllowed, match="may not decide"):
            life.do("approve", trial.LEAD)

    def test_is_approved_by_nobody_whose_authority_is_too_small(self) -> None:
        life = Life()
        life.do("propose", remedies=[{"kind": "refund", "amount_fen": 5001}])

        with pytest.raises(NotAllowed, match="more than the handler may approve"):
            life.do("approve", trial.OTHER_AGENT)

    def test_is_approved_once_only(self) -> None:
        life = Life()
        life.do("record-finding", **trial.FINDING)
        life.do("approve", trial.LEAD)

        with pytest.raises(NotNow):
            life.do("approve", trial.HEAD)

    def test_waits_for_the_complainant_while_asked(self) -> None:
        life = Life()

        life.do("ask", of="complainant", text="Which bike was it?")

        assert life.case.waiting_on is WaitingOn.COMPLAINANT
        assert life.case.is_paused

    def test_takes_silence_as_the_pack_says(self) -> None:
        life = Life()
        life.do("record-finding", **trial.FINDING)
        life.do("approve", trial.LEAD)

        life.pass_time(days=3, seconds=1)

        assert life.of(EventKind.SILENCE_ELAPSED)
        assert life.case.stage is Stage.REMEDYING

    def test_goes_one_level_up_when_refused(self) -> None:
        life = Life()
        life.do("record-finding", **trial.FINDING)
        life.do("approve", trial.LEAD)

        life.say("refuse", reason="not enough")

        assert (life.case.stage, life.case.level, life.case.cycle) == (Stage.INVESTIGATING, 2, 1)
        assert life.milestone("fault_confirmed").clock_start == life.now


class TestCycles:
    def test_reopen_at_the_next_level_for_other_people(self) -> None:
        life = Life(order_number=None)
        life.do("respond", text="No.", final=True)

        life.say("rate", score=1, solved=False)

        assert (life.case.cycle, life.case.level, life.case.stage) == (2, 2, Stage.INVESTIGATING)
        with pytest.raises(NotAllowed, match="last cycle"):
            life.do("record-finding", **trial.FINDING)

    def test_end_without_agreement_after_the_last(self) -> None:
        life = Life(order_number=None)
        for answerer in (trial.AGENT, trial.OTHER_AGENT, trial.INVESTIGATOR):
            life.do("respond", answerer, text="No.", final=True)
            life.say("rate", score=2, solved=True)

        assert life.case.stage is Stage.RESOLVED
        assert life.case.exhausted
        assert life.of(EventKind.RESOLVED)[-1].data["referral"]["en"] == "the consumer association"

    def test_open_for_an_appeal_after_closing(self) -> None:
        life = Life(order_number=None)
        life.do("respond", text="No.", final=True)
        life.pass_time(days=8)

        life.say("appeal", reason="unheard")

        assert life.case.cycle == 2

    def test_open_once_for_a_contest(self) -> None:
        life = Life(order_number=None)
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")

        life.say("contest", reason="it is yours")
        life.do("decline", trial.HEAD, reason="not ours", referral="the city")
        life.say("contest", reason="it is")

        assert life.case.stage is Stage.DECLINED
        assert life.events[-1].kind is EventKind.NOT_APPLICABLE


class TestWithdrawal:
    def test_ends_the_case_in_the_archive(self) -> None:
        life = Life()

        life.say("withdraw", reason="found it")

        assert life.case.stage is Stage.WITHDRAWN
        assert life.case.has_ended
        assert not life.case.open_milestones

    def test_lets_a_payment_under_way_settle_first(self) -> None:
        life = Life()
        life.records(trial.record())

        life.say("withdraw")
        before = life.case.stage
        life.paid()

        assert before is Stage.REMEDYING
        assert life.case.stage is Stage.WITHDRAWN
        assert life.case.remedies[0].status == "paid"

    def test_leaves_a_red_alert_with_staff(self) -> None:
        life = Life(reading=trial.FIRE)

        life.say("withdraw")

        assert life.case.stage is Stage.INVESTIGATING
        assert life.case.staff_case


class TestFold:
    def test_gives_the_same_case_from_stored_events(self) -> None:
        life = Life()
        life.do("record-finding", **trial.FINDING)
        life.do("approve", trial.LEAD)
        life.say("refuse", reason="no")
        life.pass_time(days=2)

        assert life.rebuilt() == life.case
