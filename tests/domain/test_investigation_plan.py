"""The plan of an investigation: tasks by kind that open by themselves, and what they bring."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.kinds import EventKind, Stage, TaskKind
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

        assert [task.kind for task in life.case.tasks] == [
            TaskKind.SITE_VISIT,
            TaskKind.INTERVIEW,
            TaskKind.CCTV,
            TaskKind.INTERVIEW,
        ]

    def test_opens_nothing_under_a_pack_without_one(self) -> None:
        assert Life().case.tasks == ()

    def test_begins_anew_when_a_complaint_turns_out_to_be_in_scope(self) -> None:
        life = planned()
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")

        life.say("contest", reason="it is yours")

        assert life.case.stage is Stage.INVESTIGATING
        assert [task.key for task in life.case.open_tasks] == ["plan/2/1", "plan/2/3"]

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
