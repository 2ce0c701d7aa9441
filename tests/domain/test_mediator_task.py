"""A mediation that nobody leads is somebody's task, up the ladder, until somebody does (E6)."""

from domain.case_tasks import MEDIATOR_WANTED, Task
from domain.changes import Change
from domain.kinds import EventKind
from tests.domain.life import Life
from tests.domain.mediations import ANOTHER, MEDIATOR, mediating, name_mediator


def tasks(life: Life) -> list[Task]:
    return [task for task in life.case.tasks if task.because == MEDIATOR_WANTED]


class TestMediationThatNobodyLeads:
    def test_is_a_task_with_a_due_time_for_whoever_may_name_one(self) -> None:
        life = mediating(mediator=None)

        life.pass_time(minutes=1)

        [task] = tasks(life)
        assert (task.rung, task.done_by, task.is_open) == (life.policy.pack.ladder[1], "assign-mediator", True)
        assert task.due_at is not None
        assert task.due_at > life.now
        assert life.rebuilt() == life.case

    def test_is_said_again_a_rung_further_up_each_time(self) -> None:
        life = mediating(mediator=None)
        ladder, every = life.policy.pack.ladder, life.policy.pack.climb_every
        life.pass_time(seconds=every.total_seconds() * 2.5)

        reminded = len(life.of(EventKind.TASK_REMINDED))
        told = [owed.to.rungs[0] for owed in life.owed if owed.notice.what == EventKind.TASK_REMINDED]

        assert reminded == len(told) >= 2
        assert told == [ladder[min(1 + n, len(ladder) - 1)] for n in range(1, reminded + 1)]

    def test_is_no_task_any_more_once_somebody_is_named(self) -> None:
        life = mediating(mediator=None)
        life.pass_time(minutes=1)

        name_mediator(life, MEDIATOR)

        [task] = tasks(life)
        assert task.done_at == life.now
        life.pass_time(days=1)
        assert not life.of(EventKind.TASK_REMINDED)

    def test_is_none_once_the_window_is_over(self) -> None:
        life = mediating(mediator=None)

        life.pass_time(days=11)

        assert [task.is_open for task in tasks(life)] == [False]

    def test_is_another_task_where_the_mediator_steps_back_and_nobody_follows(self) -> None:
        life = mediating(mediator=None)
        life.pass_time(minutes=1)
        name_mediator(life, MEDIATOR)

        life.do("recuse-mediator", MEDIATOR, reason="My cousin.")
        life.pass_time(minutes=1)
        name_mediator(life, ANOTHER)

        assert [task.is_open for task in tasks(life)] == [False, False]

    def test_is_none_where_one_was_found_or_the_case_is_from_before(self) -> None:
        found, before = mediating(), mediating(mediator=None)
        before.follows = tuple(change for change in Change if change is not Change.MEDIATOR_IS_WANTED)

        for life in (found, before):
            life.pass_time(days=1)
            assert tasks(life) == []
