"""Likeness over HTTP: what a complaint is like on arrival, and which of it a member of staff may see (A6)."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from pydantic import BaseModel, Field

from api.failures import DOWN_FOR_A_MOMENT
from api.ports import LikenessStore
from api.ports_beside import IncidentStore
from domain import permissions
from domain.case_incident import KnownIncident
from domain.complaint import Complaint
from domain.kinds import Stage
from domain.likeness import LikeCase, Likeness, Why, count_repeated, ranked
from domain.pack import Pack
from domain.titles import LIKENESSES, STAGES
from language.likeness import NEARLY_THE_SAME, score
from storage.desk import ListedCase
from storage.search_text import search_text
from storage.staff import StaffMember

LOOK_BACK: Final = timedelta(days=180)
PATIENCE: Final = timedelta(seconds=1)
"""How long filing waits for it; a complaint is taken with nothing linked sooner than not at all."""

log = logging.getLogger(__name__)


class Linked(NamedTuple):
    """What a complaint is like, how many of them it repeats, and the open incident of its kind."""

    likenesses: tuple[Likeness, ...] = ()
    repeat_count: int = 0
    incident: KnownIncident | None = None


class LikenessView(BaseModel):
    """A case that another one is like (关联)."""

    tracking_number: str
    why: tuple[Why, ...]
    why_titles: list[str] = Field(examples=[["same person", "same order"]])
    score: int = Field(description="How like their words are, 0 to 100.")
    stage: str
    stage_title: str
    received_at: datetime


class LikenessPage(BaseModel):
    """The cases that one is like, by what is known now."""

    items: list[LikenessView]


class Links:
    """Looks for the cases that a complaint is like."""

    def __init__(self, *, store: LikenessStore, incidents: IncidentStore) -> None:
        self._store = store
        self._incidents = incidents

    async def at_arrival(self, complaint: Complaint, *, number: str, pack: Pack, at: datetime) -> Linked:
        """Link a complaint that is being filed; with nothing while the database does not answer."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                linked = await self.of(complaint, number=number, pack=pack, at=at)
                return linked._replace(incident=await self._incident_for(complaint, pack))
        except (*DOWN_FOR_A_MOMENT, TimeoutError) as error:
            log.warning("a complaint is filed without a look for like ones: %s", type(error).__name__)
            return Linked()

    async def _incident_for(self, complaint: Complaint, pack: Pack) -> KnownIncident | None:
        """Find the open incident that a complaint belongs to from its beginning (H5)."""
        if pack.incident is None:
            return None
        category, kind = _classified(complaint, pack)
        return await self._incidents.open_one(pack=pack.pack, category=category, kind=kind)

    async def of(self, complaint: Complaint, *, number: str, pack: Pack | None, at: datetime) -> Linked:
        """Link a complaint as things stand at an instant; under a pack that is not loaded nothing is a repeat."""
        within = pack.repeat.within if pack and pack.repeat else timedelta()
        cases = await self._store.find(complaint, number=number, since=at - max(LOOK_BACK, within))
        words = search_text(complaint)
        return Linked(
            likenesses=ranked(each for case in cases if (each := _compared(case, words)).why),
            repeat_count=_repeats(cases, complaint, pack, since=at - within) if pack and within else 0,
        )


def views(
    likenesses: Sequence[Likeness], cases: Sequence[ListedCase], *, reader: StaffMember, language: str
) -> list[LikenessView]:
    """Show those whose case the reader may open."""
    known = {case.tracking_number: case for case in cases}
    return [
        _view(each, case, language)
        for each in likenesses
        if (case := known.get(each.tracking_number)) and _may_see(reader, case)
    ]


def _compared(case: LikeCase, words: str) -> Likeness:
    """Compare the words: of texts, marks say only that they may be alike."""
    alike = score(words, case.words)
    shared = {*case.why} - {Why.SAME_TEXT} | ({Why.SAME_TEXT} if alike >= NEARLY_THE_SAME else set())
    why = tuple(each for each in Why if each in shared)
    return Likeness(tracking_number=case.tracking_number, why=why, score=alike)


def _repeats(cases: Sequence[LikeCase], complaint: Complaint, pack: Pack, *, since: datetime) -> int:
    category, kind = _classified(complaint, pack)
    return count_repeated(cases, pack=pack.pack, category=category, kind=kind, since=since)


def _classified(complaint: Complaint, pack: Pack) -> tuple[str, str]:
    """Give category and kind as the case's first step will find them."""
    reading, unmatched = complaint.reading, pack.unmatched
    if reading.category is None or reading.kind is None:
        return unmatched.category, unmatched.kind
    return reading.category, reading.kind


def _may_see(reader: StaffMember, case: ListedCase) -> bool:
    return permissions.may_read(role=reader.role, department=reader.department, case_department=case.department)


def _view(likeness: Likeness, case: ListedCase, language: str) -> LikenessView:
    return LikenessView(
        **likeness.model_dump(),
        why_titles=[LIKENESSES[why].in_(language) for why in likeness.why],
        stage=case.stage,
        stage_title=STAGES[Stage(case.stage)].in_(language),
        received_at=case.received_at,
    )
