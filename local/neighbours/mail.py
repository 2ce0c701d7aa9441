"""The mailbox: takes e-mails by SMTP on a loopback port, and shows to whoever has the token what it took."""

import asyncio
import contextlib
import email
import email.policy
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final

from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from local.neighbours.access import with_token
from local.neighbours.database import Database
from local.neighbours.faults import FaultName, take_fault
from local.neighbours.problems import documented
from local.neighbours.tables import MailRow

_ANSWERS: Final[dict[FaultName, str]] = {
    "refuse": "550 5.1.1 no such mailbox, as somebody asked for",
    "delay": "451 4.2.1 not now, as somebody asked for",
}
_TAKEN: Final = "250 2.0.0 taken"


class Mail(BaseModel):
    """A mail as it came, decoded."""

    message_id: str
    to: str
    subject: str
    text: str
    at: AwareDatetime


class MailList(BaseModel):
    """Every mail taken, the newest last; one that came twice is there twice."""

    items: list[Mail]


class Mailbox:
    """The mails that came; what `aiosmtpd` calls when one does."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    async def handle_DATA(  # noqa: N802  the library's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail, or do what the next fault says."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        fault = await run_in_threadpool(partial(self._take, content, to=", ".join(envelope.rcpt_tos)))
        if fault == "drop_answer" and server.transport is not None:
            server.transport.close()
        return _ANSWERS.get(fault, _TAKEN) if fault else _TAKEN

    def every(self) -> MailList:
        """Show every mail, the newest last."""
        with self._database.read() as session:
            rows = session.scalars(select(MailRow).order_by(MailRow.id)).all()
        return MailList(items=[Mail.model_validate(row, from_attributes=True) for row in rows])

    def _take(self, content: bytes, *, to: str) -> FaultName | None:
        message = email.message_from_bytes(content, policy=email.policy.default)
        body = message.get_body(("plain",))
        text = str(body.get_content()).replace("\r\n", "\n") if body else ""
        with self._database.write() as session:
            fault = take_fault(session, book="mail")
            if fault not in _ANSWERS:
                message_id, subject = str(message["Message-ID"] or ""), str(message["Subject"] or "")
                session.add(MailRow(message_id=message_id, to=to, subject=subject, text=text, at=datetime.now(UTC)))
        return fault


@contextlib.asynccontextmanager
async def mailbox_open(mailbox: Mailbox, *, port: int) -> AsyncIterator[None]:
    """Listen on 127.0.0.1 until the block ends."""
    loop = asyncio.get_running_loop()
    # A name of its own, so that nobody is asked for this machine's.
    server = await loop.create_server(partial(SMTP, mailbox, hostname="localhost", loop=loop), "127.0.0.1", port)
    async with server:
        yield


def _mailbox(request: Request) -> Mailbox:
    mailbox: Mailbox = request.app.state.mailbox
    return mailbox


# Mails name people: even from this machine nobody reads them without the token.
router = APIRouter(prefix="/mails", tags=["mail"], dependencies=[Depends(with_token)])


@router.get("", responses=documented(401))
def list_mails(mailbox: Annotated[Mailbox, Depends(_mailbox)]) -> MailList:
    """Show the mails that came, the newest last."""
    return mailbox.every()
