"""Sessions (会话): a browser that somebody has signed in with, known by the hash of a random token."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.credential_tables import staff_sessions
from storage.database import Autocommitting
from storage.sign_in_log import Access, address_mark, entry
from storage.staff import StaffMember
from storage.tables import staff
from storage.vault import Vault

IDLE: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=12)
_TOKEN_BYTES: Final = 32
_USER_AGENT_CHARACTERS: Final = 120
# A desk asks many times a minute; to the minute is good enough.
_SEEN_EVERY: Final = timedelta(minutes=1)


class Session(BaseModel):
    """A session that goes on; `csrf_token` goes with every change that is asked for by its cookie."""

    model_config = ConfigDict(frozen=True)

    staff: StaffMember
    csrf_token: str = Field(repr=False)
    expires_at: datetime


class OpenedSession(BaseModel):
    """A new session, and the token for its cookie, which nobody sees again."""

    model_config = ConfigDict(frozen=True)

    token: str = Field(repr=False)
    session: Session


class Sessions:
    """Keeps sessions; one ends `idle` after it was last used, and `longest` after it began."""

    def __init__(
        self, *, engine: AsyncEngine, vault: Vault, idle: timedelta = IDLE, longest: timedelta = LONGEST
    ) -> None:
        self._engine = engine
        self._autocommitting = Autocommitting(engine)
        self._vault = vault
        self._idle = idle
        self._longest = longest

    async def open(self, member: StaffMember, *, address: str, user_agent: str) -> OpenedSession:
        """Begin a session under a token of its own."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        values = {
            "token_hash": _hash(token),
            "staff_id": member.id,
            "expires_at": func.now() + self._longest,
            "user_agent": user_agent.replace("\0", "")[:_USER_AGENT_CHARACTERS],
        }
        over = staff_sessions.c.staff_id == member.id, self._is_over()
        async with self._engine.begin() as connection:
            await connection.execute(delete(staff_sessions).where(*over))
            begun = insert(staff_sessions).values(values).returning(staff_sessions.c.expires_at)
            expires_at = (await connection.execute(begun)).scalar_one()
            mark = address_mark(self._vault, address)
            await connection.execute(entry(Access.SIGNED_IN, staff_id=member.id, mark=mark))
        return OpenedSession(token=token, session=_session(member, token, expires_at))

    async def find(self, token: str) -> Session | None:
        """Give the session of a cookie; none for one that is unknown or over, or of somebody disabled."""
        query = (
            select(
                staff,
                staff_sessions.c.expires_at,
                (staff_sessions.c.seen_at < func.now() - _SEEN_EVERY).label("is_to_be_noted"),
            )
            .join(staff_sessions, staff_sessions.c.staff_id == staff.c.id)
            .where(
                staff_sessions.c.token_hash == _hash(token),
                ~self._is_over(),
                staff.c.disabled_at.is_(None),
            )
        )
        async with self._autocommitting.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            if row.is_to_be_noted:
                seen = update(staff_sessions).where(staff_sessions.c.token_hash == _hash(token))
                await connection.execute(seen.values(seen_at=func.now()))
        return _session(StaffMember.model_validate(row), token, row.expires_at)

    async def end(self, token: str) -> bool:
        """End a session; false where there was none."""
        ended = delete(staff_sessions).where(staff_sessions.c.token_hash == _hash(token))
        async with self._engine.begin() as connection:
            whose = await connection.scalar(ended.returning(staff_sessions.c.staff_id))
            if whose is not None:
                await connection.execute(entry(Access.SIGNED_OUT, staff_id=whose))
        return whose is not None

    async def end_all(self, staff_id: str) -> None:
        """End every session of somebody."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id))
            await connection.execute(entry(Access.SIGNED_OUT_EVERYWHERE, staff_id=staff_id))

    def _is_over(self) -> ColumnElement[bool]:
        is_idle = staff_sessions.c.seen_at <= func.now() - self._idle
        return or_(staff_sessions.c.expires_at <= func.now(), is_idle)


def _session(member: StaffMember, token: str, expires_at: datetime) -> Session:
    secret = hmac.digest(token.encode(), b"redress csrf", "sha256")
    csrf_token = base64.urlsafe_b64encode(secret).decode().rstrip("=")
    return Session(staff=member, csrf_token=csrf_token, expires_at=expires_at)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
