"""The register of respondents (被投诉人名册): who they are across cases, and what they bear (E8)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter
from sqlalchemy import ColumnElement, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.case_inquiry import Respondent
from domain.penalty_record import BornePenalty, standing_of
from domain.respondent_record import Standing
from storage.cursors import MOST_ROWS, make_cursor, read_cursor
from storage.database import Autocommitting
from storage.respondent_entry import marks_of_respondent, name_place, strongest
from storage.respondent_tables import penalties, respondent_cases, respondent_keys, respondents
from storage.vault import Vault

MOST_CASES: Final = 200
_PLACE: Final = TypeAdapter(tuple[AwareDatetime, str])


class RegisteredRespondent(BaseModel):
    """A respondent of the register; the name is as staff last gave it."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str | None
    known_since: datetime
    named_at: datetime
    standing: Standing


class RespondentFilters(BaseModel):
    """What a list is narrowed down to; none stands for all. `bearing` are those with anything in force."""

    model_config = ConfigDict(frozen=True)

    banned: bool | None = None
    blacklisted: bool | None = None
    suspended: bool | None = None
    bearing: bool | None = None


class CaseAbout(NamedTuple):
    """A case about a respondent; `found_at` is when its present cycle found against them."""

    tracking_number: str
    named_at: datetime
    found_at: datetime | None


class RespondentPage(NamedTuple):
    """Some respondents, those first entered last in front, and the cursor of the next ones."""

    items: Sequence[RegisteredRespondent]
    next_cursor: str | None


class Respondents:
    """Reads the register."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._writing = engine
        self._engine = Autocommitting(engine)
        self._vault = vault

    async def find(self, respondent: str) -> RegisteredRespondent | None:
        """Give a respondent; none where there is no such."""
        query = select(respondents).where(respondents.c.id == respondent)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return self._opened(row) if row else None

    async def of_case(self, tracking_number: str) -> RegisteredRespondent | None:
        """Give whom a case is about; none where nobody was told, or nothing tells them from others."""
        query = select(respondents).join(respondent_cases, respondent_cases.c.respondent == respondents.c.id)
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(query.where(respondent_cases.c.tracking_number == tracking_number))
            ).one_or_none()
        return self._opened(row) if row else None

    async def known_by(self, respondent: Respondent) -> str | None:
        """Give the id of whoever has this contact or operator's id; none where the register has nobody."""
        marks = marks_of_respondent(respondent, vault=self._vault)
        query = select(respondent_keys.c.mark, respondent_keys.c.respondent).where(respondent_keys.c.mark.in_(marks))
        async with self._engine.connect() as connection:
            found = {row.mark: row.respondent for row in await connection.execute(query)}
        return strongest(marks, found)

    async def page(
        self, *, filters: RespondentFilters, at: datetime, cursor: str | None = None, limit: int = 50
    ) -> RespondentPage:
        """Give up to `limit` (at most 200) respondents. Raises `CursorInvalid`."""
        column, wanted = respondents.c, min(limit, MOST_ROWS)
        query = select(respondents).where(*_conditions(filters, at))
        if cursor is not None:
            since, last = read_cursor(cursor, _PLACE)
            query = query.where(tuple_(column.known_since, column.id) < tuple_(literal(since), literal(last)))
        query = query.order_by(column.known_since.desc(), column.id.desc()).limit(wanted + 1)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        items = [self._opened(row) for row in rows[:wanted]]
        last_one = items[-1] if len(rows) > wanted else None
        return RespondentPage(items, make_cursor([last_one.known_since.isoformat(), last_one.id]) if last_one else None)

    async def penalties_of(self, respondent: str) -> Sequence[BornePenalty]:
        """Give all penalties of a respondent, the latest first."""
        query = select(penalties).where(penalties.c.respondent == respondent).order_by(penalties.c.imposed_at.desc())
        async with self._engine.connect() as connection:
            return [BornePenalty.model_validate(row) for row in await connection.execute(query)]

    async def cases_of(self, respondent: str) -> Sequence[CaseAbout]:
        """Give the cases about a respondent, the latest first, at most 200."""
        column = respondent_cases.c
        query = select(column.tracking_number, column.named_at, column.found_at).where(column.respondent == respondent)
        query = query.order_by(column.named_at.desc(), column.tracking_number).limit(MOST_CASES)
        async with self._engine.connect() as connection:
            return [CaseAbout(*row) for row in await connection.execute(query)]

    async def reseal(self) -> int:
        """Seal with the first key the names that an older one has sealed; give how many.

        Raises:
            UnknownKey, SealBroken: some cannot be opened; nothing is changed then.
        """
        query = select(respondents.c.id, respondents.c.name).where(respondents.c.name.is_not(None)).with_for_update()
        async with self._writing.begin() as connection:
            outdated = [row for row in await connection.execute(query) if not self._vault.is_current(row.name)]
            for row in outdated:
                place = name_place(row.id)
                name = self._vault.seal_house(self._vault.open_house(row.name, place=place), place=place)
                await connection.execute(update(respondents).where(respondents.c.id == row.id).values(name=name))
        return len(outdated)

    def _opened(self, row: Any) -> RegisteredRespondent:
        name = self._vault.open_house(row.name, place=name_place(row.id)).decode() if row.name else None
        standing = Standing.model_validate(row, from_attributes=True)
        return RegisteredRespondent(
            id=row.id, name=name, known_since=row.known_since, named_at=row.named_at, standing=standing
        )


async def keep_penalty(connection: AsyncConnection, penalty: BornePenalty) -> None:
    """Keep how a penalty stands, and what its respondent bears with it; the same again changes nothing."""
    # Whoever comes second waits here, so that of two penalties at once neither overlooks the other.
    await connection.execute(select(respondents.c.id).where(respondents.c.id == penalty.respondent).with_for_update())
    values = penalty.model_dump()
    await connection.execute(upsert(penalties).values(values).on_conflict_do_update(index_elements=["id"], set_=values))
    query = select(penalties).where(penalties.c.respondent == penalty.respondent)
    borne = [BornePenalty.model_validate(row) for row in await connection.execute(query)]
    standing = standing_of(borne).model_dump()
    await connection.execute(update(respondents).where(respondents.c.id == penalty.respondent).values(standing))


def _conditions(filters: RespondentFilters, at: datetime) -> list[ColumnElement[bool]]:
    column = respondents.c
    is_suspended = func.coalesce(column.suspended_until > at, False)
    asked = {
        "banned": column.banned,
        "blacklisted": column.blacklisted,
        "suspended": is_suspended,
        "bearing": (column.points > 0) | column.banned | column.blacklisted | is_suspended,
    }
    wanted = [(condition, getattr(filters, name)) for name, condition in asked.items()]
    return [condition.is_(value) for condition, value in wanted if value is not None]
