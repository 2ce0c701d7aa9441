"""Finding cases by `q` (全文检索): a beginning of a tracking number, an order number, or words of the complaint.

What is common stands near the beginning of any list: the list is looked through for it, in its own order. What is rare
is looked up in the index, and sorted. Neither ever looks at more than so many cases, whatever the planner believes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.search_tables import complaint_words
from storage.tables import NUMBER, complaints

_LAST: Final = "\U0010ffff"
_NUMBER: Final = complaints.c.tracking_number


class Reach(NamedTuple):
    """How many cases a search looks at."""

    first: int = 1_000
    """Of the list, before the index is asked."""

    most_found: int = 4_000
    """From the index; what finds more is common."""

    long: int = 20_000
    """Of the list, for what is common and not at its beginning; the next page goes on from there."""


USUAL: Final = Reach()


class Order(NamedTuple):
    """By what a list is sorted before the number, and whether from the latest on."""

    by: ColumnElement[datetime]
    falls: bool


class Found(NamedTuple):
    """Cases in the order of the list; `looked_until` is the last that was looked at, where more may come after it."""

    rows: Sequence[Row[Any]]
    looked_until: Row[Any] | None = None


class Sought(NamedTuple):
    """What is looked for: `terms` as PostgreSQL writes a query for words, empty where there is no word."""

    text: str
    order_index: bytes
    terms: str
    reach: Reach

    def is_in(self, words: ColumnElement[Any]) -> ColumnElement[bool]:
        """Tell whether a case has the words; written into the statement, so that the planner knows how common."""
        if not self.terms:
            return false()
        return words.bool_op("@@")(cast(bindparam(None, self.terms, Text, literal_execute=True), TSQUERY))

    def begins(self, number: ColumnElement[str]) -> ColumnElement[bool]:
        """Tell whether a tracking number begins so; by bounds, which an index always serves."""
        written = {self.text, self.text.upper()}
        return or_(*(and_(number >= each, number < each + _LAST) for each in sorted(written)))


async def terms_of(connection: AsyncConnection, text: str) -> str:
    """Give the words of a text as a query: pairs of letters written without blanks, others from their beginning on."""
    return str(await connection.scalar(select(cast(func.search_query(text), Text))))


async def find(
    connection: AsyncConnection,
    ordered: Select[*tuple[Any, ...]],
    sought: Sought,
    *,
    order: Order,
    most: int,
) -> Found:
    """Find up to `most` cases among those that `ordered` lists in this order."""
    rows = (
        await connection.execute(_looked_through(ordered, sought, order, cases=sought.reach.first).limit(most))
    ).all()
    if len(rows) >= most:
        return Found(rows)
    numbers = (await connection.scalars(_from_indexes(sought, most=sought.reach.most_found + 1))).all()
    if len(numbers) <= sought.reach.most_found:
        named = any_(literal(list(numbers), ARRAY(NUMBER))) == _NUMBER
        return Found((await connection.execute(ordered.where(named).limit(most))).all())
    rows = (
        await connection.execute(_looked_through(ordered, sought, order, cases=sought.reach.long).limit(most))
    ).all()
    if len(rows) >= most:
        return Found(rows)
    return Found(rows, (await connection.execute(ordered.offset(sought.reach.long - 1).limit(1))).one_or_none())


def _looked_through(
    ordered: Select[*tuple[Any, ...]], sought: Sought, order: Order, *, cases: int
) -> Select[*tuple[Any, ...]]:
    """Ask for what is found among the first so many cases, each looked up by its number and no further than needed."""
    listed = ordered.add_columns(order.by.label("place"), complaints.c.order_index).limit(cases).subquery("listed")
    own = select(complaint_words.c.words).where(complaint_words.c.tracking_number == listed.c.tracking_number)
    words = own.offset(0).lateral("own")
    number = listed.c.tracking_number
    places = [each.desc() if order.falls else each.asc() for each in (listed.c.place, number)]
    fits = or_(sought.is_in(words.c.words), sought.begins(number), listed.c.order_index == sought.order_index)
    shown = [listed.c[each.name] for each in ordered.selected_columns]
    return select(*shown).select_from(listed).join(words, true()).where(fits).order_by(*places)


def _from_indexes(sought: Sought, *, most: int) -> Select[tuple[str]]:
    """Ask for the numbers of all that is found, up to so many of each kind, in no order."""
    asked = (
        select(complaint_words.c.tracking_number).where(sought.is_in(complaint_words.c.words)),
        select(_NUMBER).where(sought.begins(_NUMBER)),
        select(_NUMBER).where(complaints.c.order_index == sought.order_index),
    )
    found = union(*(select(each.limit(most).subquery().c.tracking_number) for each in asked)).subquery()
    return select(found.c.tracking_number)
