"""The journal (日志): writes what happened on a case, and what that makes of it, in one go.

Whatever goes wrong, a step is written whole or not at all, and writing it again is harmless.

Exception
  JournalConflict    the events do not follow what is written
  CaseErased         the person was erased: nothing more is written about them
  CaseUnlisted       the case has events but no row in the read model
"""

from collections.abc import Sequence
from typing import Any, Final

import psycopg
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.case import Case
from domain.events import Event
from domain.evolve import fold
from domain.ledger import postings
from domain.notices import Addressed
from storage.chain import Entry, write_down
from storage.database import Autocommitting, driver_connection
from storage.journal_statements import BEGIN, CONTINUE, WRITTEN
from storage.ledger import entry_rows, posting_row
from storage.likeness_marks import marks_of
from storage.outbox_rows import outbox_rows
from storage.read_model import Row, intake_row, remedy_rows, seal_snapshot, state_row
from storage.respondent_entry import (
    CONTINUE_NAMING,
    KNOWN_BY,
    entry_of,
    marks_of_respondent,
    names_respondent,
    strongest,
)
from storage.standing import Connection, Standing, Standings
from storage.vault import Vault

# Whoever loses a race looks again, and then finds the winner's step written.
_TRIES: Final = 3


class JournalConflict(Exception):
    """The events do not follow what is written; trying again as it is will not help."""

    def __init__(self, *, tracking_number: str, problem: str) -> None:
        super().__init__(f"case {tracking_number}: {problem}")


class PostgresJournal:
    """Keeps the event log and the read model; implements `domain.ports.Journal`."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = Autocommitting(engine)
        self._vault = vault
        self.standings = Standings(vault=vault)

    async def record(
        self, *, tracking_number: str, events: Sequence[Event], notices: Sequence[Addressed] = ()
    ) -> Sequence[Event]:
        """Write a step's events, what they change and who is to be told, all or nothing.

        A step that is written already changes nothing. Gives the events as they are written; of a repeated step that
        is what was written first.

        Raises:
            JournalConflict: there is a gap before the events, only a part of them is written, other events bear their
                numbers, or one pays what is paid already.
            CaseErased: the key of the case was destroyed.
            CaseUnlisted: the read model has lost the case.
        """
        if not events:
            return events
        _check_order(tracking_number, events)
        standing = self.standings.recall(tracking_number, sequence=events[0].sequence - 1)
        async with driver_connection(self._engine) as connection:
            for _ in range(_TRIES):
                standing = standing or await self.standings.read(connection, tracking_number)
                if standing.sequence >= events[-1].sequence:
                    return await _as_written(connection, tracking_number, events)
                _check_fit(tracking_number, events, standing)
                if await self._write(connection, tracking_number, events, notices, standing):
                    return events
                standing = None
        raise JournalConflict(tracking_number=tracking_number, problem="others kept writing it; try again")

    async def _write(
        self,
        connection: Connection,
        number: str,
        events: Sequence[Event],
        notices: Sequence[Addressed],
        standing: Standing,
    ) -> bool:
        case = fold(standing.case, events)
        if case.tracking_number != number:
            raise JournalConflict(tracking_number=number, problem=f"the events are of {case.tracking_number}")
        entries = _chain(number, events, standing)
        after = standing._replace(case=case, sequence=events[-1].sequence, head=entries[-1].hash)
        step = _what_happened(case, events, entries, standing) | {"notices": outbox_rows(notices)}
        try:
            is_written = await self._execute_step(connection, step, case, events, standing)
        except psycopg.IntegrityError as error:
            problem = f"{_span(events)} break the rule {error.diag.constraint_name}"
            raise JournalConflict(tracking_number=number, problem=problem) from error
        if is_written:
            self.standings.remember(number, after, snapshot=step["case"]["snapshot"])
        return is_written

    async def _execute_step(
        self, connection: Connection, step: dict[str, Any], case: Case, events: Sequence[Event], standing: Standing
    ) -> bool:
        if standing.case is not None:
            where = case.tracking_number, standing.sequence, standing.head
            respondent = await self._respondent(connection, case) if names_respondent(events) else None
            statement = CONTINUE_NAMING if respondent else CONTINUE
            return await _execute(connection, statement, step | {"respondent": respondent}, *where)
        step["case"] |= intake_row(case, received=events[0], vault=self._vault)
        marks = list(marks_of(case.complaint, vault=self._vault))
        return await _execute(connection, BEGIN, step | {"key": standing.wrapped._asdict(), "marks": marks})

    async def _respondent(self, connection: Connection, case: Case) -> dict[str, Any] | None:
        """Give what the register is told of whom the case is about; none where nothing tells them from others."""
        respondent = case.inquiry.respondent
        marks = marks_of_respondent(respondent, vault=self._vault) if respondent else []
        if not marks:
            return None
        found: dict[int, str] = dict(await (await connection.execute(KNOWN_BY, (marks,))).fetchall())
        return entry_of(case, marks=marks, known_as=strongest(marks, found), vault=self._vault)


def _what_happened(case: Case, events: Sequence[Event], entries: Sequence[Entry], standing: Standing) -> dict[str, Any]:
    snapshot = seal_snapshot(case, key=standing.key)
    posted = list(postings(case, events))
    return {
        "case": state_row(case, head_hash=entries[-1].hash, snapshot=snapshot),
        "events": [_plain(entry._asdict()) for entry in entries],
        "remedies": [row._asdict() for row in remedy_rows(case, before=standing.case, events=events)],
        "postings": [posting_row(posting) | {"sequence": posting.sequence} for posting in posted],
        "entries": [{"key": posting.key} | row for posting in posted for row in entry_rows(posting)],
    }


def _chain(number: str, events: Sequence[Event], standing: Standing) -> list[Entry]:
    entries: list[Entry] = []
    head = standing.head
    for event in events:
        entries.append(write_down(event, tracking_number=number, key=standing.key, previous_hash=head))
        head = entries[-1].hash
    return entries


async def _execute(connection: Connection, statement: str, step: dict[str, Any], *where: Any) -> bool:
    text = to_json(step | {"case": _plain(step["case"]), "key": _plain(step.get("key", {}))}).decode()
    cursor = await connection.execute(statement, (text, *where), prepare=True)
    return await cursor.fetchone() is not None


def _plain(row: Row) -> dict[str, Any]:
    """Write bytes as PostgreSQL does."""
    return {name: f"\\x{value.hex()}" if isinstance(value, bytes) else value for name, value in row.items()}


def _check_order(number: str, events: Sequence[Event]) -> None:
    if [event.sequence for event in events] != list(range(events[0].sequence, events[0].sequence + len(events))):
        raise JournalConflict(tracking_number=number, problem="the events of a step must follow one another")


def _check_fit(number: str, events: Sequence[Event], standing: Standing) -> None:
    if events[0].sequence != standing.sequence + 1:
        problem = f"{_span(events)} do not follow event {standing.sequence}, the last that is written"
        raise JournalConflict(tracking_number=number, problem=problem)


async def _as_written(connection: Connection, number: str, events: Sequence[Event]) -> list[Event]:
    cursor = await connection.execute(WRITTEN, (number, events[0].sequence, events[-1].sequence))
    written = await cursor.fetchall()
    if [row[:3] for row in written] != [(event.sequence, event.at, event.kind.value) for event in events]:
        raise JournalConflict(tracking_number=number, problem=f"{_span(events)} are written and are others")
    return [event.model_copy(update={"data": row[3]}) for event, row in zip(events, written, strict=True)]


def _span(events: Sequence[Event]) -> str:
    return f"events {events[0].sequence} to {events[-1].sequence}"
