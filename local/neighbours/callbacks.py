"""Signed calls back to Redress: each is owed from the moment it is written, and tried until it is taken."""

import asyncio
import json
import logging
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateways.signature import sign
from local.neighbours.database import Database
from local.neighbours.tables import CallbackRow
from local.neighbours.timings import Timings

log = logging.getLogger(__name__)

Hook = Literal["payments", "work-orders"]
_AT_ONCE = 16


def owe_callback(session: Session, *, hook: Hook, body: dict[str, Any], at: datetime, copies: int = 1) -> None:
    """Write down in the caller's transaction that Redress is to be told; copies bear the same message id."""
    message = {"id": str(uuid.uuid4()), **body}
    session.add_all(CallbackRow(hook=hook, body=message, owed_since=at, due_at=at) for _ in range(copies))


class CallbackSender:
    """Delivers what is owed, at least once each."""

    def __init__(
        self, *, database: Database, client: httpx.AsyncClient, base: str, secret: str, timings: Timings
    ) -> None:
        self._database = database
        self._client = client
        self._base = base.rstrip("/")
        self._secret = secret
        self._timings = timings

    async def send_due(self) -> datetime | None:
        """Try once everything that is due; give the instant of the next try."""
        while rows := await asyncio.to_thread(self._due):
            taken = await asyncio.gather(*(self._try(row) for row in rows))
            await asyncio.to_thread(self._note, rows, taken)
        return await asyncio.to_thread(self._next_at)

    def _due(self) -> Sequence[CallbackRow]:
        due = select(CallbackRow).where(CallbackRow.due_at <= datetime.now(UTC))
        with self._database.read() as session:
            return session.scalars(due.order_by(CallbackRow.due_at, CallbackRow.id).limit(_AT_ONCE)).all()

    def _next_at(self) -> datetime | None:
        with self._database.read() as session:
            return session.scalar(select(func.min(CallbackRow.due_at)))

    async def _try(self, row: CallbackRow) -> bool:
        body = json.dumps(row.body, ensure_ascii=False).encode()
        # Signed anew for each try: an old signature would be out of Redress's tolerance.
        headers = {"Content-Type": "application/json", **sign(secret=self._secret, at=datetime.now(UTC), body=body)}
        try:
            answer = await self._client.post(f"{self._base}/api/v1/hooks/{row.hook}", content=body, headers=headers)
        except httpx.HTTPError as error:
            log.info("callback %s not delivered: %s", row.id, type(error).__name__)
            return False
        return answer.is_success

    def _note(self, rows: Sequence[CallbackRow], taken: Sequence[bool]) -> None:
        now = datetime.now(UTC)
        with self._database.write() as session:
            for row, was_taken in zip(rows, taken, strict=True):
                stored = session.get_one(CallbackRow, row.id)
                stored.attempts += 1
                stored.taken_at = now if was_taken else None
                stored.due_at = None if was_taken else self._next_try(stored, now)

    def _next_try(self, row: CallbackRow, now: datetime) -> datetime | None:
        if now - row.owed_since >= timedelta(seconds=self._timings.give_up_after):
            log.warning("callback %s given up after %s tries", row.id, row.attempts)
            return None
        # Capped before the power: a thousand tries must not overflow.
        doublings = min(row.attempts - 1, 16)
        return now + timedelta(seconds=min(self._timings.first_retry * 2**doublings, self._timings.longest_retry))
