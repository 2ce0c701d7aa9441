"""Notices that the journal puts into the outbox."""

from itertools import count
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kinds import EventKind
from domain.notices import COMPLAINANT, Addressed, Notice
from storage.journal import PostgresJournal
from tests.storage.stories import number, received, story

_OCCURRENCES = count(1)


def notice(case: str, *, what: EventKind = EventKind.RESPONDED, receiver: str = COMPLAINANT, **more: Any) -> Addressed:
    """A notice of a case, like no other before it."""
    usual: dict[str, Any] = {"cycle": 1, "occurrence": next(_OCCURRENCES), "sequence": 1}
    return Addressed(notice=Notice(tracking_number=case, what=what, **(usual | more)), receiver=receiver)


async def owing(journal: PostgresJournal, *receivers: str, case: str | None = None, **more: Any) -> list[Addressed]:
    """Begin a case that owes a notice to each of these."""
    case = case or number()
    owed = [notice(case, receiver=receiver, **more) for receiver in receivers]
    await journal.record(tracking_number=case, events=story(received(case)), notices=owed)
    return owed


async def let_time_pass(engine: AsyncEngine, seconds: float) -> None:
    """Make everything in the outbox older."""
    shift = text(
        "UPDATE notices SET created_at = created_at - :by * interval '1 second', "
        "next_try_at = next_try_at - :by * interval '1 second'"
    )
    async with engine.begin() as connection:
        await connection.execute(shift, {"by": seconds})
