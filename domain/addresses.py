"""Where a notice goes (通知渠道): the ways to reach somebody, in the order in which they are tried."""

from typing import Literal, NamedTuple

from domain.case import Case
from domain.contacts import Contacts
from domain.kinds import Channel

Way = Literal["sms", "email", "chat"]


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


def of_staff(contacts: Contacts, *, urgent: bool) -> tuple[Address, ...]:
    """Give the ways to reach a member of staff; what is urgent rings the telephone first."""
    sms = [Address("sms", contacts.phone)] if contacts.phone else []
    chat = [Address("chat", contacts.chat)] if contacts.chat else []
    mail = [Address("email", contacts.email)] if contacts.email else []
    return (*sms, *chat, *mail) if urgent else (*chat, *mail, *sms)
