"""The part of the fold that concerns facts, remedies and money."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.case_milestones import Pause
from domain.case_remedies import ON_THE_TABLE, Established, Remedy, RemedyStatus
from domain.events import Event
from domain.evolve_incident import answered
from domain.evolve_inquiry import supported
from domain.kinds import EventKind, Stage, WaitingOn

Changes = dict[str, Any]


def _fetched(case: Case, event: Event) -> Changes:
    facts = Established.model_validate(event.data["facts"])
    # Records that arrive after a finding add evidence; they do not overturn what people found.
    is_found = any(deed.what is EventKind.FINDING_RECORDED for deed in case.deeds)
    return {
        "records": "fetched",
        "records_source": event.data["source"],
        "established": case.established if is_found else facts,
        "evidence": (*case.evidence, "records"),
    }


def _finding(case: Case, event: Event) -> Changes:
    return {
        "established": Established.model_validate(event.data["established"]),
        "finding": event.private.get("facts"),
        "improvement": event.private.get("improvement"),
        **supported(case, event),
        **answered(case, event),
    }


def _proposed(case: Case, event: Event) -> Changes:
    notes = event.private.get("notes", {})
    remedies = tuple(
        Remedy.model_validate({**each, "note": notes.get(each["id"]), "cycle": case.cycle})
        for each in event.data["remedies"]
    )
    return {"remedies": (*case.remedies, *remedies), "stage": Stage.DECIDING}


def _move(case: Case, status: RemedyStatus, *, of: RemedyStatus) -> tuple[Remedy, ...]:
    return tuple(r.model_copy(update={"status": status}) if r.status is of else r for r in case.remedies)


def _approved(case: Case, event: Event) -> Changes:
    remedies = _move(case, RemedyStatus.APPROVED, of=RemedyStatus.PROPOSED)
    goes_through = bool(event.data.get("straight_through"))
    if goes_through or event.data.get("in_advance"):
        accepted = tuple(
            r.model_copy(update={"status": RemedyStatus.ACCEPTED}) if r.status is RemedyStatus.APPROVED else r
            for r in remedies
        )
        return {"remedies": accepted, "straight_through": goes_through, "stage": Stage.REMEDYING}
    changes: Changes = {
        "remedies": remedies,
        "stage": Stage.AWAITING_COMPLAINANT,
        "silence_at": datetime.fromisoformat(event.data["silence_at"]),
        "waiting_on": WaitingOn.COMPLAINANT,
        "waiting_until": None,
    }
    if not case.is_paused:
        changes["pauses"] = (*case.pauses, Pause(began_at=event.at))
    return changes


def _dropped(case: Case, event: Event) -> Changes:
    remedies = tuple(
        r.model_copy(update={"status": RemedyStatus.DROPPED}) if r.status in ON_THE_TABLE else r for r in case.remedies
    )
    return {"remedies": remedies, "stage": Stage.INVESTIGATING, "silence_at": None}


def _changed(case: Case, event: Event) -> Changes:
    """Put everything on the table back to be decided, with one amount changed or taken off."""
    data = event.data
    remedies = []
    for remedy in case.remedies:
        changes: Changes = {"status": RemedyStatus.PROPOSED} if remedy.status in ON_THE_TABLE else {}
        if remedy.id == data["remedy"]:
            was = data["was_fen"] if remedy.was_fen is None else remedy.was_fen
            taken_off = {"status": RemedyStatus.DROPPED}
            changes |= {"amount_fen": data["amount_fen"], "was_fen": was} if data["amount_fen"] else taken_off
        remedies.append(remedy.model_copy(update=changes))
    return {"remedies": tuple(remedies), "stage": Stage.DECIDING, "silence_at": None}


def _accepted(case: Case, event: Event) -> Changes:
    return {
        "remedies": _move(case, RemedyStatus.ACCEPTED, of=RemedyStatus.APPROVED),
        "stage": Stage.REMEDYING,
        "silence_at": None,
    }


def _silence(case: Case, event: Event) -> Changes:
    return _accepted(case, event) if event.data["means"] == "accepted" else {"silence_at": None}


def _change_remedy(case: Case, event: Event, **changes: Any) -> Changes:
    remedies = tuple(r.model_copy(update=changes) if r.id == event.data["remedy"] else r for r in case.remedies)
    return {"remedies": remedies}


def _payment_started(case: Case, event: Event) -> Changes:
    return _change_remedy(case, event, status=RemedyStatus.PAYING, attempts=event.data["attempt"], retry_at=None)


def _payment_failed(case: Case, event: Event) -> Changes:
    retry_at = event.data.get("retry_at")
    return _change_remedy(
        case,
        event,
        status=RemedyStatus.FAILED if retry_at else RemedyStatus.MANUAL,
        retry_at=datetime.fromisoformat(retry_at) if retry_at else None,
    )


def _carried_out(case: Case, event: Event, status: RemedyStatus, way: str) -> Changes:
    done = {
        "status": status,
        "done_at": event.at,
        "done_by": event.actor,
        "how": event.private.get("how"),
        "reported": None,
    }
    return _change_remedy(case, event, way=event.data.get("way", way), **done)


REMEDY_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.RECORDS_FETCHED: _fetched,
    EventKind.RECORDS_MISSING: lambda case, event: {"records": "missing"},
    EventKind.FINDING_RECORDED: _finding,
    EventKind.ANSWERED: lambda case, event: {"answer": event.private.get("text")},
    EventKind.REMEDY_PROPOSED: _proposed,
    EventKind.REMEDY_APPROVED: _approved,
    EventKind.SENT_BACK: _dropped,
    EventKind.REFUSED: _dropped,
    EventKind.ACCEPTED: _accepted,
    EventKind.SILENCE_ELAPSED: _silence,
    EventKind.PAYMENT_STARTED: _payment_started,
    EventKind.PAYMENT_FAILED: _payment_failed,
    EventKind.PAID: lambda case, event: _carried_out(case, event, RemedyStatus.PAID, "gateway"),
    EventKind.REMEDY_DONE: lambda case, event: _carried_out(case, event, RemedyStatus.DONE, "gateway"),
    EventKind.REMEDY_CONFIRMED: lambda case, event: _carried_out(case, event, RemedyStatus.DONE, "hand"),
    EventKind.REMEDY_CHANGED: _changed,
}
