"""Cases with a task: what the tests of tasks begin with."""

from datetime import timedelta
from typing import Any

from domain.case import Handler
from domain.case_tasks import Task
from tests.domain.life import Life

HOUR = timedelta(hours=1)
COLLEAGUE = Handler(id="agent-2", department="front")


def life_with_task(*, hours: float | None = 3, assignee: str | None = None, **changes: Any) -> Life:
    """A case with a task, due after so many hours."""
    life = Life(**{"order_number": None, **changes})
    due_at = (life.now + timedelta(hours=hours)).isoformat() if hours else None
    life.do("open-task", title="Look at the meter", assignee=assignee, due_at=due_at, people=(COLLEAGUE,))
    return life


def task_of(life: Life) -> Task:
    return life.case.tasks[-1]
