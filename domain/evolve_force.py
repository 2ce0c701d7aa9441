"""The part of the fold that concerns task forces."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.case_force import JointPlan, Meeting, PlannedRemedy, TaskForce, Voice
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]


def _formed(case: Case, event: Event) -> Changes:
    force = TaskForce.model_validate({**event.data, "formed_at": event.at})
    return {"task_forces": (*case.task_forces, force)}


def _with(case: Case, **changes: Any) -> Changes:
    return {"task_forces": (*case.task_forces[:-1], case.task_forces[-1].model_copy(update=changes))}


def _replaced(case: Case, event: Event) -> Changes:
    department, staff, rung = (event.data[name] for name in ("department", "staff", "rung"))
    taken = {"staff": staff, "rung": rung, "deputy_of": "", "passed_over": ()}
    seats = tuple(
        seat.model_copy(update=taken) if seat.department == department else seat for seat in case.task_forces[-1].seats
    )
    tasks = tuple(
        task.model_copy(update={"assignee": staff}) if task.is_open and task.seat == department else task
        for task in case.tasks
    )
    return _with(case, seats=seats) | {"tasks": tasks}


def _met(case: Case, event: Event) -> Changes:
    meeting = Meeting.model_validate(
        {
            **event.data,
            "id": event.data["meeting"],
            "minutes": event.private.get("minutes"),
            "recorded_at": event.at,
            "recorded_by": _staff(event),
        }
    )
    return _with(case, meetings=(*case.task_forces[-1].meetings, meeting))


def _drafted(case: Case, event: Event) -> Changes:
    force, drafter = case.task_forces[-1], _staff(event)
    notes = event.private.get("notes", {})
    remedies = tuple(
        PlannedRemedy.model_validate({**remedy, "note": notes.get(str(place))})
        for place, remedy in enumerate(event.data["remedies"])
    )
    # Who drafts a plan agrees to it.
    own = (Voice(staff=drafter, agrees=True, at=event.at),) if drafter in force.members else ()
    plan = JointPlan(
        version=event.data["version"],
        text=event.private.get("text"),
        drafted_by=drafter,
        drafted_at=event.at,
        remedies=remedies,
        voices=own,
        known=len(case.remedies),
    )
    return _with(case, plans=(*force.plans, plan), settled_at=None)


def _spoken(case: Case, event: Event) -> Changes:
    force = case.task_forces[-1]
    voice = Voice(
        staff=_staff(event),
        agrees=event.kind is EventKind.PLAN_AGREED,
        at=event.at,
        reason=event.private.get("reason"),
    )
    last = force.plans[-1]
    return _with(case, plans=(*force.plans[:-1], last.model_copy(update={"voices": (*last.voices, voice)})))


def _staff(event: Event) -> str:
    return event.actor.removeprefix("staff:")


FORCE_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.TASK_FORCE_FORMED: _formed,
    EventKind.MEMBER_REPLACED: _replaced,
    EventKind.MEETING_RECORDED: _met,
    EventKind.PLAN_DRAFTED: _drafted,
    EventKind.PLAN_AGREED: _spoken,
    EventKind.PLAN_DISSENTED: _spoken,
    EventKind.PLAN_SETTLED: lambda case, event: _with(case, settled_at=event.at),
    EventKind.PLAN_ELAPSED: lambda case, event: _with(case, elapsed=True),
}
