"""A mediation that nobody leads (待指定调解员): a task for a team lead, and up the ladder while it is overdue (E6)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from domain import tasks
from domain.case import Case
from domain.case_mediation import Mediation
from domain.case_tasks import MEDIATOR_WANTED, Task
from domain.changes import Change
from domain.events import SYSTEM
from domain.instant import JUST_AFTER
from domain.kinds import EventKind, Stage
from domain.mediators import AssignMediator
from domain.step import Step
from domain.words import Words

TITLE: Final = Words(zh="指定调解员", en="Name a mediator")


def entries(case: Case, *, follows: Callable[[Change], bool]) -> Iterator[tuple[datetime, Callable[[Step], None]]]:
    """Give the agenda's entry where the step that looked for a mediator has found nobody."""
    wanting = _wanting(case)
    if wanting and wanting.unnamed_since and not _task_of(case) and follows(Change.MEDIATOR_IS_WANTED):
        yield wanting.unnamed_since + JUST_AFTER, want_mediator


def want_mediator(step: Step) -> None:
    """Make it somebody's task to name one, due after the time in which a breach climbs a rung."""
    pack = step.policy.pack
    tasks.open_for_a_person(
        step,
        title=TITLE,
        because=MEDIATOR_WANTED,
        key=_key(step.case),
        due_at=step.at + pack.climb_every,
        marks={"rung": pack.ladder[:2][-1], "done_by": AssignMediator.name},
    )


def settle(step: Step) -> None:
    """End the task once somebody mediates, or the mediation is over."""
    mediation = step.case.mediation
    for task in step.case.open_tasks:
        if task.because == MEDIATOR_WANTED and not (_wanting(step.case) and task.key == _key(step.case)):
            is_done = mediation is not None and mediation.mediator != ""
            step.add(EventKind.TASK_DONE if is_done else EventKind.TASK_CANCELLED, {"task": task.id}, actor=SYSTEM)


def _wanting(case: Case) -> Mediation | None:
    """Give the mediation that is under way with nobody to lead it."""
    mediation = case.mediation
    is_wanting = case.stage is Stage.MEDIATING and mediation is not None and mediation.is_under_way
    return mediation if is_wanting and mediation and mediation.unnamed_since else None


def _task_of(case: Case) -> Task | None:
    key = _key(case)
    return next((task for task in case.tasks if task.because == MEDIATOR_WANTED and task.key == key), None)


def _key(case: Case) -> str:
    # Each mediator who steps back may leave another one to be named.
    before = len(case.mediation.mediators) if case.mediation else 0
    return f"{case.tracking_number}/{case.cycle}/{MEDIATOR_WANTED}/{before}"
