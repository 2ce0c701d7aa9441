"""Tasks beside the stages: opened by people and by the system, and done."""

from datetime import datetime
from typing import Any

import pytest

from domain import tasks
from domain.case import Handler
from domain.command import parse
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.registry import STAFF_COMMANDS
from domain.step import Step
from domain.words import Words
from tests import trial
from tests.domain.busy import COLLEAGUE, HOUR, life_with_task, task_of
from tests.domain.life import Life
from tests.domain.stages import life_in

TECHNICIAN = Handler(id="tech-1", department="technical")
CALL = Words(zh="请电话告知投诉人", en="Tell the complainant by telephone")
KEY = "RD-TEST/1/acknowledged"


def open_by_system(life: Life, *, key: str = KEY, due_at: datetime | None = None) -> None:
    """Let the system open a task, as it does where a notice could not be delivered."""
    step = Step(case=life.case, policy=life.policy, at=life.now)
    tasks.open_for_a_person(step, title=CALL, because="notice_failed", key=key, due_at=due_at)
    life.case = step.case
    life.events += step.events


class TestOpening:
    def test_puts_whose_it_is_and_when_it_is_due_in_the_open_and_the_words_in_private(self) -> None:
        life = life_with_task(assignee="agent-2")

        [opened] = life.of(EventKind.TASK_OPENED)
        due_at = trial.MONDAY + 3 * HOUR
        assert opened.actor == "staff:agent-1"
        assert opened.data == {"task": "T1", "assignee": "agent-2", "due_at": due_at.isoformat()}
        assert opened.private == {"title": "Look at the meter"}
        assert (task_of(life).assignee, task_of(life).due_at) == ("agent-2", due_at)

    def test_counts_within_the_case_and_leaves_others_open(self) -> None:
        life = life_with_task()
        life.do("complete-task", task="T1", result="done")

        life.do("open-task", title="Ask the site")
        life.do("open-task", title="Ask the driver")

        assert [task.id for task in life.case.tasks] == ["T1", "T2", "T3"]
        assert [task.id for task in life.case.open_tasks] == ["T2", "T3"]

    def test_needs_neither_somebody_nor_a_due_time(self) -> None:
        life = life_with_task(hours=None)

        life.pass_time(hours=100)

        assert (task_of(life).assignee, task_of(life).due_at) == (None, None)
        assert life.of(EventKind.TASK_REMINDED) == []

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"assignee": "nobody-1"}, "assignee: no active member of staff 'nobody-1'"),
            ({"assignee": ""}, "assignee: no active member of staff ''"),
            ({"assignee": "tech-1"}, "assignee: 'tech-1' does not belong to 'front'"),
            ({"due_at": (trial.MONDAY - HOUR).isoformat()}, "due_at: must lie in the future"),
            ({"due_at": trial.MONDAY.isoformat()}, "due_at: must lie in the future"),
            ({"due_at": "2026-03-02T18:00:00"}, "due_at: .*with an offset"),
            ({"due_at": 1_772_445_600}, "due_at: .*with an offset"),
            ({"due_at": "2026-02-29T18:00:00Z"}, "due_at: .*no such time"),
            ({"title": "a\x00b"}, "title: .*NUL"),
            ({"title": "  "}, "title: "),
            ({"title": "x" * 201}, "title: "),
            ({"what": "by its name inside"}, "what: "),
        ],
    )
    def test_refuses_what_makes_no_sense_and_changes_nothing(self, fields: dict[str, Any], words: str) -> None:
        life = Life(order_number=None)
        before = life.case

        with pytest.raises(NotUnderstood, match=words):
            life.do("open-task", people=(TECHNICIAN,), **({"title": "Look"} | fields))

        assert life.case == before

    def test_needs_a_title(self) -> None:
        with pytest.raises(NotUnderstood, match="title: "):
            parse(STAFF_COMMANDS["open-task"], {})


class TestCompleting:
    def test_keeps_the_result_in_private_and_ends_the_reminders(self) -> None:
        life = life_with_task()
        life.pass_time(hours=3, minutes=30)

        life.do("complete-task", task="T1", result="The meter ran on.")
        life.pass_time(hours=5)

        [done] = life.of(EventKind.TASK_DONE)
        assert (done.data, done.private) == ({"task": "T1"}, {"result": "The meter ran on."})
        assert task_of(life).done_at == done.at
        assert not task_of(life).is_overdue
        assert len(life.of(EventKind.TASK_REMINDED)) == 1

    def test_is_refused_twice(self) -> None:
        life = life_with_task()
        life.do("complete-task", task="T1", result="done")

        with pytest.raises(NotNow, match="T1 is done already"):
            life.do("complete-task", trial.LEAD, task="T1", result="done")

    def test_is_refused_for_a_task_that_there_is_not(self) -> None:
        with pytest.raises(NotUnderstood, match="this case has no task 'T2'"):
            life_with_task().do("complete-task", task="T2", result="done")

    def test_is_refused_for_a_task_that_went_with_the_case(self) -> None:
        life = life_with_task()
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")

        with pytest.raises(NotNow, match="T1 was cancelled"):
            life.do("complete-task", task="T1", result="done")

    def test_is_for_whose_task_it_is_and_for_leads(self) -> None:
        life = life_with_task(assignee="agent-2")
        life.do("open-task", title="Ask the site", assignee="agent-2", people=(COLLEAGUE,))

        with pytest.raises(NotAllowed, match="T1 is for 'agent-2'"):
            life.do("complete-task", trial.AGENT, task="T1", result="done")
        life.do("complete-task", trial.OTHER_AGENT, task="T1", result="done")
        life.do("complete-task", trial.LEAD, task="T2", result="done")

        assert not life.case.open_tasks

    @pytest.mark.parametrize("actor", [trial.OTHER_AGENT, trial.INVESTIGATOR, trial.LEAD, trial.MANAGER])
    def test_is_for_anybody_of_the_department_where_it_is_nobody_s(self, actor: Actor) -> None:
        life = life_with_task()

        life.do("complete-task", actor, task="T1", result="done")

        assert task_of(life).done_at

    def test_is_left_to_an_agent_whose_case_became_grave_meanwhile(self) -> None:
        life = life_with_task(assignee="agent-2")
        life.do("grade", trial.LEAD, level=3, reason="grave")

        with pytest.raises(NotAllowed, match="level-3"):
            life.do("open-task", trial.OTHER_AGENT, title="Another")
        life.do("complete-task", trial.OTHER_AGENT, task="T1", result="done")

        assert task_of(life).done_at

    def test_is_offered_where_the_reader_can_complete_something(self) -> None:
        def offered(life: Life, reader: Actor) -> bool:
            return STAFF_COMMANDS["complete-task"].is_offered(life.case, pack=life.policy.pack, reader=reader)

        life = life_with_task(assignee="agent-2")

        assert not offered(Life(), trial.LEAD)
        readers = (trial.AGENT, trial.OTHER_AGENT, trial.LEAD)
        assert [offered(life, reader) for reader in readers] == [False, True, True]
        life.do("complete-task", trial.LEAD, task="T1", result="done")
        assert not offered(life, trial.LEAD)


class TestTaskOfTheSystem:
    def test_says_why_it_was_opened_and_is_for_whoever_owns_the_case(self) -> None:
        life = Life(order_number=None)

        open_by_system(life, due_at=life.now + HOUR)

        [opened] = life.of(EventKind.TASK_OPENED)
        assert opened.actor == "system"
        assert (opened.data["because"], opened.data["key"]) == ("notice_failed", KEY)
        assert (task_of(life).title, task_of(life).assignee, task_of(life).because) == (CALL, None, "notice_failed")
        assert life.rebuilt() == life.case

    def test_is_opened_once_for_one_key_also_after_it_was_done(self) -> None:
        life = Life(order_number=None)
        open_by_system(life)
        life.do("complete-task", task="T1", result="called")

        open_by_system(life)
        open_by_system(life, key="RD-TEST/1/another")

        assert [task.key for task in life.case.tasks] == [KEY, "RD-TEST/1/another"]

    @pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.WITHDRAWN])
    def test_is_not_opened_where_nobody_could_do_it_any_more(self, stage: Stage) -> None:
        life = life_in(stage)

        open_by_system(life)

        assert not life.case.tasks


class TestErasure:
    def test_leaves_the_task_without_its_words(self) -> None:
        life = life_with_task()

        life.events = [
            event.model_copy(update={"private": {}}) if event.sequence > 1 else event for event in life.events
        ]

        [task] = life.rebuilt().tasks
        assert (task.id, task.title) == ("T1", None)
