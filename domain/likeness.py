"""Likeness (关联): which earlier cases a complaint is like, and whether it repeats one of them (A6).

Likeness is shown, and only a person merges; a repeat complaint (二次投诉) is graded as such.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel

from domain.kinds import Stage

MOST_SHOWN: Final = 10


class Why(StrEnum):
    """In what two complaints are alike; what says most comes first."""

    SAME_PERSON = "same_person"
    SAME_ORDER = "same_order"
    SAME_TEXT = "same_text"
    SAME_RESPONDENT = "same_respondent"


class Likeness(BaseModel, frozen=True):
    """A case that a complaint is like; `score` is how like their words are, 0 to 100."""

    tracking_number: str
    why: tuple[Why, ...]
    score: int = 0


class LikeCase(BaseModel, frozen=True):
    """An earlier case as the store found it, with the words by which it is searched."""

    tracking_number: str
    pack: str
    category: str
    kind: str
    stage: Stage
    received_at: datetime
    words: str
    why: tuple[Why, ...]


def ranked(likenesses: Iterable[Likeness]) -> tuple[Likeness, ...]:
    """Give those that are shown: who shares most with the complaint comes first, of equals whoever came first."""
    order = list(Why)

    def rank(likeness: Likeness) -> tuple[tuple[bool, ...], int]:
        return tuple(why not in likeness.why for why in order), -likeness.score

    return tuple(sorted(likenesses, key=rank))[:MOST_SHOWN]


def count_repeated(cases: Iterable[LikeCase], *, pack: str, category: str, kind: str, since: datetime) -> int:
    """Count the complaints since an instant that one repeats: the same person's, about the same order or kind.

    A merged one is no complaint of its own any more.
    """
    return sum(is_repeated(case, pack=pack, category=category, kind=kind, since=since) for case in cases)


def is_repeated(case: LikeCase, *, pack: str, category: str, kind: str, since: datetime) -> bool:
    """Tell whether a complaint of that pack and kind repeats this one."""
    return (
        Why.SAME_PERSON in case.why
        and (Why.SAME_ORDER in case.why or (case.pack, case.category, case.kind) == (pack, category, kind))
        and case.received_at >= since
        and case.stage is not Stage.MERGED
    )
