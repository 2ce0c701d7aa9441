"""Notices: who is told what, once, and never in the middle of the night."""

from datetime import timedelta

from domain.case import Handler
from domain.complaint import Complainant
from domain.events import COMPLAINANT
from domain.kinds import EventKind
from domain.notice_needs import is_needed
from domain.notices import Addressed, Owed
from tests import trial
from tests.domain.life import Life

AGENT_1 = Handler(id="agent-1", department="front")


def of(life: Life, what: EventKind) -> list[Owed]:
    return [owed for owed in life.owed if owed.notice.what is what]


class TestComplainants:
    def test_are_told_at_key_steps(self) -> None:
        life = Life(order_number=None)
        life.do("respond", text="We look into it", final=False)
        life.do("ask", of="complainant", text="Which bike?")
        life.say("reply", text="The red one")
        life.do("respond", text="It was our fault", final=True)

        assert life.told() == ["responded", "asked", "resolved"]

    def test_are_told_what_was_paid_and_that_it_is_over_when_nobody_had_to_lift_a_hand(self) -> None:
        life = Life()
        life.records(trial.record())
        life.paid()

        assert life.told() == ["paid", "resolved"]

    def test_are_not_told_what_others_are_asked(self) -> None:
        life = Life(order_number=None)
        life.do("ask", of="third_party", text="Is it so?")

        assert life.told() == []

    def test_who_named_no_way_to_be_reached_are_not_told(self) -> None:
        life = Life(order_number=None, complainant=Complainant(name="Zhang San"))
        life.do("respond", text="It was our fault", final=True)

        assert life.told() == []

    def test_get_their_number_where_they_were_not_shown_it(self) -> None:
        assert Life(channel="hotline").told() == ["acknowledged"]
        assert Life(channel="web").told() == []

    def test_get_their_number_by_mail_where_they_have_no_telephone(self) -> None:
        life = Life(channel="hotline", complainant=Complainant(name="Zhang San", email="zhang@example.com"))

        assert life.told() == ["acknowledged"]
        assert not life.of(EventKind.NOTICE_FAILED)

    def test_of_cases_from_before_the_outbox_get_it_as_before(self) -> None:
        life = Life(channel="hotline", follows=())

        assert life.told() == []
        assert life.case.acknowledgement == "wanted"

    def test_who_withdrew_are_told_no_more(self) -> None:
        life = Life(order_number=None, reading=trial.FIRE)
        life.say("withdraw", reason="never mind")
        life.do("respond", trial.TECHNICAL_LEAD, text="It was our fault", final=False)

        assert life.told() == ["withdrawn"]


class TestStaff:
    def test_are_told_of_what_is_theirs_and_not_of_what_they_did(self) -> None:
        life = Life(order_number=None)
        life.do("assign", trial.LEAD, people=(AGENT_1,), handler="agent-1")
        life.say("reply", text="I wait")

        assert life.told("staff") == ["assigned", "replied"]
        assert {owed.to.staff for owed in life.owed} == {"agent-1"}

    def test_who_take_a_case_are_not_told_that_they_did(self) -> None:
        life = Life(order_number=None)
        life.do("assign", trial.AGENT, people=(AGENT_1,), handler="agent-1")

        assert life.told("staff") == []

    def test_who_had_the_case_before_are_not_told_after_it_was_given_to_others(self) -> None:
        """Named case: the old team is told after re-assignment."""
        life = Life(order_number=None)
        life.do("assign", trial.LEAD, people=(AGENT_1,), handler="agent-1")
        life.do("assign", trial.LEAD, people=(Handler(id="agent-2", department="front"),), handler="agent-2")
        life.say("reply", text="I wait")
        life.pass_time(hours=3)

        assert {owed.to.staff for owed in life.owed if owed.notice.what is not EventKind.ASSIGNED} - {""} == {"agent-2"}
        (first, _) = of(life, EventKind.ASSIGNED)
        assert not is_needed(Addressed(notice=first.notice, receiver="staff:agent-1"), life.case)
        copy = next(owed for owed in of(life, EventKind.BREACHED) if owed.to.is_handler)
        assert is_needed(Addressed(notice=copy.notice, receiver="staff:agent-2"), life.case)
        life.do("assign", trial.LEAD, people=(AGENT_1,), handler="agent-1")
        assert not is_needed(Addressed(notice=copy.notice, receiver="staff:agent-2"), life.case)

    def test_of_the_rung_reached_are_told_of_each_breach_climb_and_reminder(self) -> None:
        """Named case: a ladder where only the first rung fires."""
        life = Life(order_number=None)
        life.pass_time(hours=12)

        climbs = [owed for owed in of(life, EventKind.CLIMBED) if owed.notice.milestone == "solved"]
        assert [owed.notice.rung for owed in climbs] == ["department_head", "senior_management"]
        assert all(owed.to.owner_of == owed.notice.sequence for owed in climbs)
        assert len([owed for owed in of(life, EventKind.BREACHED) if owed.to.owner_of]) == len(
            life.of(EventKind.BREACHED)
        )

    def test_are_reminded_again_though_the_words_are_the_same(self) -> None:
        """Named case: a reminder suppressed because the one before had the same text."""
        life = Life(order_number=None)
        life.pass_time(hours=24)

        reminders = [owed.notice.key("staff:9") for owed in of(life, EventKind.REMINDED)]
        assert len(reminders) > 3
        assert len(set(reminders)) == len(reminders)

    def test_high_enough_are_asked_to_approve(self) -> None:
        life = Life(order_number=None, amount_fen=100_000)
        life.do("propose", remedies=[{"kind": "refund", "amount_fen": 100_000, "note": "all of it"}])

        (owed,) = of(life, EventKind.REMEDY_PROPOSED)
        assert owed.to.rungs
        assert "handler" not in owed.to.rungs

    def test_all_of_a_rung_are_alarmed(self) -> None:
        life = Life(order_number=None, reading=trial.FIRE)

        (owed,) = of(life, EventKind.RED_ALERT_RAISED)
        assert owed.notice.urgent
        assert owed.to.everybody
        assert owed.to.rungs == ("senior_management",)


