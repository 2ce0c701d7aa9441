"""Where a notice goes (通知渠道): the ways to reach somebody, in the order in which they are tried."""

import re
from typing import Final, Literal, NamedTuple

from domain.case import Case
from domain.contacts import Contacts
from domain.kinds import Channel

Way = Literal["sms", "email", "chat"]

_NOT_DIALLED: Final = re.compile(r"[^0-9+]")
_AT_HOME: Final = re.compile(r"^(?:\+|00)86")


class Address(NamedTuple):
    """A way to reach somebody."""

    way: Way
    to: str


def of_complainant(case: Case) -> tuple[Address, ...]:
    """Give the ways to reach a complainant: first the one that they named or came by, else the telephone (A1)."""
    complaint = case.complaint
    sms = [Address("sms", complaint.complainant.phone)] if complaint.complainant.phone else []
    mail = [Address("email", complaint.complainant.email)] if complaint.complainant.email else []
    by_mail = (complaint.answer_by or complaint.channel) is Channel.EMAIL
    return (*mail, *sms) if by_mail else (*sms, *mail)


def of_respondent(case: Case) -> tuple[Address, ...]:
    """Give the ways to reach the respondent, the telephone first; none where nobody has told them of the case."""
    respondent = case.inquiry.respondent
    if respondent is None:
        return ()
    sms = [Address("sms", respondent.phone)] if respondent.phone else []
    mail = [Address("email", respondent.email)] if respondent.email else []
    return (*sms, *mail)


def of_staff(contacts: Contacts, *, urgent: bool) -> tuple[Address, ...]:
    """Give the ways to reach a member of staff; what is urgent rings the telephone first."""
    sms = [Address("sms", contacts.phone)] if contacts.phone else []
    chat = [Address("chat", contacts.chat)] if contacts.chat else []
    mail = [Address("email", contacts.email)] if contacts.email else []
    return (*sms, *chat, *mail) if urgent else (*chat, *mail, *sms)


def arrives_at(address: Address, case: Case) -> bool:
    """Tell whether what is sent there arrives where the complainant of a case is reached.

    More strictly than contacts are compared (`domain.person`), since it is taken for a proof: a number of another
    country is another's, whatever its last digits.
    """
    return any((address.way, _place(address)) == (each.way, _place(each)) for each in of_complainant(case))


def _place(address: Address) -> str:
    if address.way == "sms":
        return _AT_HOME.sub("", _NOT_DIALLED.sub("", address.to))
    return address.to.lower() if address.to.isascii() else address.to
