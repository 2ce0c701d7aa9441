"""Telephone numbers and e-mail addresses in forms: plausible, or refused in words."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from domain.contacts import plausible_email, plausible_phone
from domain.fault_words import worded

_LAST_DIGITS: Final = 11


def read_phone(text: str) -> str:
    """Give a number without blanks around it and in half width; raises an error in words where it is none."""
    phone = plausible_phone(text)
    if phone is None:
        raise worded(zh="不是有效的电话号码", en="this is no telephone number")
    return phone


def read_email(text: str) -> str:
    """Give an address without blanks around it; raises an error in words where it is none."""
    email = plausible_email(text)
    if email is None:
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
