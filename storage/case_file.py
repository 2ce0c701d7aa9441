"""A case as its events tell it (案卷): what rebuild, erasure and the reading of erased cases have in common."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.case import Case
from domain.events import Event
from domain.evolve import fold
from storage.chain import Entry, read_back
from storage.chain_tables import entry_columns
from storage.likeness_marks import mark_rows
from storage.read_model import intake_row, remedy_rows, seal_snapshot, state_row
from storage.respondent_entry import enter_again
from storage.tables import case_keys, complaints, events, likeness_marks, remedies
from storage.vault import CaseKey, Vault, WrappedKey

ENTRY = entry_columns(events)
"""The columns of an `Entry`, the JSON of `data` as the text that was hashed."""


class CaseFile(NamedTuple):
    """All that is written of a case; the key is none where the person was erased."""

    tracking_number: str
    key: CaseKey | None
    entries: Sequence[Entry]

    @property
    def events(self) -> list[Event]:
        """Give the events, without their private parts where the key is gone."""
        return [read_back(entry, tracking_number=self.tracking_number, key=self.key) for entry in self.entries]


async def find_key(connection: AsyncConnection, *, tracking_number: str, vault: Vault) -> CaseKey | None:
    """Give the data key of a case; none when it was destroyed."""
    query = select(case_keys.c.key_id, case_keys.c.wrapped_key).where(case_keys.c.tracking_number == tracking_number)
    return unwrapped((await connection.execute(query)).one_or_none(), tracking_number=tracking_number, vault=vault)


def unwrapped(row: Row[*tuple[Any, ...]] | None, *, tracking_number: str, vault: Vault) -> CaseKey | None:
    """Unwrap the `key_id` and `wrapped_key` of a row; none when there is no key any more."""
    if row is None or row.wrapped_key is None:
        return None
    key = WrappedKey(key_id=row.key_id, wrapped_key=row.wrapped_key)
    return vault.unwrap(key, tracking_number=tracking_number)


def entries_of(tracking_number: str, *, after: int = 0) -> Select[*tuple[Any, ...]]:
    """Ask for the entries of a case, oldest first."""
    return (
        select(*ENTRY)
        .where(events.c.tracking_number == tracking_number, events.c.sequence > after)
        .order_by(events.c.sequence)
    )


async def read_file(connection: AsyncConnection, *, tracking_number: str, vault: Vault) -> CaseFile:
    """Read all that is written of a case; there are no entries where there is no case."""
    key = await find_key(connection, tracking_number=tracking_number, vault=vault)
    entries = [Entry(*row) for row in await connection.execute(entries_of(tracking_number))]
    return CaseFile(tracking_number=tracking_number, key=key, entries=entries)


async def write_read_model(connection: AsyncConnection, *, file: CaseFile, vault: Vault) -> Case:
    """Make the rows of a case anew; they are the same that the journal has written step by step."""
    happened = file.events
    case = fold(None, happened)
    snapshot = seal_snapshot(case, key=file.key) if file.key else None
    row = intake_row(case, received=happened[0], vault=vault)
    row |= state_row(case, head_hash=file.entries[-1].hash, snapshot=snapshot)
    await connection.execute(
        insert(complaints).values(row).on_conflict_do_update(index_elements=["tracking_number"], set_=row)
    )
    await connection.execute(delete(remedies).where(remedies.c.tracking_number == file.tracking_number))
    if rows := remedy_rows(case, before=None, events=happened):
        number = {"tracking_number": file.tracking_number}
        await connection.execute(insert(remedies), [row._asdict() | number for row in rows])
    await connection.execute(delete(likeness_marks).where(likeness_marks.c.tracking_number == file.tracking_number))
    if marks := mark_rows(case, vault=vault):
        await connection.execute(insert(likeness_marks), marks)
    await enter_again(connection, case, vault=vault)
    return case