class TestKeys:
    def test_of_a_second_alert_and_a_second_task_are_others(self) -> None:
        """Named case: a reminder suppressed because the one before had the same text."""
        life = Life(order_number=None, reading=trial.FIRE)
        for hours in (1, 2):
            due_at = (life.now + timedelta(hours=hours)).isoformat()
            life.do("open-task", trial.TECHNICAL_LEAD, title="Look", due_at=due_at)
        for _ in range(2):
            life.pass_time(minutes=25)
            life.do("acknowledge-alert", trial.MANAGER)
            life.do("raise-alert", trial.TECHNICAL_LEAD, reason="smoke again")
        life.pass_time(hours=5)

        keys = [owed.notice.key("staff:9") for owed in life.owed if not owed.to.is_complainant]
        kinds = [owed.notice.what for owed in life.owed]
        assert kinds.count(EventKind.TASK_REMINDED) > 4
        assert kinds.count(EventKind.ALERT_REPEATED) > 4
        assert len(of(life, EventKind.TASK_REMINDED)) == len({k for k in keys if "task_reminded" in k})
        assert len(of(life, EventKind.ALERT_REPEATED)) == len({k for k in keys if "alert_repeated" in k})

    def test_differ_for_everything_that_is_owed(self) -> None:
        life = Life(channel="hotline", order_number=None, reading=trial.FIRE)
        life.pass_time(hours=30)
        life.do("respond", trial.TECHNICAL_LEAD, text="It was our fault", final=True)
        life.say("rate", score=1, solved=False)
        life.pass_time(hours=30)

        keys = [owed.notice.key(repr(owed.to)) for owed in life.owed]
        assert len(keys) > 30
        assert len(set(keys)) == len(keys)

    def test_name_case_cycle_milestone_what_rung_occurrence_and_receiver(self) -> None:
        life = Life(order_number=None)
        life.pass_time(hours=3)

        owed = next(each for each in of(life, EventKind.BREACHED) if each.notice.milestone == "solved")
        assert owed.notice.key("staff:7").startswith("RD-TEST/1/solved/breached/team_lead/")
        assert owed.notice.key("staff:7").endswith("/staff:7")


class TestNeeds:
    def test_end_with_the_milestone(self) -> None:
        """Named case: notices go on after a deadline was switched off."""
        life = Life(order_number=None)
        life.pass_time(hours=3)
        owed = of(life, EventKind.BREACHED)[-1]
        addressed = Addressed(notice=owed.notice, receiver="staff:lead-1")
        assert is_needed(addressed, life.case)

        life.do("respond", trial.LEAD, text="It was our fault", final=True)

        assert not is_needed(addressed, life.case)
        before = len(life.owed)
        life.pass_time(hours=48)
        assert [o for o in life.owed[before:] if o.notice.milestone == owed.notice.milestone] == []

    def test_of_an_alert_end_when_somebody_acknowledged_it(self) -> None:
        """Named case: an alert after closing."""
        life = Life(order_number=None, reading=trial.FIRE)
        addressed = Addressed(notice=of(life, EventKind.RED_ALERT_RAISED)[0].notice, receiver="staff:boss-1")
        assert is_needed(addressed, life.case)

        life.do("acknowledge-alert", trial.MANAGER, note="on my way")

        assert not is_needed(addressed, life.case)

    def test_of_a_question_end_with_its_answer(self) -> None:
        life = Life(order_number=None)
        life.do("ask", of="complainant", text="Which bike?")
        (owed,) = of(life, EventKind.ASKED)
        life.say("reply", COMPLAINANT, text="The red one")

        assert not is_needed(Addressed(notice=owed.notice, receiver="complainant"), life.case)


class TestOutages:
    def test_give_each_person_one_breach_a_milestone_however_many_rungs_passed(self) -> None:
        """Time rule 9."""
        life = Life(order_number=None)
        life.sleep(days=3)

        breaches = of(life, EventKind.BREACHED)
        assert {owed.notice.rung for owed in breaches} == {"senior_management"}
        assert len(breaches) == len(life.of(EventKind.BREACHED))
        assert of(life, EventKind.CLIMBED) == []
