"""Tasks on the real engine: a due time that nothing moves, one reminder after an outage's worth of time, one writer."""

import asyncio
from datetime import datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError

from domain.case import Case
from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import LiveCase, Town

pytestmark = pytest.mark.engine

DAY = timedelta(days=1)


async def with_task(town: Town) -> tuple[LiveCase, datetime]:
    """A case with a task, due after two days."""
    case = await town.open(order_number=None)
    opened = await case.until(Stage.INVESTIGATING)
    due_at = opened.received_at + 2 * DAY
    await case.do("open-task", title="Look at the meter", due_at=due_at.isoformat())
    return case, due_at


async def live_through(case: LiveCase) -> Case:
    """Ask, grade anew, answer, resolve and appeal, all before the task is due."""
    await case.do("ask", of="complainant", text="Which one?")
    await case.pass_time(hours=20)
    await case.do("grade", trial.LEAD, level=2, reason="harder")
    await case.say("reply", text="That one.")
    await case.do("respond", trial.AGENT, text="No.", final=True)
    await case.pass_time(hours=20)
    await case.say("appeal", reason="unheard")
    return await case.until_true(lambda it: it.cycle == 2, what="second cycle")


class TestTask:
    async def test_a_manual_due_time_is_not_moved_by_something_else(self, town: Town) -> None:
        """Named case: a manual due time moved by something else."""
        case, due_at = await with_task(town)

        reopened = await live_through(case)
        before = await case.kinds()
        await case.pass_time(hours=9)
        events = await case.until_happened(EventKind.TASK_REMINDED)

        assert reopened.tasks[0].due_at == due_at
        assert EventKind.TASK_REMINDED not in before
        [first, *_] = [event for event in events if event.kind is EventKind.TASK_REMINDED]
        assert first.data == {"task": "T1", "occurrence": 1}
        assert due_at < first.at < due_at + timedelta(minutes=1)

    async def test_is_reminded_of_until_it_is_done(self, town: Town) -> None:
        case, _ = await with_task(town)
        await case.pass_time(hours=50, minutes=30)
        await case.until_happened(EventKind.TASK_REMINDED, times=3)

        await case.do("complete-task", task="T1", result="It ran on.")
        await case.pass_time(hours=3)

        events = await case.until_happened(EventKind.TASK_DONE)
        told = [event.data["occurrence"] for event in events if event.kind is EventKind.TASK_REMINDED]
        assert told == [1, 2, 3]

    async def test_completed_by_two_at_once_is_done_once(self, town: Town) -> None:
        case, _ = await with_task(town)

        answers = await asyncio.gather(
            *(case.do("complete-task", actor, task="T1", result="done") for actor in (trial.AGENT, trial.LEAD)),
            return_exceptions=True,
        )

        [refusal] = [answer for answer in answers if isinstance(answer, BaseException)]
        assert isinstance(refusal, ApplicationError)
        assert refusal.message == "Task T1 is done already."
        assert (await case.kinds()).count(EventKind.TASK_DONE) == 1

    async def test_is_cancelled_with_the_case_which_ends(self, town: Town) -> None:
        case, _ = await with_task(town)

        await case.say("withdraw", reason="found it")

        ended = await case.until_true(lambda it: it.has_ended, what="archive")
        assert (ended.tasks[0].cancelled_at, ended.open_tasks) == (ended.stage_since, ())
