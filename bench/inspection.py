"""What has to be true after a round, however often its parts were killed; each thing that is not is a line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import httpx
import psycopg

from bench.crew import run_redress
from bench.deeds import Deed, Item, amiss
from bench.population import Life, Population
from domain.case_remedies import RemedyStatus
from domain.kinds import EventKind, RemedyKind
from local.stack import Stack

View = Mapping[str, Any]
Movement = tuple[str, int]
# A snapshot is sealed anew each time; what is in it is compared by what the desk shows of the case.
ROWS: Final = """
SELECT 'complaints', to_jsonb(c) - 'snapshot' FROM complaints AS c
UNION ALL SELECT 'remedies', to_jsonb(r) FROM remedies AS r
"""


class CaseRecord(NamedTuple):
    """A case as it ended: what the desk shows of it, and its whole timeline."""

    number: str
    view: View
    timeline: Sequence[Item]


class Findings(NamedTuple):
    """What is wrong, and what was counted on the way."""

    wrong: list[str]
    records: list[CaseRecord]
    payments: int

    @property
    def events(self) -> int:
        """Count what stands on all timelines."""
        return sum(len(record.timeline) for record in self.records)

    @property
    def kept(self) -> int:
        """Count what came too late to fit, and was kept."""
        return sum(item["kind"] == EventKind.NOT_APPLICABLE for record in self.records for item in record.timeline)


async def inspect(stack: Stack, population: Population, lives: Sequence[Life]) -> Findings:
    """Look at everything that a round has left behind."""
    records = [await _record(life) for life in lives]
    moved = await _movements(stack, "payments") + await _movements(stack, "vouchers")
    wrong = list(population.caller.mistakes)
    wrong += [line for record in records for line in of_case(record, population.diary.of(record.number))]
    wrong += of_money(records, moved)
    wrong += await _of_rows(stack, lives)
    wrong += await _of_commands(stack, records)
    return Findings(wrong=wrong, records=records, payments=len(moved))


async def _record(life: Life) -> CaseRecord:
    return CaseRecord(number=life.number, view=await life.look(), timeline=await life.timeline())


def of_case(record: CaseRecord, deeds: Iterable[Deed]) -> Iterator[str]:
    """Say what is wrong with one case: its end, its numbering, and each deed that is not there once."""
    kinds = Counter(item["kind"] for item in record.timeline)
    if not record.view["archived_at"] or kinds[EventKind.ARCHIVED] != 1:
        yield f"{record.number} stands at {record.view['stage']}, archived {kinds[EventKind.ARCHIVED]} times"
    if [item["sequence"] for item in record.timeline] != list(range(1, len(record.timeline) + 1)):
        yield f"{record.number}: the numbers of its timeline have a gap"
    for line in amiss(deeds, record.timeline):
        yield f"{record.number}: {line}"


def of_money(records: Iterable[CaseRecord], moved: Iterable[Movement]) -> Iterator[str]:
    """Say where the neighbours' books and the cases differ: each remedy that was carried out by a book, once."""
    booked = Counter(moved)
    owed = Counter(movement for record in records for movement in _owed(record))
    for key, amount_fen in sorted(booked.keys() | owed.keys()):
        times, due = booked[key, amount_fen], owed[key, amount_fen]
        if times != due:
            yield f"{key}: {amount_fen} fen went out {times} times, and {due} times it should have"


def _owed(record: CaseRecord) -> Iterator[Movement]:
    """Give what has to stand in the neighbours' books; what the timeline says of money has to agree with the case."""
    told = Counter(
        (item["data"]["remedy"], item["data"]["amount_fen"])
        for item in record.timeline
        if item["kind"] == EventKind.PAID
    )
    issued = {item["data"]["remedy"] for item in record.timeline if item["kind"] == EventKind.REMEDY_DONE}
    for remedy in record.view["remedies"]:
        movement = remedy["id"], remedy["amount_fen"]
        if RemedyKind(remedy["kind"]).is_money:
            # Twice `paid` on a timeline would ask for money twice, and be found.
            yield from [movement] * max(told[movement], remedy["status"] == RemedyStatus.PAID)
        elif remedy["id"] in issued:
            yield movement


async def _movements(stack: Stack, book: str) -> list[Movement]:
    async with httpx.AsyncClient(base_url=stack.ready.neighbours or "", trust_env=False) as http:
        items = (await http.get(f"/{book}")).raise_for_status().json()["items"]
    return [(item["key"], item["amount_fen"]) for item in items]


async def _of_rows(stack: Stack, lives: Sequence[Life]) -> list[str]:
    rows = await read_rows(stack)
    listed = {row["tracking_number"] for table, row in rows if table == "complaints"}
    filed = {life.number for life in lives}
    return [f"{number} was never answered to anybody" for number in sorted(listed - filed)] + [
        f"{number} was answered and is not there" for number in sorted(filed - listed)
    ]


async def _of_commands(stack: Stack, records: Iterable[CaseRecord]) -> list[str]:
    """Say what `redress audit verify` finds, and what `redress rebuild` changes."""
    wrong: list[str] = []
    before = await read_rows(stack)
    for command in (("audit", "verify"), ("rebuild",), ("audit", "verify")):
        try:
            await run_redress(*command, folder=stack.folder)
        except RuntimeError as error:
            wrong.append(str(error))
    after = await read_rows(stack)
    wrong += [f"the rebuilt row differs: {table} {row}" for table, row in after if (table, row) not in before]
    wrong += [f"{len(before)} rows were rebuilt to {len(after)}"] * (len(before) != len(after))
    return wrong


async def read_rows(stack: Stack) -> list[tuple[str, View]]:
    """Give every row of the read model, without the sealed snapshots."""
    async with await psycopg.AsyncConnection.connect(owner_url(stack), autocommit=True) as connection:
        return await (await connection.execute(ROWS)).fetchall()


def owner_url(stack: Stack) -> str:
    """Give the address at which the stack's database knows its owner."""
    return stack.settings()["REDRESS_DATABASE_OWNER_URL"].replace("+psycopg", "")
