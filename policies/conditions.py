"""Every condition and amount of a pack with its place in the file."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from domain.expressions import Condition, Expression
from domain.pack import GradingTable, Pack
from domain.pack_rows import RemedyRow
from policies.problems import Path

TABLES: tuple[GradingTable, ...] = ("level", "urgency", "severity")
"""The grading tables in the order in which they are asked; each sees what the ones before gave."""


class _Row(Protocol):
    @property
    def when(self) -> Condition: ...


def expressions_of(pack: Pack) -> Iterator[tuple[Path, Expression]]:
    """Go through all conditions and amounts of a pack, table by table."""
    for table, rows in _tables(pack):
        for place, row in enumerate(rows):
            yield (*table, place, "when"), row.when
            if isinstance(row, RemedyRow) and row.give.amount_fen:
                yield (*table, place, "give", "amount_fen"), row.give.amount_fen
    yield from single_conditions(pack)


def _tables(pack: Pack) -> Iterator[tuple[Path, Sequence[_Row]]]:
    for table in TABLES:
        yield ("grading", table), getattr(pack.grading, table)
    yield ("milestones",), pack.milestones
    yield ("remedies",), pack.remedies
    yield ("penalties",), pack.penalties
    yield ("investigation", "plan"), pack.investigation.plan if pack.investigation else ()
    yield ("answers",), pack.answers


def single_conditions(pack: Pack) -> Iterator[tuple[Path, Condition]]:
    """Go through the conditions that stand alone, in no table, and are written out."""
    if pack.straight_through:
        yield ("straight_through",), pack.straight_through
    if pack.advance_payment:
        yield ("advance_payment",), pack.advance_payment
    if "important_when" in pack.retention.model_fields_set:
        yield ("retention", "important_when"), pack.retention.important_when
    if pack.letters:
        yield ("letters", "result", "review_when"), pack.letters.result.review_when
    if pack.task_force and "when" in pack.task_force.model_fields_set:
        yield ("task_force", "when"), pack.task_force.when
