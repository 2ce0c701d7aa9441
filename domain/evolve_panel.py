"""The part of the fold that concerns panels."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.case_panel import Arbitration, Outcome, Panel, Panelist, Ruling, Vote
from domain.case_remedies import Remedy, RemedyStatus
from domain.events import Event
from domain.kinds import EventKind, Stage
from domain.words import Words

Changes = dict[str, Any]


def _formed(case: Case, event: Event) -> Changes:
    data = event.data
    # Before the step is written, nobody knows who sits there.
    staff = data.get("members", [""] * data["size"])
    panel = Panel(
        cycle=data["cycle"],
        formed_at=event.at,
        size=data["size"],
        role=data["role"],
        until=datetime.fromisoformat(data["vote_until"]),
        seed=data.get("seed", ""),
        pool=tuple(data.get("pool", ())),
        excluded=data.get("excluded", {}),
        drawn=tuple(filter(None, staff)),
        members=tuple(_panelist(each, event) for each in staff),
        **_instead(event),
    )
    return {"panels": (*case.panels, panel)}


def _instead(event: Event) -> Changes:
    return {"stand_ins": tuple(event.data.get("stand_ins", ())), "rung": event.data.get("rung", "")}


def _panelist(staff: str, event: Event) -> Panelist:
    until, remind = (datetime.fromisoformat(event.data[name]) for name in ("vote_until", "remind_at"))
    return Panelist(staff=staff, vote_until=until, remind_at=remind)


def _with(case: Case, **changes: Any) -> Changes:
    return {"panels": (*case.panels[:-1], case.panels[-1].model_copy(update=changes))}


def _replaced(case: Case, event: Event) -> Changes:
    panel, by = case.panels[-1], event.data.get("by", "")
    if by is None:
        until = datetime.fromisoformat(event.data["vote_until"])
        return _with(case, members=(), until=until, **_instead(event))
    members = tuple(_panelist(by, event) if each.staff == event.data["member"] else each for each in panel.members)
    return _with(case, members=members, drawn=(*panel.drawn, by) if by else panel.drawn)


def _reminded(case: Case, event: Event) -> Changes:
    told = event.data["members"]
    members = (
        each.model_copy(update={"reminded": True}) if each.staff in told else each for each in case.panels[-1].members
    )
    return _with(case, members=tuple(members))


def _voted(case: Case, event: Event) -> Changes:
    vote = Vote(
        staff=event.actor.removeprefix("staff:"),
        at=event.at,
        outcome=event.private.get("outcome"),
        reason=event.private.get("reason"),
        dissent=event.private.get("dissent"),
    )
    return _with(case, votes=(*case.panels[-1].votes, vote))


def _counted(case: Case, event: Event) -> Changes:
    until = datetime.fromisoformat(event.data["rule_until"])
    return _with(case, counted_at=event.at, outcome=Outcome(event.data["outcome"]), until=until)


def _overdue(case: Case, event: Event) -> Changes:
    return _with(case, until=datetime.fromisoformat(event.data["rule_until"]), **_instead(event))


def _ruled(case: Case, event: Event) -> Changes:
    notes = event.private.get("notes", {})
    remedies = tuple(
        Remedy.model_validate(
            {**each, "note": notes.get(each["id"]), "cycle": case.cycle, "status": RemedyStatus.ACCEPTED}
        )
        for each in event.data["remedies"]
    )
    named = {"remedies": [each.id for each in remedies], "given_at": event.at}
    ruling = Ruling.model_validate({**event.data, **event.private, **named})
    changes: Changes = {"rulings": (*case.rulings, ruling), "remedies": (*case.remedies, *remedies)}
    return changes | ({"stage": Stage.REMEDYING} if remedies else {})


def _arbitration_preferred(case: Case, event: Event) -> Changes:
    panel = Panel(
        cycle=event.data["cycle"],
        formed_at=event.at,
        size=0,
        role="",
        until=datetime.fromisoformat(event.data["until"]),
        arbitration=Arbitration(by=event.data["by"], asked=event.data["asked"]),
    )
    return {"panels": (*case.panels, panel)}


def _arbitration_agreed(case: Case, event: Event) -> Changes:
    return _with_arbitration(case, event, agreed_at=event.at)


def _arbitration_referred(case: Case, event: Event) -> Changes:
    body, package = Words.model_validate(event.data["body"]), event.data.get("package")
    return _with_arbitration(case, event, body=body, package=package, referred_at=event.at, reminded=0)


def _arbitration_overdue(case: Case, event: Event) -> Changes:
    standing = case.panels[-1].arbitration
    return _with_arbitration(case, event, reminded=standing.reminded + 1 if standing else 0)


def _with_arbitration(case: Case, event: Event, **changes: Any) -> Changes:
    standing = case.panels[-1].arbitration
    changed = standing.model_copy(update=changes) if standing else None
    return _with(case, arbitration=changed, until=datetime.fromisoformat(event.data["until"]))


PANEL_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.PANEL_FORMED: _formed,
    EventKind.PANELIST_REPLACED: _replaced,
    EventKind.VOTE_REMINDED: _reminded,
    EventKind.VOTED: _voted,
    EventKind.VOTES_COUNTED: _counted,
    EventKind.RULING_OVERDUE: _overdue,
    EventKind.RULED: _ruled,
    EventKind.ARBITRATION_PREFERRED: _arbitration_preferred,
    EventKind.ARBITRATION_AGREED: _arbitration_agreed,
    EventKind.ARBITRATION_REFERRED: _arbitration_referred,
    EventKind.ARBITRATION_OVERDUE: _arbitration_overdue,
}
