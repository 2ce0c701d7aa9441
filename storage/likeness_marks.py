"""Marks of likeness (关联标记): by them a complaint finds those it is like, and nobody reads anything from them (I3).

A mark is eight bytes of an HMAC under the identity key: of a contact, an order, a respondent, or a band of the text's
sketch. Respondents and texts are marked within their service line. Each has a row of its own, so that the newest cases
with one mark are the end of one stretch of an index, however many there are.
"""

from typing import Any

from domain.case import Case
from domain.complaint import Complaint
from domain.likeness import Why
from domain.person import email_key, order_key, phone_key, respondent_key
from domain.sketch import sketch
from storage.search_text import search_text
from storage.vault import Vault


def personal_marks_of(complaint: Complaint, *, vault: Vault) -> dict[int, Why]:
    """Give the marks by which a complaint repeats another: person and order."""
    person = complaint.complainant
    named = [
        (Why.SAME_PERSON, "phone", phone_key(person.phone or "")),
        (Why.SAME_PERSON, "email", email_key(person.email or "")),
        (Why.SAME_ORDER, "order", order_key(complaint.order_number or "")),
    ]
    return {_mark(vault, purpose, value): why for why, purpose, value in named if value}


def marks_of(complaint: Complaint, *, vault: Vault) -> dict[int, Why]:
    """Give the marks of a complaint, each with what it stands for; an erased one has none."""
    line = complaint.service_line
    named = [
        (Why.SAME_RESPONDENT, f"respondent {line}", respondent_key(complaint.respondent or "")),
        *((Why.SAME_TEXT, f"text {line} {place}", str(band)) for place, band in _bands(complaint)),
    ]
    own = {_mark(vault, purpose, value): why for why, purpose, value in named if value}
    return personal_marks_of(complaint, vault=vault) | own


def mark_rows(case: Case, *, vault: Vault) -> list[dict[str, Any]]:
    """Give the rows of a case's marks."""
    own = {"received_at": case.received_at, "tracking_number": case.tracking_number}
    return [{"mark": mark, **own} for mark in marks_of(case.complaint, vault=vault)]


def _bands(complaint: Complaint) -> list[tuple[int, tuple[int, ...]]]:
    return list(enumerate(sketch(search_text(complaint))))


def _mark(vault: Vault, purpose: str, value: str) -> int:
    return int.from_bytes(vault.blind_index(f"likeness {purpose}", value)[:8], "big", signed=True)
