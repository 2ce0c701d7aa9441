"""Every condition and amount of a pack with its place in the file."""

from collections.abc import Iterator

from domain.expressions import Condition, Expression
from domain.pack import GradingTable, Pack
from policies.problems import Path

TABLES: tuple[GradingTable, ...] = ("level", "urgency", "severity")
"""The grading tables in the order in which they are asked; each sees what the ones before gave."""


def expressions_of(pack: Pack) -> Iterator[tuple[Path, Expression]]:
    """Go through all conditions and amounts of a pack, table by table."""
    for table in TABLES:
        for place, row in enumerate(getattr(pack.grading, table)):
            yield ("grading", table, place, "when"), row.when
    for place, milestone in enumerate(pack.milestones):
        yield ("milestones", place, "when"), milestone.when
    for place, remedy in enumerate(pack.remedies):
        yield ("remedies", place, "when"), remedy.when
        if remedy.give.amount_fen:
            yield ("remedies", place, "give", "amount_fen"), remedy.give.amount_fen
    for place, penalty in enumerate(pack.penalties):
        yield ("penalties", place, "when"), penalty.when
    for place, task in enumerate(pack.investigation.plan if pack.investigation else ()):
        yield ("investigation", "plan", place, "when"), task.when
    yield from single_conditions(pack)


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
