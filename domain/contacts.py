"""Contacts (联系方式): telephone numbers and e-mail addresses as people write them, and how staff are reached."""

import re
import unicodedata
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

_LONGEST_PHONE: Final = 40
_LONGEST_EMAIL: Final = 254
_LONGEST_LOCAL_PART: Final = 64

# Digits in groups, with a country code, an area code in brackets and an extension where there are.
_PHONE: Final = re.compile(
    r"\+?[0-9(][0-9 ()./-]*[0-9](?: *(?:x|ext\.?|#|,|转) *[0-9]{1,6})?", re.ASCII | re.IGNORECASE
)
_DIGITS: Final = range(7, 22)
# `=?` begins what mail programs take for encoded text and rewrite on the way.
_EMAIL: Final = re.compile(
    r"(?![^@]*=\?)[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+@(?:[^\s@<>()\[\]\\,;:\"_./\x00-\x1f\x7f]+\.)+[^\W\d_]{2,63}"
)


class Contacts(BaseModel):
    """How somebody of the staff is reached; `chat` is an address that holds its own secrets."""

    model_config = ConfigDict(frozen=True)

    email: str | None = None
    phone: str | None = None
    chat: str | None = Field(default=None, repr=False)

    @property
    def ways(self) -> tuple[str, ...]:
        """Name the ways there are, never where they lead."""
        return tuple(way for way, where in self if where)


def plausible_phone(text: str) -> str | None:
    """Give a number without blanks around it and in half width; none where it is no number."""
    phone = unicodedata.normalize("NFKC", text[: 2 * _LONGEST_PHONE]).strip()
    if len(text) > _LONGEST_PHONE or not _PHONE.fullmatch(phone) or sum(map(str.isdecimal, phone)) not in _DIGITS:
        return None
    return phone


def plausible_email(text: str) -> str | None:
    """Give an address without blanks around it; none where it is no address."""
    email = text.strip()
    local, _, _ = email.partition("@")
    is_short = len(email) <= _LONGEST_EMAIL and len(local) <= _LONGEST_LOCAL_PART
    is_dotted_well = ".." not in email and local == local.strip(".")
    return email if is_short and is_dotted_well and _EMAIL.fullmatch(email) else None
