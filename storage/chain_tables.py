"""The tables of event chains (事件链) beside that of cases, and of their ends in the daily seals."""

from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Date, Index, Integer, LargeBinary, Table, Text, cast
from sqlalchemy.schema import SchemaItem

from storage.chain import Entry
from storage.tables import INSTANT, NUMBER, metadata

sealed_chains = Table(
    "sealed_chains",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", NUMBER, primary_key=True),
    Column("id", NUMBER, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("sealed_chains_by_chain", "kind", "id", "sequence"),
)


def chain_table(name: str, *more: SchemaItem, of: str | None = None) -> Table:
    """Give a table of events that only grows; `of` is its column that names the chain, none where there is one chain.

    Its migration makes it, and the trigger that refuses any change.
    """
    return Table(
        name,
        metadata,
        *([Column(of, NUMBER, primary_key=True)] if of else []),
        Column("sequence", Integer, primary_key=True, autoincrement=False),
        Column("at", INSTANT, nullable=False),
        Column("kind", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("data", JSON, nullable=False),
        Column("sealed", LargeBinary),
        Column("previous_hash", LargeBinary, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        *more,
    )


def entry_columns(log: Table) -> tuple[ColumnElement[Any], ...]:
    """Give the columns of an `Entry`, the JSON of `data` as the text that was hashed."""
    return tuple(cast(log.c.data, Text).label("data") if name == "data" else log.c[name] for name in Entry._fields)
