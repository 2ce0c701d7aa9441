"""The task force: formed by itself in a grave case, of people who are there, with tasks that run in parallel (D3)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.case import Handler
from domain.duty import Absence, Person
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.notice_needs import is_needed
from domain.notices import Addressed
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.force import (
    AS_TECH_2,
    BOSS,
    FRONT,
    PEOPLE,
    RULE,
    TECH_2,
    TECHNICAL,
    TECHNICAL_LEAD,
    ForceLife,
    force_policy,
)
from tests.domain.life import Life

INV_2 = Actor(role="investigator", id="inv-2", department="front", rung="handler")


def meeting(life: Life, **changes: Any) -> dict[str, Any]:
    return {"held_at": life.now.isoformat(), "attended": ["inv-1", "tech-1"], "minutes": "We agreed to test."} | changes


def away(person: Person, deputy: str | None = None) -> Person:
    absence = Absence(begins_at=trial.MONDAY, ends_at=trial.MONDAY + timedelta(days=9), deputy=deputy)
    return person.model_copy(update={"absences": (absence,)})


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

    def test_waits_while_the_case_is_not_investigated(self) -> None:
        life = ForceLife(flags=())
        life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)
        life.do("grade", trial.LEAD, level=3, reason="grave")
        assert life.case.task_force is None

        life.do("send-back", trial.LEAD)

        assert life.force.members == ("inv-1", "tech-1")


RULE_FOR_ALL: dict[str, Any] = {"when": "true", "plan": "PT48H", "members": [{"department": "front"}]}


class TestSeating:
    def test_takes_whoever_is_there(self) -> None:
        tech_2 = TECHNICAL.model_copy(update={"id": "tech-2"})

        assert ForceLife(people=(FRONT, away(TECHNICAL), tech_2)).force.members == ("inv-1", "tech-2")

    def test_takes_the_deputy_of_whoever_is_away(self) -> None:
        [_, technical] = ForceLife(people=(FRONT, away(TECHNICAL, deputy="inv-1"))).force.seats

        assert (technical.staff, technical.deputy_of) == ("inv-1", "tech-1")

    def test_goes_up_the_ladder_where_a_department_has_nobody_and_says_so(self) -> None:
        [_, technical] = ForceLife(people=(FRONT, TECHNICAL_LEAD, BOSS)).force.seats

        assert (technical.staff, technical.rung, technical.passed_over) == ("lead-2", "team_lead", ("handler",))

    def test_leaves_a_place_open_where_nobody_is_there_at_all(self) -> None:
        life = ForceLife(people=(FRONT,))

        assert life.seats() == [("front", "inv-1", "handler"), ("technical", "", "")]
        assert [(task.id, task.assignee) for task in life.case.tasks] == [("T1", None), ("T2", "inv-1"), ("T3", None)]

    def test_passes_over_whoever_works_on_no_cases(self) -> None:
        clerk = TECHNICAL.model_copy(update={"id": "clerk-2", "role": "clerk"})

        assert ForceLife(people=(FRONT, clerk, TECHNICAL)).force.members == ("inv-1", "tech-1")

    def test_seats_others_in_a_new_cycle_and_cancels_what_the_first_left_open(self) -> None:
        inv_2 = FRONT.model_copy(update={"id": "inv-2"})
        life = ForceLife(people=(*PEOPLE, inv_2))
        life.draft()
        life.agree()
        life.do("respond", trial.INVESTIGATOR, text="No fault was found.", final=True)

        life.say("rate", score=1, solved=False)

        assert life.case.cycle == 2
        assert life.seats() == [("front", "inv-2", "handler"), ("technical", "lead-2", "team_lead")]
        assert [task.assignee for task in life.case.open_tasks] == [None, "inv-2", "lead-2"]
        assert [force.cycle for force in life.case.task_forces] == [1, 2]


class TestReplacing:
    def test_gives_place_and_open_tasks_to_somebody_else(self) -> None:
        life = ForceLife()

        life.do("replace-member", trial.LEAD, people=(AS_TECH_2,), department="technical", by="tech-2")

        assert life.force.members == ("inv-1", "tech-2")
        assert life.case.tasks[2].assignee == "tech-2"

    def test_fills_an_open_place(self) -> None:
        life = ForceLife(people=(FRONT,))

        life.do("replace-member", trial.LEAD, people=(AS_TECH_2,), department="technical", by="tech-2")

        assert life.force.members == ("inv-1", "tech-2")

    def test_takes_the_voice_with_it_and_settles_where_all_others_spoke(self) -> None:
        life = ForceLife(people=(FRONT, TECHNICAL))
        life.draft()
        assert life.force.silent == ("tech-1",)

        life.do("replace-member", trial.LEAD, people=(AS_TECH_2,), department="technical", by="tech-2")
        assert life.force.silent == ("tech-2",)
        inv_1 = Handler(id="inv-1", department=None)
        life.do("replace-member", trial.LEAD, people=(inv_1,), department="technical", by="inv-1")

        assert life.force.settled_at == life.now

    @pytest.mark.parametrize(
        ("fields", "people", "error", "words"),
        [
            ({"department": "legal", "by": "tech-2"}, (AS_TECH_2,), NotUnderstood, "is made of front, technical"),
            ({"department": "technical", "by": "tech-9"}, (), NotUnderstood, "no active member of staff"),
            ({"department": "front", "by": "tech-2"}, (AS_TECH_2,), NotUnderstood, "does not belong to"),
            (
                {"department": "technical", "by": "tech-1"},
                (Handler(id="tech-1", department="technical"),),
                NotNow,
                "sits in that place already",
            ),
        ],
    )
    def test_is_refused_in_words(
        self, fields: dict[str, Any], people: tuple[Handler, ...], error: type[Exception], words: str
    ) -> None:
        with pytest.raises(error, match=words):
            ForceLife().do("replace-member", trial.LEAD, people=people, **fields)

    def test_is_for_team_leads(self) -> None:
        with pytest.raises(NotAllowed):
            ForceLife().do("replace-member", trial.INVESTIGATOR, department="technical", by="tech-2")

    def test_needs_a_task_force(self) -> None:
        with pytest.raises(NotNow, match="no task force"):
            ForceLife(flags=()).do(
                "replace-member", trial.LEAD, people=(AS_TECH_2,), department="technical", by="tech-2"
            )

    def test_keeps_out_who_decided_the_last_cycle(self) -> None:
        life = ForceLife()
        life.draft()
        life.agree()
        life.do("respond", trial.INVESTIGATOR, text="No fault was found.", final=True)
        life.say("rate", score=1, solved=False)

        with pytest.raises(NotUnderstood, match="took part in the last cycle"):
            life.do(
                "replace-member",
                trial.LEAD,
                people=(Handler(id="tech-1", department="technical"),),
                department="technical",
                by="tech-1",
            )


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
