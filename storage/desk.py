"""The desk list (工作台列表): cases by filters, page after page, each shown once however the rows move.

A page begins after the last case of the page before, not after so many rows.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter
from sqlalchemy import ColumnElement, Row, Select, func, literal, not_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.cursors import MOST_ROWS, CursorInvalid, make_cursor, read_cursor
from storage.database import Autocommitting
from storage.desk_search import USUAL, Order, Reach, Sought, find, terms_of
from storage.mediation_tables import mediator
from storage.search_tables import is_open
from storage.search_text import order_index
from storage.tables import NEVER, complaints, due_order
from storage.vault import Vault

Sort = Literal["due_at", "received_at", "-received_at"]


class ListedCase(BaseModel):
    """A case as lists show it: nothing personal."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    tracking_number: str
    pack: str
    pack_version: int
    service_line: str
    channel: str
    region: str
    stage: str
    waiting_on: str | None
    level: int
    urgency: str
    severity: str
    category: str
    kind: str
    department: str
    handler: str | None
    cycle: int
    sequence: int
    breached: bool
    red_alert: bool
    alert_since: datetime | None
    next_due_at: datetime | None
    received_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    archived_at: datetime | None
    updated_at: datetime
    incident: str | None
    review_by: str | None = None
    review_due_at: datetime | None = None


class Filters(BaseModel):
    """What a list is narrowed down to; none stands for all.

    `q` is the beginning of a tracking number, a whole order number, or words of title and description, each of which
    has to be there: two letters and more of what is written without blanks, the beginning of others.
    """

    model_config = ConfigDict(frozen=True)

    department: str | None = None
    handler: str | None = None
    stage: str | None = None
    level: int | None = None
    urgency: str | None = None
    breached: bool | None = None
    due_before: datetime | None = None
    pack: str | None = None
    incident: str | None = None
    q: str | None = None
    mediator: str | None = None
    open: bool | None = None
    assigned: bool | None = None
    waiting_on: str | None = None
    red_alert: bool | None = None


class Page(NamedTuple):
    """Some cases, and the cursor of the next ones; none on the last page."""

    cases: Sequence[ListedCase]
    next_cursor: str | None


_ORDERS: Final[dict[Sort, Order]] = {
    "due_at": Order(by=due_order, falls=False),
    "received_at": Order(by=complaints.c.received_at, falls=False),
    "-received_at": Order(by=complaints.c.received_at, falls=True),
}

_PLACE: Final = TypeAdapter(tuple[Sort, AwareDatetime | None, str])
_COLUMNS: Final = [complaints.c[name] for name in ListedCase.model_fields]
_EQUAL: Final = ("department", "handler", "stage", "level", "urgency", "pack", "incident", mediator.name, "waiting_on")
_EITHER: Final[dict[str, ColumnElement[bool]]] = {
    "breached": complaints.c.breached,
    "open": is_open,
    "assigned": complaints.c.handler.is_not(None),
    "red_alert": complaints.c.alert_since.is_not(None),
}
"""Filters that ask yes or no, written as the partial indexes are."""


