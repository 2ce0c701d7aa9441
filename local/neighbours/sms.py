"""The SMS carrier: takes each message once, and shows to whoever has the token what it sent."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import select

from local.neighbours.access import with_token
from local.neighbours.database import Database
from local.neighbours.payment_forms import Key
from local.neighbours.problems import Refusal, documented
from local.neighbours.tables import SmsRow


class SmsAsked(BaseModel):
    """A message to be sent, once per key."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    to: str = Field(pattern=r"^\+?[0-9]{5,20}$", examples=["+8613800138000"])
    text: str = Field(min_length=1, max_length=2000)


class SmsState(BaseModel):
    """That a message was taken."""

    key: Key
    status: Literal["accepted"] = "accepted"
    at: AwareDatetime


class SmsSent(SmsState):
    """A message that was sent."""

    to: str
    text: str


class SmsList(BaseModel):
    """Every message sent, oldest first."""

    items: list[SmsSent]


class SmsBook:
    """The messages that were sent."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def send(self, asked: SmsAsked) -> SmsState:
        """Send the message, once per key.

        Raises:
            Refusal: 409 when the key stands for another message.
        """
        with self._database.write() as session:
            row = session.get(SmsRow, asked.key)
            if row is None:
                row = SmsRow(**asked.model_dump(), at=datetime.now(UTC))
                session.add(row)
            if (row.to, row.text) != (asked.to, asked.text):
                detail = "this key was used before, for another message"
                raise Refusal(status=409, reason="key_used_for_another_message", detail=detail)
            return SmsState(key=row.key, at=row.at)

    def every(self) -> SmsList:
        """Show every message, oldest first."""
        with self._database.read() as session:
            rows = session.scalars(select(SmsRow).order_by(SmsRow.at, SmsRow.key)).all()
        return SmsList(items=[SmsSent(key=row.key, at=row.at, to=row.to, text=row.text) for row in rows])


def _book(request: Request) -> SmsBook:
    book: SmsBook = request.app.state.sms
    return book


Book = Annotated[SmsBook, Depends(_book)]
# Messages hold access codes: even from this machine nobody reads them without the token.
router = APIRouter(prefix="/sms", tags=["sms"], dependencies=[Depends(with_token)])


@router.post("", responses=documented(401, 409, 422))
def send_sms(asked: SmsAsked, book: Book) -> SmsState:
    """Send a message, once per key."""
    return book.send(asked)


@router.get("", responses=documented(401))
def list_sms(book: Book) -> SmsList:
    """Show what was sent, oldest first."""
    return book.every()
