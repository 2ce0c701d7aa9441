"""The outbox (待发通知): what people are to be told, from the step that owes it until it is sent, or given up (G2).

Notices of one receiver that wait together become one message; what is in a message never changes, so trying it again
tells nothing twice.
"""

import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

import psycopg
from sqlalchemy import Row, case, func, null, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kinds import EventKind
from domain.notices import COMPLAINANT, Notice
from domain.outgoing import Delivery, Message, NoticeState, Settled
from domain.words import Words
from storage.database import autocommitting, driver_connection
from storage.journal_statements import OUTBOX_CHANNEL
from storage.outbox_rows import GATHER_FOR
from storage.tables import notices

# Messages are put together by one process at a time, or one person's notices would be torn apart.
_LOCK: Final = 7_461_003
_MOST_ROWS: Final = 5_000
PATIENCE_OF_GATHERING: Final = 6 * GATHER_FOR
"""However much keeps coming, nobody waits longer than this for what was owed first."""

_unsettled = notices.c.settled_at.is_(None)


class Outbox:
    """Hands out messages to send and keeps what became of them; implements `domain.ports.Outbox`."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = autocommitting(engine)

    async def claim(self, *, urgent: bool, most: int, lease: timedelta) -> Sequence[Message]:
        """Take up to `most` messages that are due, the oldest first; whoever falls silent loses them after `lease`."""
        async with self._engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            ready = or_(notices.c.next_try_at <= func.now(), notices.c.message.is_(None))
            query = select(notices, (notices.c.next_try_at <= func.now()).label("is_due"), func.now().label("now"))
            query = query.where(_unsettled, notices.c.urgent == urgent, ready)
            rows = await connection.execute(query.order_by(notices.c.created_at, notices.c.key).limit(_MOST_ROWS))
            messages = [_message(group) for group in _grouped(rows) if _is_ripe(group)][:most]
            for message in messages:
                await connection.execute(
                    update(notices)
                    .where(notices.c.key.in_([delivery.key for delivery in message.deliveries]))
                    .values(
                        state=NoticeState.SENDING,
                        message=message.id,
                        attempts=notices.c.attempts + 1,
                        next_try_at=func.now() + lease,
                    )
                )
        return messages

    async def trying(self, message: Message, *, channel: str) -> bool:
        """Keep by which channel a message is about to leave: whoever comes after a crash has to know.

        False when it is not the caller's any more, since somebody else took it after the lease.
        """
        is_theirs = notices.c.message == message.id, notices.c.attempts == message.attempts, _unsettled
        async with self._single.connect() as connection:
            return (await connection.execute(update(notices).where(*is_theirs).values(channel=channel))).rowcount > 0

    async def later(self, message_id: str, *, wait: timedelta, failure: str) -> None:
        """Put a message off; `failure` is a word for machines."""
        values = {"state": NoticeState.WAITING, "next_try_at": func.now() + wait, "channel": None, "failure": failure}
        await self._change(message_id, **values)

    async def settle(self, message_id: str, *, state: NoticeState, failure: str | None = None) -> None:
        """Keep what became of a message for good; once more changes nothing."""
        news = true() if state is NoticeState.FAILED else notices.c.what == EventKind.ACKNOWLEDGED.value
        told_at = case((notices.c.tracking_number.is_not(None) & news, null()), else_=func.now())
        await self._change(message_id, state=state, failure=failure, settled_at=func.now(), told_at=told_at)

    async def drop(self, keys: Collection[str], *, failure: str) -> None:
        """Give up notices that nobody needs any more."""
        values = {"state": NoticeState.DROPPED, "failure": failure, "settled_at": func.now(), "told_at": func.now()}
        async with self._single.connect() as connection:
            await connection.execute(update(notices).where(notices.c.key.in_(keys), _unsettled).values(values))

    async def untold(self, *, most: int) -> Sequence[Settled]:
        """List what became of notices that their cases have to know and do not yet, the oldest first."""
        query = select(notices).where(notices.c.settled_at.is_not(None), notices.c.told_at.is_(None))
        async with self._single.connect() as connection:
            return [_settled(row) for row in await connection.execute(query.order_by(notices.c.settled_at).limit(most))]

    async def told(self, key: str) -> None:
        """Keep that the case knows."""
        async with self._single.connect() as connection:
            await connection.execute(update(notices).where(notices.c.key == key).values(told_at=func.now()))

    async def of_case(self, tracking_number: str) -> Sequence[Settled]:
        """List the notices of a case, the oldest first."""
        query = select(notices).where(notices.c.tracking_number == tracking_number)
        async with self._single.connect() as connection:
            rows = await connection.execute(query.order_by(notices.c.created_at, notices.c.key))
            return [_settled(row) for row in rows]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Bell"]:
        """Listen for new notices on a connection of its own. Raises `ConnectionError` when that is lost."""
        try:
            async with driver_connection(self._single) as connection:
                await connection.execute(f"LISTEN {OUTBOX_CHANNEL}")
                try:
                    yield Bell(connection)
                finally:
                    if not connection.closed:
                        await connection.execute(f"UNLISTEN {OUTBOX_CHANNEL}")
        except psycopg.OperationalError as error:
            raise ConnectionError("the database has gone") from error

    async def _change(self, message_id: str, **values: Any) -> None:
        async with self._single.connect() as connection:
            await connection.execute(update(notices).where(notices.c.message == message_id, _unsettled).values(values))


class Bell:
    """Rings when somebody owes a notice."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        self._connection = connection

    async def wait(self, patience: timedelta) -> None:
        """Wait until it rings, or for as long as there is patience."""
        async for _ in self._connection.notifies(timeout=patience.total_seconds(), stop_after=1):
            pass


def _grouped(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[list[Row[*tuple[Any, ...]]]]:
    """Put together what goes out together: a message as it was made, or all that waits for one receiver.

    What is urgent stands alone, and what two cases tell one complainant does too.
    """
    groups: dict[tuple[Any, ...], list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        alone = row.key if row.urgent else row.tracking_number if row.receiver == COMPLAINANT else ""
        groups[(row.message,) if row.message else ("", row.receiver, alone)].append(row)
    return list(groups.values())


def _is_ripe(group: list[Row[*tuple[Any, ...]]]) -> bool:
    waited: timedelta = group[0].now - group[0].created_at
    return all(row.is_due for row in group) or (not group[0].message and waited >= PATIENCE_OF_GATHERING)


def _message(group: list[Row[*tuple[Any, ...]]]) -> Message:
    first = group[0]
    deliveries = tuple(_delivery(row) for row in group)
    return Message(
        id=first.message or _id(deliveries),
        receiver=first.receiver,
        urgent=first.urgent,
        deliveries=deliveries,
        attempts=first.attempts + 1,
        age=first.now - first.created_at,
        # Somebody was sending it and never said what came of it.
        interrupted_on=first.channel if first.state == NoticeState.SENDING else None,
    )


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    if row.tracking_number is None:
        return Delivery(key=row.key, words=Words.model_validate(row.about))
    return Delivery(key=row.key, notice=Notice.model_validate(row.about))


def _id(deliveries: Sequence[Delivery]) -> str:
    return hashlib.sha256("\n".join(sorted(each.key for each in deliveries)).encode()).hexdigest()[:32]


def _settled(row: Row[*tuple[Any, ...]]) -> Settled:
    return Settled(
        key=row.key,
        tracking_number=row.tracking_number,
        receiver=row.receiver,
        what=row.what,
        state=NoticeState(row.state),
        channel=row.channel,
        failure=row.failure,
        attempts=row.attempts,
        created_at=row.created_at,
        settled_at=row.settled_at,
    )