class Desk:
    """Lists cases from the read model."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault, reach: Reach = USUAL) -> None:
        self._engine = Autocommitting(engine)
        self._vault = vault
        self._reach = reach

    async def page(
        self, *, filters: Filters, sort: Sort = "due_at", cursor: str | None = None, limit: int = 50
    ) -> Page:
        """Give up to `limit` (at most 200) cases, those with nothing due last.

        A case that stays as it is stands on one page only, whatever others do meanwhile. A page of a search for common
        words may have fewer cases, and another after it.

        Raises:
            CursorInvalid: `cursor` is not one that this sorting has given.
        """
        wanted = min(limit, MOST_ROWS)
        query = _sorted(select(*_COLUMNS).where(*conditions(filters)), sort=sort, cursor=cursor)
        async with self._engine.connect() as connection:
            if words := (filters.q or "").strip():
                terms = await terms_of(connection, words)
                sought = Sought(words, order_index(self._vault, words), terms, self._reach)
                rows, last = await find(connection, query, sought, order=_ORDERS[sort], most=wanted + 1)
            else:
                rows, last = (await connection.execute(query.limit(wanted + 1))).all(), None
        last = rows[wanted - 1] if len(rows) > wanted else last
        cases = [ListedCase.model_validate(row) for row in rows[:wanted]]
        return Page(cases=cases, next_cursor=_cursor_after(last, sort=sort) if last else None)

    async def counts(self, lists: Sequence[Filters], *, most: int) -> Sequence[int]:
        """Give how many cases each list has, `most` at most, all at one instant; `q` is not looked at."""
        each = [select(literal(1)).where(*conditions(filters)).select_from(complaints).limit(most) for filters in lists]
        counted = [select(func.count()).select_from(some.subquery()).scalar_subquery() for some in each]
        async with self._engine.connect() as connection:
            return tuple((await connection.execute(select(*counted))).one())

    async def named(self, numbers: Collection[str]) -> Sequence[ListedCase]:
        """Give the cases with these numbers, in no order; one that is not here is left out."""
        query = select(*_COLUMNS).where(complaints.c.tracking_number.in_(numbers))
        async with self._engine.connect() as connection:
            return [ListedCase.model_validate(row) for row in await connection.execute(query)]

    async def alerts(self, *, department: str | None) -> Sequence[ListedCase]:
        """Give the cases whose red alert nobody has acknowledged, the oldest first, at most 200 (B4)."""
        query = select(*_COLUMNS).where(complaints.c.alert_since.is_not(None))
        if department is not None:
            query = query.where(complaints.c.department == department)
        query = query.order_by(complaints.c.alert_since, complaints.c.tracking_number).limit(MOST_ROWS)
        async with self._engine.connect() as connection:
            return [ListedCase.model_validate(row) for row in await connection.execute(query)]

    async def reviews(self, *, department: str | None, are_left: bool = False) -> Sequence[ListedCase]:
        """Give the cases that `department` has to look back at, the earliest due first, at most 200 (F6).

        With `are_left` those that went to the archive before anybody did, the latest first.
        """
        archived_at = complaints.c.archived_at
        by = [archived_at.desc()] if are_left else [complaints.c.review_due_at.asc().nulls_last()]
        query = select(*_COLUMNS).where(
            complaints.c.review_by.is_not(None) if department is None else complaints.c.review_by == department,
            archived_at.is_not(None) if are_left else archived_at.is_(None),
        )
        query = query.order_by(*by, complaints.c.tracking_number).limit(MOST_ROWS)
        async with self._engine.connect() as connection:
            return [ListedCase.model_validate(row) for row in await connection.execute(query)]


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Give what `filters` ask of a case, but for `q`."""
    wanted = [complaints.c[name] == value for name in _EQUAL if (value := getattr(filters, name)) is not None]
    for name, holds in _EITHER.items():
        if (answer := getattr(filters, name)) is not None:
            wanted.append(holds if answer else not_(holds))
    if filters.due_before is not None:
        wanted.append(due_order < filters.due_before)
    return wanted


def _sorted(query: Select[*tuple[Any, ...]], *, sort: Sort, cursor: str | None) -> Select[*tuple[Any, ...]]:
    by, falls = _ORDERS[sort]
    number = complaints.c.tracking_number
    if cursor is not None:
        at, last = _place(cursor, sort=sort)
        here, there = tuple_(by, number), tuple_(NEVER if at is None else literal(at), literal(last))
        query = query.where(here < there if falls else here > there)
    return query.order_by(*(each.desc() if falls else each.asc() for each in (by, number)))


def _cursor_after(case: Row[Any], *, sort: Sort) -> str:
    at = case.next_due_at if sort == "due_at" else case.received_at
    return make_cursor([sort, at.astimezone(UTC).isoformat() if at else None, case.tracking_number])


def _place(cursor: str, *, sort: Sort) -> tuple[datetime | None, str]:
    sorted_by, at, number = read_cursor(cursor, _PLACE)
    if sorted_by != sort:
        raise CursorInvalid(f"the cursor belongs to a list sorted by {sorted_by}, not by {sort}")
    return at, number
