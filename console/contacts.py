"""Contacts as `redress staff contact` takes and keeps them; what is wrong with one is said without quoting it."""

import sys
from collections.abc import Sequence
from typing import Final

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from console.stores import open_database, open_vault
from domain.contacts import Contacts, plausible_email, plausible_phone
from gateways.chat_address import check_chat_address
from settings import Settings
from storage.contacts import StaffContacts

FROM_STDIN: Final = "-"
_DIALLED: Final = frozenset("+0123456789 ()./-")


def read_contacts(*, email: str | None, phone: str | None, chat: str | None) -> Contacts:
    """Read what was typed; a chat's address of `-` is the first line of stdin. Raises `typer.BadParameter`."""
    return Contacts(
        email=_email(email) if email is not None else None,
        phone=_phone(phone) if phone is not None else None,
        chat=_chat(chat) if chat is not None else None,
    )


def _email(text: str) -> str:
    email = plausible_email(text)
    if email is None or not email.isascii():
        raise typer.BadParameter("--email: write one address such as wang@example.com, in ASCII letters")
    return email


def _phone(text: str) -> str:
    phone = plausible_phone(text)
    if phone is None or not set(phone) <= _DIALLED:
        raise typer.BadParameter("--phone: write a number that takes short messages, such as '+86 138 0013 8000'")
    return phone


def _chat(text: str) -> str:
    url = (sys.stdin.readline() if text == FROM_STDIN else text).strip()
    try:
        check_chat_address(url)
    except ValueError as error:
        raise typer.BadParameter(f"--chat: {error}") from None
    return url


def open_contacts(settings: Settings, engine: AsyncEngine) -> StaffContacts:
    """Give the book of contacts."""
    return StaffContacts(engine=engine, vault=open_vault(settings))


async def set_contacts(settings: Settings, staff_id: str, given: Contacts, *, clear: bool) -> Sequence[str] | None:
    """Keep what is given beside what is known, or in its stead; gives the ways, none where nobody has this id."""
    async with open_database(settings) as engine:
        contacts = open_contacts(settings, engine)
        known = Contacts() if clear else (await contacts.of([staff_id])).get(staff_id, Contacts())
        wanted = known.model_copy(update=given.model_dump(exclude_none=True))
        return wanted.ways if await contacts.set(staff_id, wanted) else None
