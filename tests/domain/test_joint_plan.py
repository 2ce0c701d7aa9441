"""The task force's plan: every member speaks in writing, and the investigation waits for it, but not for ever (D3)."""

from typing import Any

import pytest

from domain.case import Handler
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.registry import STAFF_COMMANDS
from tests import trial
from tests.domain.force import FRONT, TECHNICAL_LEAD, ForceLife

INV_2 = Actor(role="investigator", id="inv-2", department="front", rung="handler")


def found(life: ForceLife, actor: Actor = trial.INVESTIGATOR) -> None:
    """Record a finding from which the pack's rules propose."""
    life.do("record-finding", actor, **trial.FINDING)


class TestVoices:
    def test_of_all_members_settle_the_plan(self) -> None:
        life = ForceLife()

        life.draft()
        life.dissent()

        [settled] = life.of(EventKind.PLAN_SETTLED)
        assert settled.data == {"version": 1, "agreed": ["inv-1"], "dissented": ["tech-1"]}
        assert settled.actor == "system"

    def test_are_sealed_where_they_say_why(self) -> None:
        life = ForceLife()
        life.draft()
        life.dissent()

        [drafted], [dissented] = life.of(EventKind.PLAN_DRAFTED), life.of(EventKind.PLAN_DISSENTED)
        assert (drafted.data, drafted.private) == ({"version": 1, "remedies": []}, {"text": "Recall the batch."})
        assert (dissented.data, dissented.private) == ({"version": 1}, {"reason": "The test is not done."})
        assert life.force.voices[-1].reason == "The test is not done."

    def test_on_an_earlier_version_count_no_more(self) -> None:
        life = ForceLife()
        life.draft(trial.TECHNICIAN)
        life.draft()

        assert life.force.silent == ("tech-1",)
        with pytest.raises(NotNow, match="at version 2 now"):
            life.agree(plan=1)
        life.agree(plan=2)
        assert life.force.settled_at

    def test_are_given_once_on_each_version(self) -> None:
        life = ForceLife()
        life.draft()

        with pytest.raises(NotNow, match="spoken on this version already"):
            life.agree(trial.INVESTIGATOR)

    def test_are_those_of_members_only(self) -> None:
        life = ForceLife()
        life.draft()

        with pytest.raises(NotAllowed, match="Only members"):
            life.agree(INV_2)
        with pytest.raises(NotAllowed, match="belongs to front"):
            life.agree(trial.TECHNICAL_LEAD)

    def test_need_a_plan(self) -> None:
        with pytest.raises(NotNow, match="no plan"):
            ForceLife().agree()

    def test_are_offered_to_whoever_has_still_to_speak(self) -> None:
        life = ForceLife()
        life.draft()

        offered = {
            (command, actor.id)
            for command in ("agree-plan", "dissent-plan", "draft-plan", "record-meeting", "replace-member")
            for actor in (trial.INVESTIGATOR, trial.TECHNICIAN, INV_2)
            if STAFF_COMMANDS[command].is_offered(life.case, pack=life.policy.pack, reader=actor)
        }

        assert ("agree-plan", "tech-1") in offered
        assert ("agree-plan", "inv-1") not in offered
        assert ("draft-plan", "inv-1") in offered
        assert not {(name, who) for name, who in offered if who == "inv-2"} - {("replace-member", "inv-2")}


class TestDrafts:
    def test_may_come_from_the_handler_who_is_no_member(self) -> None:
        life = ForceLife()
        life.do("assign", trial.LEAD, handler="inv-2", people=(Handler(id="inv-2", department="front"),))

        life.draft(INV_2)

        assert life.force.plan
        assert life.force.plan.voices == ()
        assert life.force.silent == ("inv-1", "tech-1")

    def test_do_not_come_from_others(self) -> None:
        with pytest.raises(NotAllowed, match="for members of the task force"):
            ForceLife().draft(INV_2)

    def test_settle_at_once_where_nobody_else_is_in_it(self) -> None:
        life = ForceLife(people=(FRONT,))

        life.draft()

        assert life.force.settled_at == life.now

    def test_name_remedies_only_with_their_amounts(self) -> None:
        with pytest.raises(NotUnderstood, match="needs amount_fen"):
            ForceLife().draft(remedies=[{"kind": "refund"}])

    def test_are_not_for_those_who_decided_the_last_cycle(self) -> None:
        life = ForceLife()
        life.draft()
        life.agree()
        life.do("respond", trial.INVESTIGATOR, text="No fault was found.", final=True)
        life.say("rate", score=1, solved=False)

        with pytest.raises(NotAllowed, match="last cycle"):
            life.draft()


