"""Notices (通知登记): that a notice with a key goes out once, however often it is tried (rule 12 of time)."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import autocommitting
from storage.tables import notices


class NoticeState(StrEnum):
    """How far a notice has come."""

    RESERVED = "reserved"
    SENT = "sent"
    FAILED = "failed"


class Notice(BaseModel):
    """What is to go out; `receiver` says who in the case or which staff, never a name, phone or address."""

    model_config = ConfigDict(frozen=True)

    key: str
    tracking_number: str
    what: str
    receiver: str
    channel: str


class Notices:
    """Reserves notices by key and keeps what became of them."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = autocommitting(engine)

    async def reserve(self, notice: Notice) -> bool:
        """Reserve the next attempt; false when it was sent already.

        True a second time means that an earlier attempt ended without a word: send again under the same key, which the
        carrier knows.
        """
        new = insert(notices).values(**notice.model_dump(), state=NoticeState.RESERVED.value, attempts=1)
        again = new.on_conflict_do_update(
            index_elements=["key"],
            set_={"state": NoticeState.RESERVED.value, "attempts": notices.c.attempts + 1},
            where=notices.c.state != NoticeState.SENT.value,
        )
        async with self._engine.connect() as connection:
            return (await connection.execute(again.returning(notices.c.key))).first() is not None

    async def mark_sent(self, key: str) -> None:
        """Keep that the carrier has taken it; when it first did so stays."""
        sent_at = func.coalesce(notices.c.sent_at, func.now())
        await self._change(key, state=NoticeState.SENT.value, sent_at=sent_at, failure=None)

    async def mark_failed(self, key: str, *, failure: str) -> None:
        """Keep why it did not go out; `failure` must not quote what people wrote."""
        await self._change(key, state=NoticeState.FAILED.value, failure=failure)

    async def state(self, key: str) -> NoticeState | None:
        """Give how far a notice has come; none when nobody has reserved it."""
        async with self._engine.connect() as connection:
            state = await connection.scalar(select(notices.c.state).where(notices.c.key == key))
        return NoticeState(state) if state else None

    async def _change(self, key: str, **values: object) -> None:
        async with self._engine.connect() as connection:
            await connection.execute(update(notices).where(notices.c.key == key).values(values))
