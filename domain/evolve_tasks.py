"""The part of the fold that concerns tasks."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.case_tasks import Task
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]


def _opened(case: Case, event: Event) -> Changes:
    # What a person wrote is one text for every reader; the system says it in both languages.
    words = event.private.get("title")
    title = {"title": {"zh": words, "en": words}} if words else {}
    task = Task.model_validate({**event.data, **title, "id": event.data["task"], "opened_at": event.at})
    seat = case.task_force.seat(task.seat) if task.seat and case.task_force else None
    if seat and seat.staff:
        task = task.model_copy(update={"assignee": seat.staff})
    return {"tasks": (*case.tasks, task)}


def _changed(case: Case, event: Event, **changes: Any) -> Changes:
    name = event.data["task"]
    return {"tasks": tuple(t.model_copy(update=changes) if t.id == name else t for t in case.tasks)}


def _done(case: Case, event: Event) -> Changes:
    evidence = tuple(event.data.get("evidence", ()))
    return _changed(case, event, done_at=event.at, result=event.private.get("result"), evidence=evidence)


def handed_over(case: Case) -> tuple[Task, ...]:
    """Give the tasks as another department takes them over: those open are for whoever owns the case there.

    A task force comes from several departments, and keeps its tasks.
    """
    return tuple(t.model_copy(update={"assignee": None}) if t.is_open and not t.seat else t for t in case.tasks)


TASK_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.TASK_OPENED: _opened,
    EventKind.TASK_REMINDED: lambda case, event: _changed(case, event, reminded=event.data["occurrence"]),
    EventKind.TASK_DONE: _done,
    EventKind.TASK_CANCELLED: lambda case, event: _changed(case, event, cancelled_at=event.at),
}