class TestGate:
    @pytest.mark.parametrize(
        ("command", "fields"),
        [
            ("propose", {"remedies": [{"kind": "apology"}]}),
            ("respond", {"text": "Nothing was found.", "final": True}),
        ],
    )
    def test_holds_back_what_ends_the_investigation_and_says_for_whom(
        self, command: str, fields: dict[str, Any]
    ) -> None:
        life = ForceLife()
        with pytest.raises(NotNow, match="no plan yet"):
            life.do(command, trial.INVESTIGATOR, **fields)
        life.draft()

        with pytest.raises(NotNow, match=r"still to speak: tech-1"):
            life.do(command, trial.INVESTIGATOR, **fields)
        life.agree()
        life.do(command, trial.INVESTIGATOR, **fields)

        assert life.case.stage in {Stage.DECIDING, Stage.RESOLVED}

    def test_never_holds_back_a_word_that_is_not_the_last(self) -> None:
        life = ForceLife()

        life.do("respond", trial.INVESTIGATOR, text="We are on it.", final=False)

        assert life.has(EventKind.RESPONDED)

    def test_lets_a_finding_be_recorded_and_its_remedy_wait_for_the_plan(self) -> None:
        life = ForceLife()
        found(life)
        assert life.case.stage is Stage.INVESTIGATING
        assert not life.has(EventKind.REMEDY_PROPOSED)

        life.draft()
        life.agree()

        [proposed] = life.of(EventKind.REMEDY_PROPOSED)
        assert (proposed.actor, life.case.stage, life.case.total_fen) == ("system", Stage.DECIDING, 1200)

    def test_opens_before_the_finding_too_and_then_the_rules_propose_at_once(self) -> None:
        life = ForceLife()
        life.draft()
        life.dissent()

        found(life)

        assert life.case.stage is Stage.DECIDING

    def test_puts_forward_what_the_plan_itself_names(self) -> None:
        life = ForceLife()
        found(life)
        life.draft(remedies=[{"kind": "compensation", "amount_fen": 300_000, "note": "medical bills"}])

        life.agree()

        [remedy] = life.case.remedies
        assert (remedy.kind, remedy.amount_fen, remedy.note) == ("compensation", 300_000, "medical bills")

    def test_puts_forward_what_a_plan_names_once(self) -> None:
        life = ForceLife()
        found(life)
        life.draft(remedies=[{"kind": "apology"}])
        life.agree()
        life.do("send-back", trial.LEAD)

        found(life)

        assert [(remedy.kind, remedy.counts) for remedy in life.case.remedies] == [("apology", False), ("refund", True)]

    def test_puts_forward_what_a_new_version_names_after_it_was_sent_back(self) -> None:
        life = ForceLife()
        found(life)
        life.draft(remedies=[{"kind": "apology"}])
        life.agree()
        life.do("send-back", trial.LEAD)

        life.draft(remedies=[{"kind": "redo"}])
        life.agree(plan=2)

        assert [(remedy.kind, remedy.counts) for remedy in life.case.remedies] == [("apology", False), ("redo", True)]

    def test_opens_at_the_due_moment_so_that_nobody_blocks_for_ever(self) -> None:
        life = ForceLife()
        found(life)
        life.draft()

        life.pass_time(hours=49)

        [elapsed] = life.of(EventKind.PLAN_ELAPSED)
        assert elapsed.data == {"version": 1, "silent": ["tech-1"]}
        assert life.case.stage is Stage.DECIDING

    def test_stays_open_after_the_due_moment_while_voices_still_count(self) -> None:
        life = ForceLife()
        life.draft()
        life.pass_time(hours=49)

        life.agree()
        life.draft(trial.TECHNICIAN)
        life.do("propose", trial.INVESTIGATOR, remedies=[{"kind": "apology"}])

        assert len(life.of(EventKind.PLAN_ELAPSED)) == 1
        assert life.case.stage is Stage.DECIDING

    def test_closes_again_on_a_new_version(self) -> None:
        life = ForceLife()
        life.draft()
        life.agree()

        life.draft()

        with pytest.raises(NotNow, match="Version 2"):
            life.do("propose", trial.INVESTIGATOR, remedies=[{"kind": "apology"}])

    def test_has_nothing_to_say_in_a_case_without_a_task_force(self) -> None:
        life = ForceLife(flags=())

        found(life)

        assert life.case.stage is Stage.DECIDING


class TestApproval:
    @pytest.mark.parametrize("says", ["agree", "dissent"])
    def test_is_not_for_whoever_spoke_on_the_plan(self, says: str) -> None:
        life = ForceLife(people=(FRONT, TECHNICAL_LEAD))
        life.do("assign", trial.LEAD, handler="inv-2", people=(Handler(id="inv-2", department="front"),))
        life.do("assign", trial.LEAD, department="technical")
        life.draft()
        getattr(life, says)(trial.TECHNICAL_LEAD)
        life.do("record-finding", Actor(role="investigator", id="inv-9", department="technical"), **trial.FINDING)

        with pytest.raises(NotAllowed, match="spoke on the task force's plan"):
            life.do("approve", trial.TECHNICAL_LEAD)
        life.do("approve", trial.MANAGER)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT
