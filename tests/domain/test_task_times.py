"""Due times of tasks: reminded of at instants that nothing moves, handed over with the case, cancelled at its end."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.case import Handler
from domain.instant import JUST_AFTER
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed
from tests import trial
from tests.domain.busy import COLLEAGUE, HOUR, life_with_task, task_of
from tests.domain.life import Life
from tests.domain.stages import closed, life_in, policy_with, resolved


def reminders(life: Life) -> list[tuple[timedelta, int]]:
    """When it was reminded of, since the case came in, and with which number."""
    return [(event.at - trial.MONDAY, event.data["occurrence"]) for event in life.of(EventKind.TASK_REMINDED)]


class TestReminding:
    def test_begins_just_after_the_due_moment_and_goes_on_at_the_interval_of_the_ladder(self) -> None:
        life = life_with_task()

        life.pass_time(hours=5, minutes=30)

        assert reminders(life) == [(3 * HOUR + JUST_AFTER, 1), (4 * HOUR, 2), (5 * HOUR, 3)]
        assert task_of(life).is_overdue

    def test_does_not_begin_where_the_task_is_done_in_the_very_instant_it_is_due(self) -> None:
        life = life_with_task()
        life.pass_time(hours=3)

        life.do("complete-task", task="T1", result="just in time")
        life.pass_time(hours=5)

        assert reminders(life) == []

    def test_happens_once_after_an_outage_with_the_number_reached(self) -> None:
        life = life_with_task()

        life.sleep(hours=7, minutes=30)
        life.pass_time(minutes=30)

        assert reminders(life) == [(7 * HOUR + HOUR / 2, 5), (8 * HOUR, 6)]

    def test_goes_on_in_a_resolved_case_until_that_is_closed(self) -> None:
        life = life_with_task()
        resolved(life)

        life.pass_time(hours=4, minutes=30)
        life.do("close", trial.LEAD, reason="answered")
        life.pass_time(hours=5)

        assert [occurrence for _, occurrence in reminders(life)] == [1, 2]

    def test_counts_each_task_by_itself(self) -> None:
        life = life_with_task()
        life.do("open-task", title="Ask", due_at=(life.now + 4 * HOUR).isoformat())

        life.pass_time(hours=4, minutes=30)

        told = [(event.data["task"], event.data["occurrence"]) for event in life.of(EventKind.TASK_REMINDED)]
        assert told == [("T1", 1), ("T1", 2), ("T2", 1)]

    def test_is_the_same_when_the_case_is_made_anew_from_its_events(self) -> None:
        life = life_with_task(assignee="agent-2")
        life.pass_time(hours=4)
        life.say("withdraw")

        assert life.rebuilt() == life.case


def answered_and_appealed(life: Life) -> None:
    resolved(life)
    life.pass_time(minutes=30)
    life.say("appeal", reason="unheard")


def asked_and_answered(life: Life) -> None:
    life.do("ask", of="complainant", text="Which one?")
    life.pass_time(hours=1)
    life.say("reply", text="That one.")


MOVERS: dict[str, Callable[[Life], object]] = {
    "graded": lambda life: life.do("grade", trial.LEAD, level=2, urgency="critical", reason="on reflection"),
    "paused": lambda life: life.do("ask", of="complainant", text="Which one?"),
    "resumed": asked_and_answered,
    "classified": lambda life: life.do("classify", trial.MANAGER, category="fault", kind="lock"),
    "another department": lambda life: life.do("assign", trial.LEAD, department="technical"),
    "resolved": resolved,
    "reopened": answered_and_appealed,
    "escalated": lambda life: life.do("escalate", to="senior_management"),
    "another task": lambda life: life.do("open-task", title="b", due_at=(life.now + 100 * HOUR).isoformat()),
}


class TestAnotherDepartment:
    def test_takes_open_tasks_over_for_whoever_owns_the_case_there(self) -> None:
        life = life_with_task(assignee="agent-2")
        life.do("open-task", title="Ask the site", assignee="agent-2", people=(COLLEAGUE,))
        life.do("complete-task", trial.OTHER_AGENT, task="T1", result="done")

        life.do("assign", trial.LEAD, department="technical")

        assert [task.assignee for task in life.case.tasks] == ["agent-2", None]
        with pytest.raises(NotAllowed, match="belongs to technical"):
            life.do("complete-task", trial.OTHER_AGENT, task="T2", result="done")
        life.do("complete-task", trial.TECHNICIAN, task="T2", result="done")

    def test_is_no_other_one_where_only_the_handler_changes(self) -> None:
        life = life_with_task(assignee="agent-2")

        life.do("assign", handler="agent-1", people=(Handler(id="agent-1", department="front"),))

        assert task_of(life).assignee == "agent-2"


class TestDueTime:
    @pytest.mark.parametrize("reopen", ["restart", "resume"])
    @pytest.mark.parametrize("mover", MOVERS)
    def test_a_manual_due_time_is_not_moved_by_something_else(self, mover: str, reopen: str) -> None:
        """Named case: a manual due time moved by something else."""
        life = life_with_task(policy=policy_with(reopen=reopen))
        life.pass_time(minutes=10)

        MOVERS[mover](life)
        life.pass_time(hours=4)

        assert life.case.tasks[0].due_at == trial.MONDAY + 3 * HOUR
        assert reminders(life)[0] == (3 * HOUR + JUST_AFTER, 1)

    def test_stays_after_one_thousand_re_gradings(self) -> None:
        life = life_with_task()

        for number in range(1_000):
            life.do("grade", trial.LEAD, level=1 + number % 2, reason="on reflection")
        life.pass_time(hours=3, minutes=1)

        assert reminders(life) == [(3 * HOUR + JUST_AFTER, 1)]


def closed_by_silence(life: Life) -> None:
    resolved(life)
    life.pass_time(days=8)


ENDINGS: dict[str, Callable[[Life], object]] = {
    "declined": lambda life: life.do("decline", trial.LEAD, reason="not ours", referral="the city"),
    "withdrawn": lambda life: life.say("withdraw"),
    "closed": closed,
    "closed by silence": closed_by_silence,
}


class TestEndings:
    @pytest.mark.parametrize("ending", ENDINGS)
    def test_cancel_what_is_open_and_say_so(self, ending: str) -> None:
        life = life_with_task(hours=24 * 20)
        life.do("open-task", title="done before")
        life.do("complete-task", task="T2", result="done")

        ENDINGS[ending](life)
        life.pass_time(days=40)

        assert [event.data for event in life.of(EventKind.TASK_CANCELLED)] == [{"task": "T1"}]
        assert [bool(task.cancelled_at) for task in life.case.tasks] == [True, False]
        assert reminders(life) == []

    def test_are_none_where_a_withdrawn_case_goes_on_for_its_red_alert(self) -> None:
        life = Life(order_number=None, reading=trial.FIRE)
        life.do("open-task", trial.TECHNICIAN, title="Fetch the bike")

        life.say("withdraw")

        assert len(life.case.open_tasks) == 1

    def test_let_a_task_that_is_opened_after_declining_be_reminded_of(self) -> None:
        life = life_in(Stage.DECLINED)

        life.do("open-task", title="Write the letter", due_at=(life.now + HOUR).isoformat())
        life.pass_time(hours=1, minutes=1)
        life.pass_time(days=40)

        assert reminders(life)[0] == (HOUR + JUST_AFTER, 1)
        assert task_of(life).cancelled_at
