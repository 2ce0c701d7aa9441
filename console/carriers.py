"""The carriers of messages, built by settings: for notices and for access codes alike."""

from domain.ports import NoticeCarrier
from gateways.mail import SECONDS_FOR_A_MAIL, SmtpMailCarrier
from settings import Settings


def message_carriers(
    settings: Settings, *, sms: NoticeCarrier, seconds_for_a_mail: float = SECONDS_FOR_A_MAIL
) -> dict[str, NoticeCarrier]:
    """Give the ways by which anybody is reached, those that are set up."""
    carriers = {"sms": sms}
    if (server := settings.mail_server()) and settings.notices_from:
        carriers["email"] = SmtpMailCarrier(server=server, sender=settings.notices_from, seconds=seconds_for_a_mail)
    return carriers
