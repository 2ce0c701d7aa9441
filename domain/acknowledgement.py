"""The acknowledgement (受理通知): the number and the promised time, to those who were not shown them (A4, C3)."""

from zoneinfo import ZoneInfo

from domain.case import Case
from domain.events import NEIGHBOUR, SYSTEM
from domain.kinds import EventKind
from domain.step import Step
from domain.words import Words


def notice_key(case: Case) -> str:
    """Give the key under which a carrier takes the acknowledgement once."""
    return f"{case.tracking_number}/{case.cycle}/acknowledged"


def is_wanted(case: Case) -> bool:
    """Tell whether a carrier has still to bring the number."""
    return case.acknowledgement == "wanted" and bool(case.complaint.complainant.phone)


def text(case: Case, *, zone: str) -> str:
    """Give the short message: the number and the next promise, nothing of what was complained of."""
    due_at = case.next_due_at()
    # What came in late by a clerk's hand may be overdue already; nobody is promised the past.
    by = f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if due_at and due_at > case.last_event_at else ""
    words = Words(
        zh=f"您的投诉已受理，编号 {case.tracking_number}。" + (f"我们将于 {by} 前答复。" if by else ""),
        en=f"Your complaint is registered under {case.tracking_number}."
        + (f" You will hear from us by {by}." if by else ""),
    )
    return words.in_(case.complaint.complainant.language)


def no_way_to_tell(step: Step) -> None:
    """Say that no carrier can bring the number, so that a person does it."""
    data = {"key": notice_key(step.case), "what": "acknowledged", "because": "no_phone"}
    step.add(EventKind.NOTICE_FAILED, data, actor=SYSTEM)


def answered(step: Step, *, key: str, delivered: bool) -> None:
    """Take in whether the carrier took it."""
    if step.case.acknowledgement != "wanted":
        return
    if delivered:
        step.add(EventKind.NOTICE_SENT, {"key": key}, actor=NEIGHBOUR)
        step.add(EventKind.ACKNOWLEDGED, {"by": "sms"}, actor=SYSTEM)
    else:
        step.add(EventKind.NOTICE_FAILED, {"key": key, "what": "acknowledged", "because": "refused"}, actor=NEIGHBOUR)
