"""The audit trail of looks (查阅记录), for auditors and senior management (I1, I3, I4)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from api.access import Staff
from api.answers import as_json, refusals
from api.paging import Paging, known_cursors
from api.problems import not_allowed
from api.routes.desk import Word
from api.services import House, Language
from domain.identity import normalise_number
from domain.instant import Instant
from domain.looks import TITLES, Look, LookKind
from domain.rights import LOOK_READERS
from storage.looks import LookFilters
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/audit", tags=["desk"])


class LookQuery(Paging):
    """What looks are narrowed down to."""

    staff: Annotated[Word | None, Field(description="Who looked, by id.", examples=["12"])] = None
    about: Annotated[Word | None, Field(description="A tracking number, or the id of something else.")] = None
    kind: LookKind | None = None
    since: Instant | None = None
    until: Annotated[Instant | None, Field(description="The first instant that is not in it.")] = None


class LookView(BaseModel):
    """That somebody looked: `staff` is empty where this machine's Web UI did, `about` where it was a whole list."""

    at: datetime
    staff: str
    role: str
    kind: LookKind
    title: str
    about: str


class LookList(BaseModel):
    """Looks, the latest first."""

    items: list[LookView]
    next: str | None


async def _reader(staff: Staff) -> StaffMember:
    if staff.role not in LOOK_READERS:
        raise not_allowed(
            zh=f"角色 {staff.role} 不能查看查阅记录。", en=f"The role {staff.role} may not read who looked at what."
        )
    return staff


@router.get("", response_model=LookList, responses=refusals(401, 403, 422, 503))
async def list_looks(
    house: House,
    language: Language,
    _staff: Annotated[StaffMember, Depends(_reader)],
    query: Annotated[LookQuery, Query()],
) -> Response:
    """List who looked at personal data, the latest first."""
    about = query.about and (normalise_number(query.about) or query.about)
    by = query.staff and f"staff:{query.staff}"
    filters = LookFilters(by, about, query.kind, query.since, query.until)
    with known_cursors():
        page = await house.looks.page(filters, cursor=query.cursor, limit=query.limit)
    items = [_view(each, language=language) for each in page.items]
    return as_json(LookList(items=items, next=page.next_cursor))


def _view(look: Look, *, language: str) -> LookView:
    staff = look.by.partition(":")[2]
    title = TITLES[look.kind].in_(language)
    return LookView(at=look.at, staff=staff, role=look.role, kind=look.kind, title=title, about=look.about)
