"""The fold: how each event changes a case. Pure, total over all event kinds, and needing no policy.

What a policy decided (due instants, levels, windows) stands in the events themselves, so the read model, the
progress page and a rebuild years later all compute the same case from the same events.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from domain import decisions
from domain.case import Case, Deed, Handler
from domain.case_milestones import Pause
from domain.complaint import Complaint
from domain.events import Event
from domain.evolve_alerts import ALERT_FOLDS
from domain.evolve_carrying import CARRYING_FOLDS
from domain.evolve_force import FORCE_FOLDS
from domain.evolve_incident import INCIDENT_FOLDS
from domain.evolve_inquiry import INQUIRY_FOLDS, found_anew, sourced
from domain.evolve_letters import LETTER_FOLDS
from domain.evolve_matters import MATTER_FOLDS
from domain.evolve_mediation import MEDIATION_FOLDS
from domain.evolve_merging import MERGING_FOLDS
from domain.evolve_milestones import MILESTONE_FOLDS
from domain.evolve_notices import NOTICE_FOLDS
from domain.evolve_orders import ORDER_FOLDS
from domain.evolve_panel import PANEL_FOLDS
from domain.evolve_penalties import PENALTY_FOLDS
from domain.evolve_remedies import REMEDY_FOLDS
from domain.evolve_reviews import REVIEW_FOLDS
from domain.evolve_tasks import TASK_FOLDS, handed_over
from domain.kinds import EventKind, Severity, Stage, Urgency, WaitingOn
from domain.likeness import Likeness

Changes = dict[str, Any]
ERASED = "—"

DEEDS = frozenset(
    {
        EventKind.DECLINED,
        EventKind.FINDING_RECORDED,
        EventKind.REMEDY_PROPOSED,
        EventKind.REMEDY_APPROVED,
        EventKind.SENT_BACK,
        EventKind.ANSWERED,
        EventKind.LETTER_REDRAFTED,
        EventKind.PLAN_DRAFTED,
        EventKind.PLAN_AGREED,
        EventKind.PLAN_DISSENTED,
        EventKind.REMEDY_CHANGED,
        EventKind.PENALTY_IMPOSED,
        EventKind.SETTLEMENT_SIGNED,
        EventKind.PROPOSAL_MADE,
        EventKind.MEDIATION_FAILED,
        EventKind.VOTED,
        EventKind.RULED,
    }
)
OPENING = frozenset({EventKind.RED_ALERT_RAISED, EventKind.CLASSIFIED, EventKind.GRADED, EventKind.ASSIGNED})


def evolve(case: Case | None, event: Event) -> Case:
    """Give the case after `event`; the first event of a case is `received`. Raises `ValueError` on a gap."""
    if case is None:
        return _received(event)
    if event.sequence != case.sequence + 1:
        msg = f"event {event.sequence} does not follow event {case.sequence} of {case.tracking_number}"
        raise ValueError(msg)
    fold = FOLDS.get(event.kind)
    changes: Changes = {"happened": _happened(case, event)} | (fold(case, event) if fold else {})
    if (stage := changes.get("stage", case.stage)) is not case.stage:
        changes["stage"] = stage
        changes["stage_since"] = event.at
    if event.kind in DEEDS and event.actor.startswith("staff:"):
        deed = Deed(cycle=case.cycle, staff=event.actor.removeprefix("staff:"), what=event.kind)
        changes["deeds"] = (*case.deeds, deed)
    return case.model_copy(
        update=changes | {"sequence": event.sequence, "last_event_at": event.at, "last_event": event.kind}
    )


def fold(case: Case | None, events: Sequence[Event]) -> Case:
    """Give the case after `events`, of which there is at least one if there is no case yet."""
    for event in events:
        case = evolve(case, event)
    if case is None:
        raise ValueError("a case begins with an event")
    return case


def _happened(case: Case, event: Event) -> dict[EventKind, datetime]:
    # What opens a cycle comes before its plan, and is nobody's work.
    if event.kind in case.happened or (event.at == case.cycle_since and event.kind in OPENING):
        return case.happened
    return {**case.happened, event.kind: event.at}


def _received(event: Event) -> Case:
    # An erased person leaves no private part behind; the case is still counted and its chain still verifies.
    private = event.private.get("complaint") or {
        "description": {"text": ""},
        "complainant": {"name": ERASED},
        "reading": {},
    }
    open_part = {name: event.data[name] for name in ("service_line", "channel", "region", "amount_fen")}
    complaint = Complaint.model_validate(open_part | private)
    return Case(
        tracking_number=event.data["tracking_number"],
        pack=event.data["pack"],
        pack_version=event.data["pack_version"],
        complaint=complaint,
        flags=tuple(dict.fromkeys((*complaint.flags, *complaint.reading.flags))),
        received_at=event.data["received_at"],
        sequence=event.sequence,
        last_event_at=event.at,
        stage_since=event.at,
        cycle_since=event.at,
        records="wanted" if complaint.order_number else "none",
        # Cases from before the outbox had the number brought by an activity.
        acknowledgement=event.data.get("acknowledgement", "wanted"),
        repeat_count=event.data.get("repeat_count", 0),
    )


def _classified(case: Case, event: Event) -> Changes:
    found = {name: event.data[name] for name in ("category", "kind", "confidence")}
    return found | {"classified_by": event.data.get("by", "")}


def _graded(case: Case, event: Event) -> Changes:
    data = event.data
    return {
        "level": data["level"],
        "urgency": Urgency(data["urgency"]),
        "severity": Severity(data["severity"]),
        "amount_band": str(data["amount_band"]),
        "level_floor": data.get("level_floor", case.level_floor),
    }


def _assigned(case: Case, event: Event) -> Changes:
    handler = event.data.get("handler")
    changes: Changes = {
        "department": event.data["department"],
        "handler": Handler(
            id=handler, department=event.data.get("handler_department"), rung=event.data.get("handler_rung", "handler")
        )
        if handler
        else None,
    }
    if event.data["department"] != case.department:
        changes["tasks"] = handed_over(case)
    if case.stage is Stage.RECEIVED:
        changes["stage"] = Stage.INVESTIGATING
    return changes


def _asked(case: Case, event: Event) -> Changes:
    until = event.data.get("until")
    return wait(case, event, WaitingOn(event.data["of"])) | {
        "waiting_until": datetime.fromisoformat(until) if until else None
    }


def wait(case: Case, event: Event, whom: WaitingOn) -> Changes:
    """Let the case wait; for the complainant a pause begins unless one is open already."""
    changes: Changes = {"waiting_on": whom, "waiting_until": None}
    if whom is WaitingOn.COMPLAINANT and not case.is_paused:
        changes["pauses"] = (*case.pauses, Pause(began_at=event.at))
    return changes


def _waiting_ended(case: Case, event: Event) -> Changes:
    changes: Changes = {"waiting_on": None, "waiting_until": None}
    if case.is_paused:
        # An answer that did not come ends the pause at its last moment, however late that is noticed.
        ended_at = event.data.get("ended_at")
        ended = case.pauses[-1].model_copy(
            update={"ended_at": datetime.fromisoformat(ended_at) if ended_at else event.at}
        )
        changes["pauses"] = (*case.pauses[:-1], ended)
    return changes


def _spoken(event: Event) -> Changes:
    silence_at = event.data.get("silence_at")
    return {"silence_at": datetime.fromisoformat(silence_at)} if silence_at else {}


def _evidence_added(case: Case, event: Event) -> Changes:
    return _spoken(event) | {"evidence": (*case.evidence, event.data["id"])} | sourced(case, event)


def _declined(case: Case, event: Event) -> Changes:
    return {
        "stage": Stage.DECLINED,
        "appeal_until": datetime.fromisoformat(event.data["contest_until"]),
        "stood_since": event.at,
    }


def _reopened(case: Case, event: Event) -> Changes:
    return {
        "stage": Stage(event.data["stage"]),
        "cycle": event.data["cycle"],
        "cycle_since": event.at,
        "stood": (*case.stood, Pause(began_at=case.stood_since or event.at, ended_at=event.at)),
        "escalated_to": event.data.get("escalated_to", case.escalated_to),
        "handler": None,
        "appeal_until": None,
        "feedback_until": None,
        "silence_at": None,
        "straight_through": False,
        "happened": {},
        "agreed": None,
        "finding": None,
        "improvement": None,
        "answer": None,
        "redraft": None,
        "decisions": (*case.decisions, decisions.present(case)),
        **found_anew(case, event),
    }


def _resolved(case: Case, event: Event) -> Changes:
    return {
        "stage": Stage.RESOLVED,
        "resolved_at": event.at,
        "stood_since": event.at,
        "agreed": event.data["agreement"],
        "exhausted": case.exhausted or bool(event.data.get("exhausted")),
        "feedback_until": datetime.fromisoformat(event.data["feedback_until"]),
    }


def _closed(case: Case, event: Event) -> Changes:
    return {"stage": Stage.CLOSED, "appeal_until": datetime.fromisoformat(event.data["appeal_until"])}


def _escalated(case: Case, event: Event) -> Changes:
    changes: Changes = {"escalated_to": event.data["rung_index"]}
    if event.data.get("by_complainant"):
        changes["complainant_escalated_at"] = event.at
    return changes


def _withdrawn(case: Case, event: Event) -> Changes:
    if event.data.get("goes_on"):
        return {"staff_case": True, "withdrawing": False}
    if event.data.get("after_payment"):
        return {"withdrawing": True}
    return {"stage": Stage.WITHDRAWN, "withdrawing": False}


def _likeness_found(case: Case, event: Event) -> Changes:
    return {
        "likenesses": (*case.likenesses, *map(Likeness.model_validate, event.data["cases"])),
        "repeat_count": event.data.get("repeat_count", case.repeat_count),
    }


FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    **MILESTONE_FOLDS,
    **REMEDY_FOLDS,
    **ALERT_FOLDS,
    **NOTICE_FOLDS,
    **TASK_FOLDS,
    **MERGING_FOLDS,
    **LETTER_FOLDS,
    **INQUIRY_FOLDS,
    **ORDER_FOLDS,
    **REVIEW_FOLDS,
    **FORCE_FOLDS,
    **MEDIATION_FOLDS,
    EventKind.CLASSIFIED: _classified,
    EventKind.GRADED: _graded,
    EventKind.ASSIGNED: _assigned,
    EventKind.ASKED: _asked,
    EventKind.WAITING_ENDED: _waiting_ended,
    EventKind.DECLINED: _declined,
    EventKind.CONTESTED: lambda case, event: {"contested": True},
    EventKind.REPLIED: lambda case, event: _spoken(event),
    EventKind.EVIDENCE_ADDED: _evidence_added,
    EventKind.APPEALED: lambda case, event: {"appealed": event.data["cycle"]},
    EventKind.REOPENED: _reopened,
    EventKind.RESOLVED: _resolved,
    EventKind.CLOSED: _closed,
    EventKind.ESCALATED: _escalated,
    EventKind.WITHDRAWN: _withdrawn,
    EventKind.ARCHIVED: lambda case, event: {"archived_at": event.at},
    EventKind.RATED: lambda case, event: {"score": event.data["score"]},
    EventKind.MIGRATED: lambda case, event: {"pack_version": event.data["to_version"]},
    EventKind.LIKENESS_FOUND: _likeness_found,
    **INCIDENT_FOLDS,
    **CARRYING_FOLDS,
    **MATTER_FOLDS,
    **PENALTY_FOLDS,
    **PANEL_FOLDS,
}
