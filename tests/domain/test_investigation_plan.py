"""The plan of an investigation: tasks by kind that open by themselves, and what they bring."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.case_tasks import TaskKind
from domain.changes import Change
from domain.kinds import EventKind, Stage
from domain.refusals import NotUnderstood
from tests import trial
from tests.domain.busy import life_with_task, task_of
from tests.domain.inquiries import put_in
from tests.domain.life import Life
from tests.domain.packs import make_pack
from tests.domain.stages import policy_with

WORDS = {"zh": "查看现场", "en": "Look at the place"}
PLAN: list[dict[str, Any]] = [
    {"kind": "site_visit", "when": "category == 'billing'", "allowance": "PT24H", "title": WORDS},
    {"kind": "cctv", "when": "category == 'fault'", "allowance": "PT2H", "title": WORDS},
    {"kind": "interview", "allowance": {"working_days": 1}, "title": {"zh": "听取说明", "en": "Hear them"}},
]


def planned(**changes: Any) -> Life:
    return Life(policy=policy_with(investigation={"plan": PLAN}), **({"order_number": None} | changes))


class TestPlan:
    def test_opens_a_task_for_each_row_that_holds_for_whoever_owns_the_case(self) -> None:
        life = planned()

        assert [(task.kind, task.assignee, task.because) for task in life.case.tasks] == [
            (TaskKind.SITE_VISIT, None, "plan"),
            (TaskKind.INTERVIEW, None, "plan"),
        ]
        assert [event.actor for event in life.of(EventKind.TASK_OPENED)] == ["system", "system"]
        assert life.rebuilt() == life.case

    def test_gives_each_its_own_time_in_its_own_kind_of_time(self) -> None:
        visit, interview = planned().case.tasks

        assert visit.due_at == trial.MONDAY + timedelta(hours=24)
        assert interview.due_at is not None
        assert (interview.due_at.date() - trial.MONDAY.date()).days == 1

    def test_opens_each_once_a_cycle(self) -> None:
        life = planned()
        life.do("classify", category="fault", kind="lock")
        life.do("respond", trial.MANAGER, text="No.", final=True)

        life.say("appeal", reason="unheard")

        assert [task.key for task in life.case.tasks] == ["plan/1/1", "plan/1/3", "plan/1/2", "plan/2/2", "plan/2/3"]

    def test_opens_nothing_under_a_pack_without_one(self) -> None:
        assert Life().case.tasks == ()

    def test_begins_anew_when_a_complaint_turns_out_to_be_in_scope(self) -> None:
        life = planned()
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")

        life.say("contest", reason="it is yours")

        assert life.case.stage is Stage.INVESTIGATING
        assert [task.key for task in life.case.open_tasks] == ["plan/2/1", "plan/2/3"]

    def test_has_nothing_of_a_complaint_that_is_settled_from_records_at_once(self) -> None:
        life = Life(policy=policy_with(investigation={"plan": [PLAN[2] | {"when": "overcharged_fen > 0"}]}))

        life.records(trial.record())

        assert life.case.straight_through
        assert life.case.tasks == ()

    @pytest.mark.parametrize(
        ("wrong", "place"),
        [
            ({"kind": "seance"}, "investigation.plan.0.kind"),
            ({"when": "weather == 'fine'"}, "investigation.plan.0.when"),
            ({"allowance": "soon"}, "investigation.plan.0.allowance"),
            ({"title": "Look"}, "investigation.plan.0.title"),
        ],
    )
    def test_is_refused_by_row_and_key(self, wrong: dict[str, Any], place: str) -> None:
        with pytest.raises(ValidationError) as refused:
            make_pack(investigation={"plan": [PLAN[0] | wrong]})

        assert ".".join(map(str, refused.value.errors()[0]["loc"])).startswith(place)


class TestRowThatHoldsLater:
    def test_opens_when_the_case_is_classified_anew_with_its_time_from_there(self) -> None:
        life = planned()
        life.pass_time(hours=3)

        life.do("classify", category="fault", kind="lock")

        assert [task.key for task in life.case.open_tasks] == ["plan/1/1", "plan/1/3", "plan/1/2"]
        assert life.case.open_tasks[-1].due_at == trial.MONDAY + timedelta(hours=5)
        assert life.of(EventKind.TASK_OPENED)[-1].actor == "system"
        assert life.rebuilt() == life.case

    def test_opens_once_a_cycle_however_often_it_comes_to_hold(self) -> None:
        life = planned()
        life.do("classify", category="fault", kind="lock")
        life.do("complete-task", trial.TECHNICIAN, task="T3", result="Nothing to be seen.")

        life.do("classify", trial.TECHNICIAN, category="billing", kind="overcharge")
        life.do("classify", category="fault", kind="lock")

        assert [task.key for task in life.case.tasks] == ["plan/1/1", "plan/1/3", "plan/1/2"]

    def test_opens_when_the_case_is_graded_by_hand(self) -> None:
        life = planned_at_level_3()

        life.do("grade", trial.LEAD, level=3, reason="It burned.")

        assert keys(life) == ["plan/1/1"]

    def test_opens_when_a_red_alert_grades_the_case(self) -> None:
        life = planned_at_level_3("urgency == 'critical'")

        life.do("raise-alert", reason="It burned.")

        assert keys(life) == ["plan/1/1"]

    def test_waits_until_the_case_is_investigated_again(self) -> None:
        life = planned_at_level_3()
        life.do("record-finding", **trial.FINDING)
        life.do("grade", trial.LEAD, level=3, reason="It burned.")
        assert life.case.tasks == ()

        life.do("send-back", trial.LEAD, note="Look at the place.")

        assert keys(life) == ["plan/1/1"]

    def test_opens_when_a_refused_remedy_takes_the_case_up_a_level(self) -> None:
        life = planned_at_level_3("level >= 2")
        life.do("record-finding", **trial.FINDING)
        life.do("approve", trial.LEAD)

        life.say("refuse", reason="too little")

        assert life.case.stage is Stage.INVESTIGATING
        assert keys(life) == ["plan/1/1"]

    def test_opens_when_the_records_say_so(self) -> None:
        life = Life(
            policy=policy_with(
                investigation={"plan": [PLAN[0] | {"when": "overcharged_fen > 0"}]}, straight_through=None
            )
        )
        assert life.case.tasks == ()

        life.records(trial.record())

        assert keys(life) == ["plan/1/1"]

    def test_opens_nothing_when_nothing_came_to_hold(self) -> None:
        life = planned()

        life.do("grade", trial.LEAD, level=3, reason="It burned.")
        life.pass_time(hours=72)

        assert keys(life) == ["plan/1/1", "plan/1/3"]

    def test_opens_nothing_in_a_case_that_decided_before(self) -> None:
        life = Life(
            policy=policy_with(investigation={"plan": PLAN}),
            order_number=None,
            follows=set(Change) - {Change.ROWS_HOLD_LATER},
        )

        life.do("classify", category="fault", kind="lock")

        assert keys(life) == ["plan/1/1", "plan/1/3"]


def planned_at_level_3(when: str = "level == 3") -> Life:
    """A case below level 3 under a pack that has somebody look at the place from there on."""
    plan = [PLAN[0] | {"when": when}]
    return Life(policy=policy_with(investigation={"plan": plan}), order_number=None)


def keys(life: Life) -> list[str]:
    return [task.key for task in life.case.tasks]


class TestTaskOfAKind:
    def test_says_its_kind_in_the_open(self) -> None:
        life = Life(order_number=None)

        life.do("open-task", title="Ask the driver", kind="interview")

        assert life.of(EventKind.TASK_OPENED)[0].data["kind"] == "interview"
        assert task_of(life).kind is TaskKind.INTERVIEW

    def test_refuses_a_kind_that_there_is_not(self) -> None:
        with pytest.raises(NotUnderstood, match="kind: "):
            Life(order_number=None).do("open-task", title="Ask", kind="seance")

    def test_brings_evidence_of_the_case(self) -> None:
        life = life_with_task()
        put_in(life, "photo-1")

        life.do("complete-task", task="T1", result="Here it is.", evidence=["photo-1"])

        assert life.of(EventKind.TASK_DONE)[0].data == {"task": "T1", "evidence": ["photo-1"]}
        assert (task_of(life).result, task_of(life).evidence) == ("Here it is.", ("photo-1",))

    def test_brings_none_that_the_case_does_not_have(self) -> None:
        life = life_with_task()

        with pytest.raises(NotUnderstood, match="evidence: this case has no evidence 'photo-9'"):
            life.do("complete-task", task="T1", result="Here it is.", evidence=["photo-9"])

        assert task_of(life).is_open
