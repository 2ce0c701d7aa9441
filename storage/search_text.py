"""The words by which a case is found (检索文本), and nothing by which a person is (I3)."""

import re
from typing import Final

from domain.complaint import Complaint
from domain.person import email_key, order_key, phone_key
from storage.vault import Vault

LENGTH: Final = 4_000
"""Characters of a complaint that can be searched."""

MASK: Final = "*"

# Begun only where a word begins: a long one without an end would else be looked through from each of its letters.
_EMAIL = re.compile(r"(?<![^\s@<>,;:，；：（）()])[^\s@<>,;:，；：（）()]+@[^\s@<>,;:，；：（）()]+")
# Phone, identity card, bank card: seven digits and more, however they are grouped.
_LONG_NUMBER = re.compile(r"\+?\d(?:[ \-.–—]?\d){6,}")
_SHORTEST_NAME: Final = 2


def search_text(complaint: Complaint) -> str:
    """Give title and description in lower case, without numbers, addresses and names of the people in it."""
    words = "\n".join(filter(None, (complaint.title, complaint.description.text)))[: 2 * LENGTH]
    words = _LONG_NUMBER.sub(MASK, _EMAIL.sub(MASK, words))
    for name in (complaint.complainant.name, complaint.respondent, complaint.representing):
        if name and len(name) >= _SHORTEST_NAME:
            words = words.replace(name, MASK)
    return words[:LENGTH].lower()


def order_index(vault: Vault, number: str) -> bytes:
    """Give the blind index of an order number; blanks and case do not matter."""
    return vault.blind_index("order", order_key(number))


def phone_index(vault: Vault, phone: str) -> bytes:
    """Give the blind index of a phone number, with or without country code and separators."""
    return vault.blind_index("phone", phone_key(phone))


def email_index(vault: Vault, email: str) -> bytes:
    """Give the blind index of an e-mail address."""
    return vault.blind_index("email", email_key(email))


def indexes(complaint: Complaint, *, vault: Vault) -> dict[str, bytes | None]:
    """Give the columns by which a case is found though nobody can read them."""
    order, phone, email = complaint.order_number, complaint.complainant.phone, complaint.complainant.email
    return {
        "order_index": order_index(vault, order) if order else None,
        "phone_index": phone_index(vault, phone) if phone else None,
        "email_index": email_index(vault, email) if email else None,
    }
