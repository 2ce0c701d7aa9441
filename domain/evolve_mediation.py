"""The part of the fold that concerns mediation."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.case_force import PlannedRemedy
from domain.case_mediation import Mediation, MediatorKind, Promise, Proposal, Refusal, Session, Side, Signature
from domain.case_remedies import Remedy, RemedyStatus
from domain.events import Event
from domain.kinds import EventKind, Stage

Changes = dict[str, Any]


def _opened(case: Case, event: Event) -> Changes:
    mediation = Mediation(
        cycle=case.cycle, opened_at=event.at, until=datetime.fromisoformat(event.data["mediation_until"])
    )
    opened = {"stage": Stage.MEDIATING, "mediations": (*case.mediations, mediation)}
    return opened | _named(case.model_copy(update=opened), event)


def _with(case: Case, **changes: Any) -> Changes:
    return {"mediations": (*case.mediations[:-1], case.mediations[-1].model_copy(update=changes))}


def _named(case: Case, event: Event) -> Changes:
    # Of a step that is not written yet nobody knows who mediates.
    mediator = event.data.get("mediator", "")
    kind = MediatorKind(event.data.get("mediator_kind") or MediatorKind.NEGOTIATION)
    mediators = dict.fromkeys((*case.mediations[-1].mediators, *filter(None, [mediator])))
    unnamed_since = None if mediator else event.at
    return _with(case, mediator=mediator, mediator_kind=kind, mediators=tuple(mediators), unnamed_since=unnamed_since)


def _proposed(case: Case, event: Event) -> Changes:
    data, private = event.data, event.private
    notes, promised = private.get("notes", {}), private.get("promised", {})
    proposal = Proposal(
        number=data["proposal"],
        text=private.get("text"),
        remedies=tuple(
            PlannedRemedy.model_validate({**each, "note": notes.get(str(place))})
            for place, each in enumerate(data["remedies"])
        ),
        promises=tuple(
            Promise.model_validate({**each, "text": promised.get(str(place))})
            for place, each in enumerate(data["promises"])
        ),
        settlement=private.get("settlement"),
        sha256=data["sha256"],
        signers=tuple(Side(side) for side in data["signers"]),
        made_at=event.at,
        made_by=_staff(event),
    )
    return _with(case, proposals=(*case.mediations[-1].proposals, proposal))


def _with_last(case: Case, **changes: Any) -> Changes:
    *before, last = case.mediations[-1].proposals
    return _with(case, proposals=(*before, last.model_copy(update=changes)))


def _signed(case: Case, event: Event) -> Changes:
    signature = Signature(
        by=Side(event.data["by"]),
        name=event.private.get("name"),
        at=datetime.fromisoformat(event.data["said_at"]) if "said_at" in event.data else event.at,
        sha256=event.data["sha256"],
        staff=_staff(event),
    )
    return _with_last(case, signatures=(*case.mediations[-1].proposals[-1].signatures, signature))


def _refused(case: Case, event: Event) -> Changes:
    refusal = Refusal(by=Side(event.data["by"]), reason=event.private.get("reason"), at=event.at)
    return _with_last(case, refusals=(*case.mediations[-1].proposals[-1].refusals, refusal))


def _session(case: Case, event: Event) -> Changes:
    return _with(case, session=Session(at=event.data["held_at"], where=event.private.get("where")))


def _mediated(case: Case, event: Event) -> Changes:
    notes = event.private.get("notes", {})
    remedies = tuple(
        Remedy.model_validate(
            {**each, "note": notes.get(each["id"]), "cycle": case.cycle, "status": RemedyStatus.ACCEPTED}
        )
        for each in event.data["remedies"]
    )
    moved = {"stage": Stage.REMEDYING} if remedies else {}
    return _with(case, mediated_at=event.at) | {"remedies": (*case.remedies, *remedies)} | moved


def _failed(case: Case, event: Event) -> Changes:
    until = event.data.get("ruling_until")
    return _with(case, failed_at=event.at, ruling_until=datetime.fromisoformat(until) if until else None)


def _ruling_asked(case: Case, event: Event) -> Changes:
    return _with(case, ruling_asked_at=event.at) | {"stage": Stage.ADJUDICATING}


def _staff(event: Event) -> str:
    return event.actor.removeprefix("staff:") if event.actor.startswith("staff:") else ""


MEDIATION_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.MEDIATION_OPENED: _opened,
    EventKind.MEDIATION_FAILED: _failed,
    EventKind.RULING_ASKED: _ruling_asked,
    EventKind.MEDIATOR_NAMED: _named,
    EventKind.MEDIATOR_RECUSED: _named,
    EventKind.PROPOSAL_MADE: _proposed,
    EventKind.PROPOSAL_WITHDRAWN: lambda case, event: _with_last(case, withdrawn_at=event.at),
    EventKind.PROPOSAL_REFUSED: _refused,
    EventKind.SETTLEMENT_SIGNED: _signed,
    EventKind.SESSION_SET: _session,
    EventKind.MEDIATION_REMINDED: lambda case, event: _with(case, reminded=event.data["fraction"]),
    EventKind.MEDIATED: _mediated,
}
