"""Staff (工作人员): who may log in, and the tokens with which they do."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import Autocommitting
from storage.mediation_tables import mediates_as as column
from storage.sign_in_log import Access, entry
from storage.tables import staff, staff_tokens

PREFIX: Final = "rdt_"
"""What every token begins with, so that one that lies about is recognised."""

_TOKEN_BYTES: Final = 32
_ID_DIGITS: Final = 12
# The beginning of a hash: enough to tell a person's tokens apart, and of no use to anybody.
_TOKEN_ID: Final = func.left(func.encode(staff_tokens.c.token_hash, "hex"), _ID_DIGITS)
_LIVE: Final = (
    staff_tokens.c.revoked_at.is_(None),
    or_(staff_tokens.c.expires_at.is_(None), staff_tokens.c.expires_at > func.now()),
)


class Scope(StrEnum):
    """What a token may be used for, within what its owner's role allows."""

    READ = "read"
    ACT = "act"
    ADMINISTER = "administer"


class StaffMember(BaseModel):
    """Somebody who works here; `rung` is where they stand on the escalation ladder.

    `scopes` are those of the token by which they came; none stands for all that the role may.
    `mediates_as` is whose mediator somebody of that role is (`domain.case_mediation.MediatorKind`).
    """

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    name: str
    role: str
    department: str | None
    rung: str
    created_at: datetime
    disabled_at: datetime | None
    mediates_as: str | None = None
    scopes: frozenset[Scope] | None = None


class ListedToken(BaseModel):
    """A token as its owner tells it from others; `id` opens nothing."""

    model_config = ConfigDict(frozen=True)

    id: str
    created_at: datetime
    expires_at: datetime | None
    scopes: tuple[Scope, ...] | None


class StaffRegister:
    """Keeps staff and their tokens; of a token only the SHA-256."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = Autocommitting(engine)
        self._transactions = engine

    async def add(
        self, *, name: str, role: str, rung: str, department: str | None = None, mediates_as: str | None = None
    ) -> StaffMember:
        """Add somebody; they get a short id of their own."""
        values = {"name": name, "role": role, "rung": rung, "department": department, column.name: mediates_as}
        async with self._engine.connect() as connection:
            row = (await connection.execute(insert(staff).values(values).returning(staff))).one()
        return StaffMember.model_validate(row)

    async def list(self, *, role: str | None = None, department: str | None = None) -> Sequence[StaffMember]:
        """List staff, the disabled too, in the order in which they came."""
        query = select(staff).order_by(staff.c.created_at, staff.c.id)
        if role is not None:
            query = query.where(staff.c.role == role)
        if department is not None:
            query = query.where(staff.c.department == department)
        async with self._engine.connect() as connection:
            return [StaffMember.model_validate(row) for row in await connection.execute(query)]

    async def find(self, staff_id: str) -> StaffMember | None:
        """Give somebody by id, disabled or not."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(staff).where(staff.c.id == staff_id))).one_or_none()
        return StaffMember.model_validate(row) if row else None

    async def disable(self, staff_id: str) -> bool:
        """Keep somebody out from now on; false when there is nobody of that id. Their deeds stay theirs."""
        disabled_at = func.coalesce(staff.c.disabled_at, func.now())
        async with self._engine.connect() as connection:
            changed = await connection.execute(
                update(staff).where(staff.c.id == staff_id).values(disabled_at=disabled_at)
            )
        return changed.rowcount == 1

    async def issue_token(
        self, staff_id: str, *, expires_at: datetime | None = None, scopes: Sequence[Scope] | None = None
    ) -> str:
        """Make a bearer token; this is the only time that anybody sees it. Without `scopes` it is for everything."""
        token = PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(_TOKEN_BYTES)).decode().rstrip("=")
        kept = None if scopes is None else sorted(set(scopes))
        values = {"token_hash": _hash(token), "staff_id": staff_id, "expires_at": expires_at, "scopes": kept}
        async with self._transactions.begin() as connection:
            await connection.execute(insert(staff_tokens).values(values))
            await connection.execute(entry(Access.TOKEN_ISSUED, staff_id=staff_id))
        return token

    async def tokens(self, staff_id: str) -> Sequence[ListedToken]:
        """List somebody's tokens that are good, the oldest first."""
        columns = staff_tokens.c.created_at, staff_tokens.c.expires_at, staff_tokens.c.scopes
        query = select(_TOKEN_ID.label("id"), *columns).where(staff_tokens.c.staff_id == staff_id, *_LIVE)
        async with self._engine.connect() as connection:
            found = await connection.execute(query.order_by(staff_tokens.c.created_at, _TOKEN_ID))
            return [ListedToken.model_validate(row._asdict()) for row in found]

    async def revoke_listed(self, staff_id: str, token_id: str) -> bool:
        """End one of somebody's tokens by the id it is listed with; false where there is none that is good."""
        named = staff_tokens.c.staff_id == staff_id, _TOKEN_ID == token_id, *_LIVE  # noqa: SIM300 - a column first
        async with self._transactions.begin() as connection:
            changed = await connection.execute(update(staff_tokens).where(*named).values(revoked_at=func.now()))
            if changed.rowcount:
                await connection.execute(entry(Access.TOKEN_REVOKED, staff_id=staff_id))
        return changed.rowcount > 0

    async def revoke_token(self, token: str) -> bool:
        """End a token; false when it was none, or ended already."""
        live = staff_tokens.c.token_hash == _hash(token), staff_tokens.c.revoked_at.is_(None)
        async with self._engine.connect() as connection:
            changed = await connection.execute(update(staff_tokens).where(*live).values(revoked_at=func.now()))
        return changed.rowcount == 1

    async def by_token(self, token: str) -> StaffMember | None:
        """Give whose token it is; none for one that is unknown, expired or revoked, or of somebody disabled."""
        query = (
            select(staff, staff_tokens.c.scopes)
            .join(staff_tokens, staff_tokens.c.staff_id == staff.c.id)
            .where(staff_tokens.c.token_hash == _hash(token), *_LIVE, staff.c.disabled_at.is_(None))
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return StaffMember.model_validate(row) if row else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
