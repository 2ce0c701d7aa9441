"""Who mediates: found as the step is written, named by a lead, replaced, and no stranger to the case never (E6)."""

from datetime import timedelta
from typing import Any

import pytest

from domain import duty, mediators
from domain.addressing import addressed
from domain.case_mediation import KnownMediator, MediatorKind
from domain.duty import Absence, Person
from domain.events import COMPLAINANT, RESPONDENT, Event
from domain.kinds import EventKind, Stage
from domain.mediation import acted_in
from domain.notice_needs import is_needed
from domain.notice_words import Told, to_complainant, to_staff
from domain.notices import Addressed
from domain.permissions import may_open, mediator_of
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.respondent_words import to_respondent
from tests import trial
from tests.domain.life import Life
from tests.domain.mediations import ANOTHER, MEDIATOR, PAID, WORDS, mediating, mediation_of, name_mediator, propose

OUTSIDE = Person(id="m-1", rung="handler", department="outside", role="mediator", mediates_as="negotiation")
OWN = OUTSIDE.model_copy(update={"id": "m-2", "department": "front"})
THIRD = OUTSIDE.model_copy(update={"id": "m-3", "mediates_as": "third_party"})
LEAD = Person(id="lead-1", rung="team_lead", department="front", role="team_lead")
AWAY = Absence(begins_at=trial.MONDAY, ends_at=trial.MONDAY + timedelta(days=30))


def opened(*people: Person, kind: EventKind = EventKind.MEDIATION_OPENED) -> Event:
    """The event of a mediation that opens, as it is written."""
    [event] = mediating(mediator=None).of(kind)
    assert mediators.is_asked(event)
    return mediators.named(event, people, department="front")


class TestFinding:
    def test_takes_the_first_of_another_department_who_is_there(self) -> None:
        absent = OUTSIDE.model_copy(update={"id": "m-0", "absences": (AWAY,)})

        event = opened(LEAD, OWN, absent, OUTSIDE)

        assert (event.data["mediator"], event.data["mediator_kind"]) == ("m-1", "negotiation")
        assert not {"rungs", "excluded"} & event.data.keys()

    def test_takes_one_of_the_case_s_department_where_there_is_nobody_else(self) -> None:
        assert opened(LEAD, OWN).data["mediator"] == "m-2"

    def test_takes_nobody_from_outside_the_house_and_then_tells_who_may_name_one(self) -> None:
        life = mediating(mediator=None)
        [event] = life.of(EventKind.MEDIATION_OPENED)
        written = mediators.named(event, (LEAD, THIRD), department="front")

        [told] = [owed for owed in life.owed if owed.to.mediator]
        reached = addressed(told, events=[written], people=(LEAD, THIRD), department="front")

        assert written.data["mediator"] == ""
        assert [each.receiver for each in reached] == ["staff:lead-1"]

    def test_makes_nobody_answer_on_a_rung(self) -> None:
        handler = LEAD.model_copy(update={"id": "agent-9", "rung": "handler", "role": "agent"})
        outside = THIRD.model_copy(update={"department": None})

        found = duty.find((outside, handler), rungs=["handler"], department="front", at=trial.MONDAY)
        alarmed = duty.to_alarm((outside,), rungs=["handler"], department="front", at=trial.MONDAY)

        assert found is not None
        assert (found.staff, alarmed) == ("agent-9", ())

    def test_leaves_out_who_had_a_part_in_the_case(self) -> None:
        life = mediating()
        life.do("recuse-mediator", MEDIATOR, reason="I know one of them.")
        [event] = life.of(EventKind.MEDIATOR_RECUSED)

        again = OUTSIDE.model_copy(update={"id": MEDIATOR.id})
        written = mediators.named(event, (again, OWN), department="front")

        assert {MEDIATOR.id, trial.AGENT.id, trial.LEAD.id} <= set(acted_in(life.case))
        assert written.data["mediator"] == "m-2"
        assert mediation_of(life).mediator == ""


