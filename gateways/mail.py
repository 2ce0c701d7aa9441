"""E-mail (电子邮件): a message handed to a mail server by SMTP, and what can be said of it when that fails.

    until the server asks for the message    lost, late, or any no to us      NeighbourUnavailable
    the receiver                             4xx  NeighbourUnavailable        5xx  NeighbourRefused
    the message                              4xx  NeighbourUnavailable        5xx  NeighbourRefused
    once the message is written              lost or late, without an answer  DeliveryUnclear

A no to us is one to greeting, TLS, log-in or sender: the settings are wrong then, and no receiver is to suffer for it.
What servers say is not repeated: it may quote the address.
"""

import asyncio
import contextlib
import hashlib
import re
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from functools import cache
from typing import Final

import aiosmtplib

from domain.contacts import plausible_email
from domain.mail_server import MailServer
from domain.ports import DeliveryUnclear, NeighbourRefused, NeighbourUnavailable

SECONDS_FOR_A_MAIL: Final = 30.0
_ASK_FOR_IT: Final = 354
_TAKEN: Final = 250
_REFUSED: Final = range(500, 600)
_NOT_NOW: Final = range(400, 500)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")
# Bytes of seven bits only: no server needs to understand more.
_POLICY: Final = WIRE.clone(cte_type="7bit")
_DOTS: Final = re.compile(rb"(?m)^\.")


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


class SmtpMailCarrier:
    """`NoticeCarrier` by SMTP; every mail has a connection of its own."""

    def __init__(
        self,
        *,
        server: MailServer,
        sender: str,
        seconds: float = SECONDS_FOR_A_MAIL,
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        """Describe it.

        Args:
            server: where mails are handed over.
            sender: the address that they come from.
            seconds: what the whole of one mail may take.
            certificates: whom to trust, if not whom this machine trusts.
        """
        self._server = server
        self._sender = sender
        self._seconds = seconds
        self._certificates = certificates

    async def send(self, *, key: str, to: str, subject: str, text: str) -> None:
        """Hand a mail over, once per call; mails of the same key bear the same Message-ID.

        Raises:
            NeighbourRefused: the receiver or the message is none, or the server will not have it.
            NeighbourUnavailable: the server surely did not take it; trying again is safe.
            DeliveryUnclear: the message was written, and no answer came.
        """
        address = _address(to)
        message = self._written(key=key, to=address, subject=subject, text=text)
        delivery = _Delivery(self._client(), sender=self._sender, to=address, message=message)
        try:
            async with asyncio.timeout(self._seconds):
                await delivery.make()
        except (TimeoutError, OSError, aiosmtplib.SMTPException) as error:
            raise delivery.verdict(error) from None
        finally:
            delivery.end()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password.get_secret_value() if server.password else None,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            tls_context=None if server.tls == "none" else self._certificates or _certificates(),
            # What it calls itself, without asking the name service for a name of this machine.
            local_hostname=self._sender.rpartition("@")[2],
            timeout=self._seconds,
        )

    def _written(self, *, key: str, to: str, subject: str, text: str) -> bytes:
        if _CONTROLS.search(subject):
            raise NeighbourRefused("mail: a subject of more than one line")
        message = EmailMessage(policy=_POLICY)
        try:
            message["From"], message["To"], message["Subject"] = self._sender, to, subject
            message["Date"] = format_datetime(datetime.now(UTC))
            message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()}@{self._sender.rpartition('@')[2]}>"
            message["Auto-Submitted"] = "auto-generated"
            message.set_content(text)
            return message.as_bytes()
        except ValueError:
            raise NeighbourRefused("mail: subject or text cannot be written as a mail") from None


class _Delivery:
    """One mail on its way, and how far it came."""

    def __init__(self, client: aiosmtplib.SMTP, *, sender: str, to: str, message: bytes) -> None:
        self._client = client
        self._sender = sender
        self._to = to
        self._message = message
        self._is_written = False

    async def make(self) -> None:
        await self._client.connect()
        await self._client.ehlo()
        await self._client.mail(self._sender)
        await self._client.rcpt(self._to)
        asked = await self._client.execute_command(b"DATA")
        if asked.code != _ASK_FOR_IT:
            raise aiosmtplib.SMTPDataError(asked.code, "")
        answer = await self._write()
        if answer.code != _TAKEN:
            raise aiosmtplib.SMTPDataError(answer.code, "")

    async def _write(self) -> aiosmtplib.SMTPResponse:
        # The library's own method does not tell whether it was lost before or after the message was written.
        protocol = self._client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("lost")
        self._is_written = True
        protocol.write(_DOTS.sub(b"..", self._message) + b".\r\n")
        return await protocol.read_response()

    def verdict(self, error: Exception) -> Exception:
        """Tell what a failure means for the mail."""
        if isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError):
            whom = "the receiver" if isinstance(error, aiosmtplib.SMTPRecipientRefused) else "the message"
            if error.code in _REFUSED:
                return NeighbourRefused(f"mail: the server refused {whom} with {error.code}")
            if error.code in _NOT_NOW or not self._is_written:
                return NeighbourUnavailable(f"mail: the server put {whom} off with {error.code}")
        if self._is_written:
            return DeliveryUnclear(f"mail: no answer after the message was written ({type(error).__name__})")
        return NeighbourUnavailable(f"mail: the server did not come to take the message ({type(error).__name__})")

    def end(self) -> None:
        """Take leave and close the connection; whatever counted was said before."""
        with contextlib.suppress(aiosmtplib.SMTPServerDisconnected):
            if self._client.protocol:
                self._client.protocol.write(b"QUIT\r\n")
        self._client.close()


def _address(to: str) -> str:
    address = plausible_email(to)
    if address is None or not address.isascii() or _CONTROLS.search(to):
        raise NeighbourRefused("mail: the receiver's address is none that a mail can go to")
    return address
