"""The outbox (待发通知): what people are to be told, from the step that owes it until it is sent, or given up (G2).

Notices of one receiver that wait together become one message; what is in a message never changes, so trying it again
tells nothing twice.
"""

import hashlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final, NamedTuple

import psycopg
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Row, Select, case, func, literal, null, or_, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.kinds import EventKind
from domain.notices import PARTIES, Notice
from domain.outgoing import Item, Message, NoticeState, Settled
from domain.words import Words
from storage.cursors import make_cursor, read_cursor
from storage.database import Autocommitting, driver_connection
from storage.journal_statements import ALERT_CHANNEL, OUTBOX_CHANNEL
from storage.outbox_rows import GATHER_FOR
from storage.tables import notices

# Messages are put together by one process at a time, or one person's notices would be torn apart.
_LOCK: Final = 7_461_003
_MOST_ROWS: Final = 5_000
PATIENCE_OF_GATHERING: Final = 6 * GATHER_FOR
"""However much keeps coming, nobody waits longer than this for what was owed first."""

log = logging.getLogger(__name__)

_unsettled = notices.c.settled_at.is_(None)
_now = func.now()
_OLDEST_FIRST: Final = notices.c.created_at, notices.c.key
_PLACE: Final = TypeAdapter(tuple[AwareDatetime, str])
_ROWS: Final = select(
    *(notices.c[name] for name in ("key", "receiver", "tracking_number", "urgent", "message", "state", "created_at")),
    (notices.c.next_try_at <= _now).label("is_due"),
    _now.label("now"),
).order_by(*_OLDEST_FIRST)
_WAITING: Final = _ROWS.where(_unsettled, notices.c.message.is_(None)).limit(_MOST_ROWS)


class NoticePage(NamedTuple):
    """Some notices of a case, and the cursor of the next ones; none on the last page."""

    notices: Sequence[Settled]
    next_cursor: str | None


