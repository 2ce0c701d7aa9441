"""Telephone numbers and e-mail addresses as people write them: whether it is plausible that they reach somebody."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from api.validation import worded

_LONGEST_PHONE: Final = 40
_LONGEST_EMAIL: Final = 254
_LONGEST_LOCAL_PART: Final = 64
_LAST_DIGITS: Final = 11

# Digits in groups, with a country code, an area code in brackets and an extension where there are.
_PHONE: Final = re.compile(
    r"\+?[0-9(][0-9 ()./-]*[0-9](?: *(?:x|ext\.?|#|,|转) *[0-9]{1,6})?", re.ASCII | re.IGNORECASE
)
_DIGITS: Final = range(7, 22)
_EMAIL: Final = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+@(?:[^\s@<>()\[\]\\,;:\"_./\x00-\x1f\x7f]+\.)+[^\W\d_]{2,63}"
)


def read_phone(text: str) -> str:
    """Give a number without blanks around it and in half width; raises an error in words where it is none."""
    phone = unicodedata.normalize("NFKC", text[: 2 * _LONGEST_PHONE]).strip()
    if len(text) > _LONGEST_PHONE or not _PHONE.fullmatch(phone) or sum(map(str.isdecimal, phone)) not in _DIGITS:
        raise worded(zh="不是有效的电话号码", en="this is no telephone number")
    return phone


def read_email(text: str) -> str:
    """Give an address without blanks around it; raises an error in words where it is none."""
    email = text.strip()
    local, _, _ = email.partition("@")
    is_short = len(email) <= _LONGEST_EMAIL and len(local) <= _LONGEST_LOCAL_PART
    is_dotted_well = ".." not in email and local == local.strip(".")
    if not (is_short and is_dotted_well and _EMAIL.fullmatch(email)):
        raise worded(zh="不是有效的电子邮箱地址", en="this is no e-mail address")
    return email


def is_same_phone(one: str, other: str) -> bool:
    """Tell whether two numbers reach the same person, with or without a country code and separators."""
    return _tail(one) == _tail(other) != ""


def is_same_email(one: str, other: str) -> bool:
    """Tell whether two addresses reach the same person."""
    return one.strip().casefold() == other.strip().casefold()


def _tail(phone: str) -> str:
    return "".join(filter(str.isdecimal, phone))[-_LAST_DIGITS:]


Phone = Annotated[str, AfterValidator(read_phone), Field(examples=["138 0013 8000"])]
Email = Annotated[str, AfterValidator(read_email), Field(examples=["wang@example.com"])]
