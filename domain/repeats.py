"""Repeats found late (二次投诉): what one person filed in the same moment, and nobody could see at arrival (A6)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from domain import grading
from domain.case import SETTLED_STAGES, Case
from domain.complaint import Complaint
from domain.events import SYSTEM
from domain.kinds import EventKind
from domain.likeness import Likeness
from domain.pack import Pack
from domain.step import Step


class RepeatLook(BaseModel):
    """What makes another complaint of the same person a repeat, since when they count, and how many are known."""

    model_config = ConfigDict(frozen=True)

    pack: str
    category: str
    kind: str
    since: datetime
    known: int = 0


class Repeats(Protocol):
    """Finds what a complaint repeats."""

    async def repeated(self, complaint: Complaint, *, number: str, look: RepeatLook) -> Sequence[Likeness]:
        """Give the other complaints of the same person about the same thing, as far as they are on record."""
        ...


def look_for(case: Case, pack: Pack) -> RepeatLook | None:
    """Tell what to look for once a complaint is on record; nothing where the pack knows no repeats."""
    if pack.repeat is None:
        return None
    since = case.received_at - pack.repeat.within
    return RepeatLook(pack=case.pack, category=case.category, kind=case.kind, since=since, known=case.repeat_count)


def found(step: Step, repeated: Sequence[Likeness]) -> None:
    """Count what a case turned out to repeat, and grade it for that; what was known at arrival changes nothing."""
    if len(repeated) <= step.case.repeat_count:
        return
    known = {each.tracking_number for each in step.case.likenesses}
    cases = [each.model_dump(mode="json") for each in repeated if each.tracking_number not in known]
    step.add(EventKind.LIKENESS_FOUND, {"cases": cases, "repeat_count": len(repeated)}, actor=SYSTEM)
    if step.case.stage not in SETTLED_STAGES:
        grading.grade_up_by_rules(step)
        grading.replan(step, may_postpone=True)
