"""The task force: formed by itself in a grave case, of people who are there, with tasks that run in parallel (D3)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.notice_needs import is_needed
from domain.notices import Addressed
from domain.refusals import NotAllowed, NotUnderstood
from tests import trial
from tests.domain.force import (
    AS_TECH_2,
    FRONT,
    RULE,
    TECH_2,
    TECHNICAL_LEAD,
    ForceLife,
    force_policy,
)
from tests.domain.life import Life

INV_2 = Actor(role="investigator", id="inv-2", department="front", rung="handler")


def meeting(life: Life, **changes: Any) -> dict[str, Any]:
    return {"held_at": life.now.isoformat(), "attended": ["inv-1", "tech-1"], "minutes": "We agreed to test."} | changes


class TestForming:
    def test_happens_at_intake_with_the_tasks_of_each_department(self) -> None:
        life = ForceLife()

        assert life.seats() == [("front", "inv-1", "handler"), ("technical", "tech-1", "handler")]
        assert [(t.id, t.assignee, t.seat, t.done_by) for t in life.case.tasks] == [
            ("T1", None, "", "record-meeting"),
            ("T2", "inv-1", "front", ""),
            ("T3", "tech-1", "technical", ""),
        ]
        assert [t.due_at for t in life.case.tasks] == [trial.MONDAY + timedelta(hours=h) for h in (24, 12, 24)]
        assert life.force.plan_due_at == trial.MONDAY + timedelta(hours=48)

    def test_is_rebuilt_from_what_was_written(self) -> None:
        life = ForceLife()
        life.draft()
        life.agree()

        assert life.rebuilt() == life.case

    def test_does_not_happen_below_the_pack_s_level_or_without_the_key(self) -> None:
        assert ForceLife(flags=()).case.task_force is None
        assert ForceLife(policy=trial.policy()).case.task_force is None

    def test_happens_in_the_step_in_which_the_case_becomes_grave(self) -> None:
        life = ForceLife(flags=())

        life.do("grade", trial.LEAD, level=3, reason="graver than it looked")

        assert life.force.members == ("inv-1", "tech-1")
        kinds = [event.kind for event in life.events]
        assert kinds.index(EventKind.TASK_FORCE_FORMED) > kinds.index(EventKind.GRADED)

    def test_happens_after_a_red_alert_in_a_reply(self) -> None:
        life = ForceLife(policy=force_policy(task_force=RULE | {"when": "red_alert"}), flags=())
        assert life.case.task_force is None

        life.say("reply", text="It is on fire", alarming=("fire",))

        assert life.force.members == ("inv-1", "tech-1")

    def test_happens_once_a_cycle_and_lasts_when_the_level_falls(self) -> None:
        life = ForceLife()
        life.do("grade", trial.LEAD, level=1, reason="not so grave")
        life.do("grade", trial.LEAD, level=3, reason="grave after all")

        assert len(life.of(EventKind.TASK_FORCE_FORMED)) == 1
        assert life.force.members == ("inv-1", "tech-1")

    def test_keeps_a_case_from_going_straight_through(self) -> None:
        life = ForceLife(policy=force_policy(task_force=RULE_FOR_ALL), order_number="ORDER-1", flags=())

        life.records(trial.record())

        assert life.case.stage is Stage.INVESTIGATING

    def test_happens_when_a_newer_version_of_the_pack_asks_for_it(self) -> None:
        life = ForceLife(policy=trial.policy())
        newer = force_policy(version=trial.policy().pack.version + 1)

        life.migrate(newer)

        assert life.force.members == ("inv-1", "tech-1")

    def test_waits_while_the_case_is_not_investigated(self) -> None:
        life = ForceLife(flags=())
        life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)
        life.do("grade", trial.LEAD, level=3, reason="grave")
        assert life.case.task_force is None

        life.do("send-back", trial.LEAD)

        assert life.force.members == ("inv-1", "tech-1")


RULE_FOR_ALL: dict[str, Any] = {"when": "true", "plan": "PT48H", "members": [{"department": "front"}]}


class TestTasks:
    def test_are_done_by_members_of_other_departments(self) -> None:
        life = ForceLife()

        life.do("complete-task", trial.TECHNICIAN, task="T3", result="The battery was faulty.")

        assert life.case.tasks[2].result == "The battery was faulty."

    def test_of_others_are_not_done_by_a_lead_of_another_department(self) -> None:
        life = ForceLife(people=(FRONT, TECHNICAL_LEAD))

        with pytest.raises(NotAllowed, match="is for 'inv-1'"):
            life.do("complete-task", trial.TECHNICAL_LEAD, task="T2", result="I did it.")

    @pytest.mark.parametrize("command", ["note", "respond", "record-finding", "assign", "open-task"])
    def test_are_all_that_a_member_of_another_department_may_act_on(self, command: str) -> None:
        fields: dict[str, dict[str, Any]] = {
            "note": {"text": "hello"},
            "respond": {"text": "hello", "final": False},
            "record-finding": trial.FINDING,
            "assign": {"handler": "lead-2"},
            "open-task": {"title": "More."},
        }
        life = ForceLife(people=(FRONT, TECHNICAL_LEAD))

        with pytest.raises(NotAllowed, match="belongs to front"):
            life.do(command, trial.TECHNICAL_LEAD, **fields[command])

    def test_stay_with_the_task_force_when_the_case_goes_to_another_department(self) -> None:
        life = ForceLife()

        life.do("assign", trial.LEAD, department="technical")

        assert [task.assignee for task in life.case.tasks] == [None, "inv-1", "tech-1"]

    def test_are_reminded_of_to_whoever_they_are_for(self) -> None:
        life = ForceLife()

        life.pass_time(hours=25)

        to = {o.to.staff for o in life.owed if o.notice.what is EventKind.TASK_REMINDED and o.notice.subject == "T3"}
        assert to == {"tech-1"}


class TestMeetings:
    def test_are_on_record_with_minutes_that_are_sealed(self) -> None:
        life = ForceLife()
        life.pass_time(hours=1)

        life.do("record-meeting", trial.TECHNICIAN, **meeting(life))

        [recorded] = life.of(EventKind.MEETING_RECORDED)
        assert recorded.private == {"minutes": "We agreed to test."}
        assert recorded.data["attended"] == ["inv-1", "tech-1"]
        assert life.force.meetings[0].minutes == "We agreed to test."
        assert life.case.tasks[0].done_at == life.now

    def test_may_have_others_of_the_staff(self) -> None:
        life = ForceLife()

        life.do("record-meeting", trial.INVESTIGATOR, people=(AS_TECH_2,), **meeting(life, attended=["tech-2"]))

        assert life.force.meetings[0].attended == ("tech-2",)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"held_at": "2026-03-02T09:00:00Z"}, "cannot lie in the future"),
            ({"held_at": "2026-03-01T09:00:00Z"}, "had not come in"),
            ({"attended": ["nobody"]}, "no active member of staff 'nobody'"),
            ({"attended": ["inv-1", "inv-1"]}, "stands here twice"),
        ],
    )
    def test_are_refused_in_words(self, changes: dict[str, Any], words: str) -> None:
        life = ForceLife()

        with pytest.raises(NotUnderstood, match=words):
            life.do("record-meeting", trial.INVESTIGATOR, **meeting(life, **changes))

    def test_are_recorded_by_members_and_the_handler_only(self) -> None:
        life = ForceLife()

        with pytest.raises(NotAllowed, match="for members of the task force"):
            life.do("record-meeting", INV_2, **meeting(life))
        with pytest.raises(NotAllowed, match="belongs to front"):
            life.do("record-meeting", TECH_2, **meeting(life))


class TestNotices:
    def test_tell_the_members_once_of_the_forming_and_of_their_tasks(self) -> None:
        life = ForceLife()

        seats = [owed for owed in life.owed if owed.to.seats]
        assert [owed.notice.what for owed in seats] == [EventKind.TASK_FORCE_FORMED]
        assert [o.notice.subject for o in life.owed if o.notice.what is EventKind.TASK_OPENED] == ["T1"]

    def test_ask_members_who_have_not_spoken_until_they_have(self) -> None:
        life = ForceLife()
        life.draft()
        [owed] = [owed for owed in life.owed if owed.notice.what is EventKind.PLAN_DRAFTED]
        told = Addressed(notice=owed.notice, receiver="staff:tech-1")

        assert owed.to.staff == "tech-1"
        assert is_needed(told, life.case)
        life.agree()
        assert not is_needed(told, life.case)

    def test_warn_members_of_the_milestone_that_a_proposal_meets(self) -> None:
        rows = [{"name": "plan_ready", "allowance": "PT48H", "met_by": ["remedy_proposed"], "warn_at": [0.5]}]
        life = ForceLife(policy=force_policy(milestones=rows))

        life.pass_time(hours=25)

        assert {o.to.staff for o in life.owed if o.notice.what is EventKind.WARNED} == {"", "inv-1", "tech-1"}
