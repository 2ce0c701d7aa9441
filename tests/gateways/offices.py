"""Mail servers of the tests: real ones that do as they are told, and ones that say what no server should."""

import asyncio
import email
import email.policy
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Dialogue = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Office:
    """Takes mails, unless it was told what else to do with receivers or messages."""

    def __init__(self, *, rcpt: str = "250 OK", data: str = "250 OK", drops: bool = False, slow: bool = False) -> None:
        self.rcpt, self.data, self.drops, self.slow = rcpt, data, drops, slow
        self.envelopes: list[Envelope] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(  # noqa: N802  the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802  the library's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        if self.drops:
            assert server.transport is not None
            server.transport.close()
        await asyncio.sleep(3 if self.slow else 0)
        return self.data

    def log_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _method: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss:word", handled=False)

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(envelope.content, policy=email.policy.default)
            for envelope in self.envelopes
            if isinstance(envelope.content, bytes)
        ]


class Street:
    """Servers on ports of their own, gone when the test ends."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack

    async def office(self, office: Office, *, implicit: ssl.SSLContext | None = None, **options: Any) -> str:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(office, hostname="localhost", loop=loop, authenticator=office.log_in, **options),
            "127.0.0.1",
            0,
            ssl=implicit,
        )
        return await self._address(server)

    async def speaking(self, dialogue: Dialogue) -> str:
        return await self._address(await asyncio.start_server(dialogue, "127.0.0.1", 0))

    async def _address(self, server: asyncio.Server) -> str:
        await self._stack.enter_async_context(server)
        return f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def says(*answers: str) -> Dialogue:
    """Answer one line with each of these, the greeting first, then hang up."""

    async def dialogue(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number, answer in enumerate(answers):
            if number:
                await reader.readline()
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()
        if answers:
            await reader.readline()
        writer.close()

    return dialogue
