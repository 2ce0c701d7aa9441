"""Whose complaint it is (同一投诉人): by contact, however it is typed; a name or an order proves nothing (A6)."""

from collections.abc import Callable
from typing import Final

from domain.complaint import Complaint

_PHONE_DIGITS: Final = 11


def phone_key(phone: str) -> str:
    """Give what of a phone number tells it from others: its last eleven digits, without country code and separators."""
    return "".join(character for character in phone if character.isdecimal())[-_PHONE_DIGITS:]


def email_key(email: str) -> str:
    """Give an e-mail address without what does not matter."""
    return email.strip().casefold()


def order_key(number: str) -> str:
    """Give an order number without blanks; capitals do not matter."""
    return "".join(number.split()).casefold()


def respondent_key(name: str) -> str:
    """Give who is complained of, without blanks; capitals do not matter."""
    return "".join(name.split()).casefold()


def is_same_complainant(one: Complaint, other: Complaint) -> bool:
    """Tell whether one person filed both: the same phone or e-mail.

    The other side of an order knows its number and the name, and whoever is merged reads on in the other case.
    """
    mine, theirs = one.complainant, other.complainant
    return _same(mine.phone, theirs.phone, phone_key) or _same(mine.email, theirs.email, email_key)


def _same(one: str | None, other: str | None, key: Callable[[str], str]) -> bool:
    mine = key(one or "")
    return bool(mine) and mine == key(other or "")
