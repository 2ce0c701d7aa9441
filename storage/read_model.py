"""The read model (读模型): what the rows of a case hold, computed from its events alone."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from domain import permissions
from domain.case import FINAL_STAGES, Case
from domain.case_remedies import Remedy
from domain.events import Event
from domain.incident_membership import standing
from domain.kinds import EventKind, Stage
from domain.work_orders import waits_on
from storage.mediation_tables import mediator
from storage.search_text import indexes, search_text
from storage.vault import CaseKey, Vault

Row = dict[str, Any]
"""Columns by name."""

_ENDED: Final = FINAL_STAGES | {Stage.CLOSED}
# Half the size for a tenth of a millisecond: most snapshots then stay in their row instead of being cut up (TOAST).
_QUICKLY: Final = 1


def intake_row(case: Case, *, received: Event, vault: Vault) -> Row:
    """Give the columns of `complaints` that never change after intake; `received` is the first event."""
    complaint = case.complaint
    return {
        "tracking_number": case.tracking_number,
        "request_digest": received.data.get("request_digest"),
        "service_line": complaint.service_line,
        "channel": str(complaint.channel),
        "region": complaint.region,
        "received_at": case.received_at,
        "search_text": search_text(complaint),
        **indexes(complaint, vault=vault),
    }


def state_row(case: Case, *, head_hash: bytes, snapshot: bytes | None) -> Row:
    """Give the columns of `complaints` that say how the case stands now."""
    return {
        "pack": case.pack,
        "pack_version": case.pack_version,
        "stage": str(case.stage),
        "waiting_on": str(whom) if (whom := waits_on(case)) else None,
        "level": case.level,
        "urgency": str(case.urgency),
        "severity": str(case.severity),
        "category": case.category,
        "kind": case.kind,
        "department": case.department,
        "handler": case.handler.id if case.handler else None,
        "cycle": case.cycle,
        "sequence": case.sequence,
        "breached": case.is_breached,
        "red_alert": case.red_alert,
        "alert_since": case.standing_alert.raised_at if case.standing_alert else None,
        "next_due_at": case.next_due_at(),
        "resolved_at": case.resolved_at,
        "closed_at": case.stage_since if case.stage in _ENDED else None,
        "archived_at": case.archived_at,
        "updated_at": case.last_event_at,
        "incident": case.membership.incident if case.membership else None,
        "incident_standing": standing(case),
        "snapshot": snapshot,
        "head_hash": head_hash,
        **_review_row(case),
        mediator.name: permissions.mediator_of(case),
    }


def _review_row(case: Case) -> Row:
    """Give who has to record the review that is due first, whether or not the case is in the archive."""
    first = next(iter(case.undone_reviews), None)
    return {
        "review_by": case.reviewers_of(first) if first else None,
        "review_due_at": first.due_at if first else None,
    }


class RemedyRow(NamedTuple):
    """The columns of `remedies`, but for the tracking number."""

    id: str
    kind: str
    amount_fen: int
    rule: str | None
    status: str
    cycle: int
    paid_at: datetime | None


def remedy_rows(case: Case, *, before: Case | None, events: Sequence[Event]) -> list[RemedyRow]:
    """Give the rows of the remedies that `events` added or changed."""
    known = {remedy.id: remedy for remedy in before.remedies} if before else {}
    paid_at = {event.data["remedy"]: event.at for event in events if event.kind is EventKind.PAID}
    changed = [remedy for remedy in case.remedies if remedy != known.get(remedy.id)]
    return [_remedy_row(remedy, paid_at=paid_at.get(remedy.id)) for remedy in changed]


def _remedy_row(remedy: Remedy, *, paid_at: datetime | None) -> RemedyRow:
    return RemedyRow(
        id=remedy.id,
        kind=str(remedy.kind),
        amount_fen=remedy.amount_fen,
        rule=remedy.rule,
        status=str(remedy.status),
        cycle=remedy.cycle,
        paid_at=paid_at,
    )


def seal_snapshot(case: Case, *, key: CaseKey) -> bytes:
    """Seal the whole case, so that one row is enough to go on from."""
    return key.seal(zlib.compress(case.model_dump_json().encode(), _QUICKLY), place=_place(case.tracking_number))


def open_snapshot(snapshot: bytes, *, tracking_number: str, key: CaseKey) -> Case:
    """Open a sealed case; raises `SealBroken`."""
    return Case.model_validate_json(zlib.decompress(key.open(snapshot, place=_place(tracking_number))))


def _place(tracking_number: str) -> str:
    return f"{tracking_number}|snapshot"