class Outbox:
    """Hands out messages to send and keeps what became of them; implements `domain.ports.Outbox`."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = Autocommitting(engine)

    async def claim(self, *, urgent: bool, most: int, lease: timedelta) -> Sequence[Message]:
        """Take up to `most` messages that are due, the oldest first; whoever falls silent loses them after `lease`."""
        async with self._engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(_LOCK + urgent)))
            begun = await connection.execute(_begun(urgent, most))
            waiting = await connection.execute(_WAITING.where(notices.c.urgent == urgent))
            groups = [group for group in _grouped([*begun, *waiting]) if _is_ripe(group)]
            oldest = sorted(groups, key=lambda group: group[0].created_at)[:most]
            return [message for group in oldest if (message := await _take(connection, group, lease))]

    async def trying(self, message: Message, *, channel: str, lease: timedelta) -> bool:
        """Keep by which channel a message is about to leave: whoever comes after a crash has to know.

        False when it is not the caller's any more, since somebody else took it after the lease.
        """
        return await self._change(message, _is_still(message), channel=channel, next_try_at=func.now() + lease)

    async def later(self, message: Message, *, wait: timedelta, failure: str, channel: str | None = None) -> None:
        """Put a message off; `failure` is a word for machines, `channel` the only one that may be tried next."""
        values = {"state": NoticeState.WAITING, "next_try_at": func.now() + wait, "failure": failure}
        await self._change(message, _is_still(message), channel=channel, **values)

    async def settle(
        self, message: Message, *, state: NoticeState, channel: str | None = None, failure: str | None = None
    ) -> None:
        """Keep what became of a message for good, and by which channel; once more changes nothing.

        The cases are told of what they wait for (acknowledgement, apology) and of failures; that a colleague cannot be
        reached, one of them only.
        """
        news: ColumnElement[bool] = notices.c.what.in_([EventKind.ACKNOWLEDGED.value, EventKind.APOLOGY_WRITTEN.value])
        if state is NoticeState.FAILED:
            news = or_(notices.c.receiver.in_(PARTIES), notices.c.key == message.items[0].key)
        told_at = case((notices.c.tracking_number.is_not(None) & news, null()), else_=func.now())
        # That it was sent is true whoever says so.
        whose = true() if state is NoticeState.SENT else _is_still(message)
        now = {"settled_at": func.now(), "next_try_at": func.now()}
        values = {"state": state, "failure": failure, "told_at": told_at, **now}
        await self._change(message, whose, **values, **({"channel": channel} if channel else {}))

    async def drop(self, keys: Collection[str], *, failure: str) -> None:
        """Give up notices that nobody needs any more."""
        values = {"state": NoticeState.DROPPED, "failure": failure, "settled_at": func.now(), "told_at": func.now()}
        async with self._single.connect() as connection:
            await connection.execute(update(notices).where(notices.c.key.in_(keys), _unsettled).values(values))

    async def untold(self, *, most: int) -> Sequence[Settled]:
        """List what became of notices that their cases have to know and do not yet, the oldest first."""
        due = notices.c.settled_at.is_not(None), notices.c.told_at.is_(None), notices.c.next_try_at <= func.now()
        query = select(notices).where(*due)
        async with self._single.connect() as connection:
            return [_settled(row) for row in await connection.execute(query.order_by(notices.c.settled_at).limit(most))]

    async def told(self, keys: Collection[str]) -> None:
        """Keep that their cases know what became of these."""
        async with self._single.connect() as connection:
            await connection.execute(update(notices).where(notices.c.key.in_(keys)).values(told_at=func.now()))

    async def tell_later(self, keys: Collection[str], *, wait: timedelta) -> None:
        """Leave these out of what is untold for so long, so that they hold up no others."""
        later = update(notices).where(notices.c.key.in_(keys)).values(next_try_at=func.now() + wait)
        async with self._single.connect() as connection:
            await connection.execute(later)

    async def of_case(self, tracking_number: str) -> Sequence[Settled]:
        """List the notices of a case, the oldest first."""
        async with self._single.connect() as connection:
            return [_settled(row) for row in await connection.execute(_of_case(tracking_number))]

    async def page(self, tracking_number: str, *, cursor: str | None = None, limit: int = 50) -> NoticePage:
        """Give up to `limit` notices of a case, the oldest first. Raises `CursorInvalid`."""
        query = _of_case(tracking_number).limit(limit + 1)
        if cursor is not None:
            at, key = read_cursor(cursor, _PLACE)
            query = query.where(tuple_(*_OLDEST_FIRST) > tuple_(literal(at), literal(key)))
        async with self._single.connect() as connection:
            rows = [_settled(row) for row in await connection.execute(query)]
        last = rows[limit - 1] if len(rows) > limit else None
        return NoticePage(rows[:limit], make_cursor([last.created_at.isoformat(), last.key]) if last else None)

    @asynccontextmanager
    async def listening(self, *, urgent: bool) -> AsyncIterator["Bell"]:
        """Listen for new notices on a connection of its own. Raises `ConnectionError` when that is lost."""
        channel = ALERT_CHANNEL if urgent else OUTBOX_CHANNEL
        try:
            async with driver_connection(self._single) as connection:
                await connection.execute(f"LISTEN {channel}")
                try:
                    yield Bell(connection)
                finally:
                    if not connection.closed:
                        await connection.execute(f"UNLISTEN {channel}")
        except psycopg.OperationalError as error:
            raise ConnectionError("the database has gone") from error

    async def _change(self, message: Message, whose: ColumnElement[bool], **values: Any) -> bool:
        its_rows = notices.c.message == message.id, _unsettled, whose
        async with self._single.connect() as connection:
            return (await connection.execute(update(notices).where(*its_rows).values(values))).rowcount > 0


def _of_case(tracking_number: str) -> Select[*tuple[Any, ...]]:
    return select(notices).where(notices.c.tracking_number == tracking_number).order_by(*_OLDEST_FIRST)


class Bell:
    """Rings when somebody owes a notice."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        self._connection = connection

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, or for so long."""
        async for _ in self._connection.notifies(timeout=seconds, stop_after=1):
            pass


def _is_still(message: Message) -> ColumnElement[bool]:
    """Tell a message from what has become of it since somebody else took it."""
    return notices.c.attempts == message.attempts


def _begun(urgent: bool, most: int) -> Select[*tuple[Any, ...]]:
    """Ask for the rows of messages that were tried before and are due again, each message whole."""
    due = _unsettled, notices.c.message.is_not(None), notices.c.urgent == urgent, notices.c.next_try_at <= func.now()
    ids = select(notices.c.message).where(*due).group_by(notices.c.message).order_by(func.min(notices.c.created_at))
    return _ROWS.where(_unsettled, notices.c.message.in_(ids.limit(most)))


async def _take(
    connection: AsyncConnection, group: Sequence[Row[*tuple[Any, ...]]], lease: timedelta
) -> Message | None:
    """Make a message of these rows; none where this program cannot read them."""
    keys = sorted(row.key for row in group)
    values = {
        "state": NoticeState.SENDING,
        "message": group[0].message or _id(keys),
        "attempts": notices.c.attempts + 1,
        "next_try_at": func.now() + lease,
    }
    taken = update(notices).where(notices.c.key.in_(keys)).values(values).returning(notices)
    rows = sorted(await connection.execute(taken), key=lambda row: (row.created_at, row.key))
    try:
        return _message(rows, age=group[0].now - group[0].created_at, was=group[0].state)
    except ValidationError as error:
        log.error("a notice is of a shape that this program does not know: %s", type(error).__name__)
        return None


def _grouped(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[list[Row[*tuple[Any, ...]]]]:
    """Put together what goes out together: a message as it was made, or all that waits for one receiver.

    What is urgent stands alone, and what two cases tell a party does too.
    """
    groups: dict[tuple[Any, ...], list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        alone = row.key if row.urgent else row.tracking_number if row.receiver in PARTIES else ""
        groups[(row.message,) if row.message else ("", row.receiver, alone)].append(row)
    return list(groups.values())


def _is_ripe(group: list[Row[*tuple[Any, ...]]]) -> bool:
    waited: timedelta = group[0].now - group[0].created_at
    return all(row.is_due for row in group) or (not group[0].message and waited >= PATIENCE_OF_GATHERING)


def _message(rows: Sequence[Row[*tuple[Any, ...]]], *, age: timedelta, was: str) -> Message:
    first = rows[0]
    return Message(
        id=first.message,
        receiver=first.receiver,
        urgent=first.urgent,
        items=tuple(_item(row) for row in rows),
        attempts=first.attempts,
        age=age,
        channel=first.channel,
        # Somebody was sending it and never said what came of it.
        interrupted=was == NoticeState.SENDING and first.channel is not None,
    )


def _item(row: Row[*tuple[Any, ...]]) -> Item:
    if row.tracking_number is None:
        return Item(key=row.key, words=Words.model_validate(row.about))
    return Item(key=row.key, notice=Notice.model_validate(row.about))


def _id(keys: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


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
        instead_of=row.about.get("instead_of", ""),
    )