class TestNaming:
    def test_lets_a_lead_name_one_of_any_kind_and_both_sides_hear_of_which(self) -> None:
        life = mediating(mediator=None)

        life.do(
            "assign-mediator",
            trial.LEAD,
            mediators=(KnownMediator(id="m-3", kind=MediatorKind.THIRD_PARTY),),
            mediator="m-3",
        )

        assert life.of(EventKind.MEDIATOR_NAMED)[0].data == {
            "mediator": "m-3",
            "mediator_kind": "third_party",
            "instead_of": "",
        }
        assert mediation_of(life).mediator_kind is MediatorKind.THIRD_PARTY
        assert "mediator_named" in life.told()

    def test_keeps_what_was_proposed_when_another_takes_over(self) -> None:
        life = mediating()
        propose(life)

        name_mediator(life, ANOTHER, reason="on leave")

        assert mediation_of(life).proposal is not None
        assert mediation_of(life).mediators == (MEDIATOR.id, ANOTHER.id)
        with pytest.raises(NotAllowed, match="not named"):
            life.do("fail-mediation", MEDIATOR, reason="They will not agree.")
        life.do("withdraw-proposal", ANOTHER, proposal=1)

    def test_refuses_who_is_unknown_who_mediates_already_and_who_had_a_part(self) -> None:
        life = mediating()

        with pytest.raises(NotUnderstood, match="no active member"):
            life.do("assign-mediator", trial.LEAD, mediator="nobody")
        with pytest.raises(NotNow, match="mediates already"):
            name_mediator(life, MEDIATOR)
        name_mediator(life, ANOTHER)
        with pytest.raises(NotUnderstood, match="had a part"):
            name_mediator(life, MEDIATOR)

    @pytest.mark.parametrize("who", [trial.AGENT, trial.TECHNICAL_LEAD, trial.CLERK, MEDIATOR])
    def test_is_for_leads_of_the_department(self, who: Any) -> None:
        life = mediating()

        with pytest.raises(NotAllowed):
            life.do("assign-mediator", who, mediator=ANOTHER.id)


class TestReading:
    def test_ends_with_the_mediation_unless_it_was_settled(self) -> None:
        life, settled = mediating(), mediating(with_respondent=True)
        propose(settled, WORDS)
        settled.say("accept", proposal=1, name="Zhang San")
        read = [mediator_of(life.case)]
        life.do("fail-mediation", MEDIATOR, reason="They will not agree.")

        assert [*read, mediator_of(life.case)] == [MEDIATOR.id, None]
        assert mediator_of(settled.case) == MEDIATOR.id

    def test_is_of_their_cases_alone_whatever_their_department(self) -> None:
        case = mediating().case

        assert may_open(case, staff=MEDIATOR.id, role="mediator", department=None)
        assert not may_open(case, staff=ANOTHER.id, role="mediator", department=case.department)

    def test_ends_where_a_withdrawn_case_goes_on_as_the_house_s(self) -> None:
        life = mediating()
        life.do("raise-alert", trial.LEAD, reason="a fire")

        life.say("withdraw")

        assert life.case.stage is Stage.INVESTIGATING
        assert mediator_of(life.case) is None


class TestNotices:
    def test_are_put_into_words_for_everybody_who_is_told(self) -> None:
        life = played()

        for owed in life.owed:
            told = Told(notice=owed.notice, case=life.case, pack=life.policy.pack)
            if owed.to.is_respondent:
                assert "RD-TEST" in to_respondent([told], code="CODE", public_url="http://x").short
            elif owed.to.is_complainant:
                worded = to_complainant(life.case, [owed.notice], pack=life.policy.pack, public_url="http://x")
                assert "RD-TEST" in worded.short
            else:
                assert "RD-TEST" in to_staff([told], language="en", public_url="http://x").text

    def test_reach_both_sides_the_mediator_and_who_signs(self) -> None:
        life = played()
        both = [
            [owed.notice.what for owed in life.owed if owed.to.is_complainant],
            [owed.notice.what for owed in life.owed if owed.to.is_respondent],
        ]
        signer = next(owed.to for owed in life.owed if owed.notice.what == "proposal_made" and owed.to.rungs)

        for whats in both:
            assert {"mediation_opened", "proposal_made", "proposal_withdrawn", "mediated"} <= set(whats)
        assert both[0].count(EventKind.SETTLEMENT_SIGNED) == both[1].count(EventKind.SETTLEMENT_SIGNED) == 2
        assert signer.rungs == ("handler", "team_lead", "department_head", "senior_management")

    def test_are_not_needed_once_the_proposal_is_gone(self) -> None:
        life = mediating()
        propose(life)
        [owed] = [each for each in life.owed if each.notice.what == "proposal_made" and each.to.is_complainant]
        notice = Addressed(notice=owed.notice, receiver="complainant")
        needed = [is_needed(notice, life.case)]

        life.do("withdraw-proposal", MEDIATOR, proposal=1)

        assert [*needed, is_needed(notice, life.case)] == [True, False]


def played() -> Life:
    """A mediation with everything in it."""
    life = mediating(with_respondent=True)
    propose(life)
    life.do("withdraw-proposal", MEDIATOR, proposal=1)
    propose(life, PAID)
    life.say("refuse", proposal=2)
    life.pass_time(days=6)
    for name, actor in (("Zhang San", COMPLAINANT), ("Li Ayi", RESPONDENT)):
        life.say("accept", actor, proposal=2, name=name)
    life.do("sign-settlement", trial.LEAD, proposal=2, name="Wang Fang")
    return life
