"""The acknowledgement (受理通知): the number and the promised time, to those who were not shown them (A4, C3)."""

from datetime import datetime

from domain import notices
from domain.case import Case
from domain.changes import Change
from domain.events import NEIGHBOUR, SYSTEM
from domain.instant import say_minute
from domain.kinds import EventKind
from domain.step import Step
from domain.words import Words
from domain.zones import load_zone

# Wanted of an activity in cases from before the outbox; owed by the outbox; done or failed since.
OPEN = frozenset({"wanted", "owed"})


def notice_key(case: Case) -> str:
    """Give the key under which a carrier takes the acknowledgement once, in cases from before the outbox."""
    return f"{case.tracking_number}/{case.cycle}/acknowledged"


def is_wanted(case: Case) -> bool:
    """Tell whether an activity has still to bring the number, in a case from before the outbox."""
    return case.acknowledgement == "wanted" and bool(case.complaint.complainant.phone)


def text(case: Case, *, zone: str) -> str:
    """Give the short message in the complainant's language."""
    return words(case, zone=zone).in_(case.complaint.complainant.language)


def words(case: Case, *, zone: str) -> Words:
    """Say the number and the next promise, nothing of what was complained of."""
    by = say_minute(promised_by(case), load_zone(zone))
    return Words(
        zh=f"您的投诉已受理，编号 {case.tracking_number}。" + (f"我们将于 {by} 前答复。" if by else ""),
        en=f"Your complaint is registered under {case.tracking_number}."
        + (f" You will hear from us by {by}." if by else ""),
    )


def promised_by(case: Case) -> datetime | None:
    """Give the next due moment; what came in late by a clerk's hand may be overdue, and nobody is promised the past."""
    due_at = case.next_due_at()
    return due_at if due_at and due_at > case.last_event_at else None


def no_way_to_tell(step: Step) -> None:
    """Say that no carrier can bring the number, so that a person does it."""
    key = notice_key(step.case)
    step.add(EventKind.NOTICE_FAILED, {"key": key, "what": "acknowledged", "because": "no_contact"}, actor=SYSTEM)
    if step.follows(Change.ACKNOWLEDGEMENT_BY_OUTBOX):
        notices.ask_a_person(step, key=key)


def delivered(step: Step, *, key: str, by: str) -> None:
    """Take in that a carrier took it; once more, or after a person told them, changes nothing."""
    if step.case.acknowledgement in OPEN:
        step.add(EventKind.NOTICE_SENT, {"key": key}, actor=NEIGHBOUR)
        step.add(EventKind.ACKNOWLEDGED, {"by": by}, actor=SYSTEM)


def refused(step: Step, *, key: str, because: str) -> None:
    """Take in that no carrier takes it; a person has to bring the number."""
    if step.case.acknowledgement not in OPEN:
        return
    by_outbox = step.case.acknowledgement == "owed"
    step.add(EventKind.NOTICE_FAILED, {"key": key, "what": "acknowledged", "because": because}, actor=NEIGHBOUR)
    if by_outbox:
        notices.ask_a_person(step, key=key)
