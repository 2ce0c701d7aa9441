"""Two cases of one person on the core alone, and the merging of one into the other, message by message."""

from datetime import datetime
from typing import Any

from domain import merging
from domain.events import Actor
from domain.handover import Handover, KnownCase
from domain.policy import Policy
from domain.refusals import Refused
from domain.words import Words
from tests import trial
from tests.domain.life import Life

FIRST, SECOND = "RD-FIRST", "RD-SECOND"


def case(number: str = FIRST, *, at: datetime = trial.MONDAY, policy: Policy | None = None, **complaint: Any) -> Life:
    """A case with a number, about no order."""
    return Life(policy=policy, at=at, **({"order_number": None, "number": number} | complaint))


def known(life: Life, **otherwise: Any) -> KnownCase:
    """The case as the API hands it to the rules."""
    usual: dict[str, Any] = {
        "tracking_number": life.case.tracking_number,
        "pack": life.case.pack,
        "is_in_work": merging.is_in_work(life.case),
        "is_same_complainant": True,
    }
    return KnownCase(**(usual | otherwise))


def begin(duplicate: Life, other: Life, actor: Actor = trial.LEAD, **otherwise: Any) -> Handover:
    """Give the command; gives what goes over. Raises `Refused`."""
    number = other.case.tracking_number
    duplicate.do("merge-into", actor, cases=(known(other, **otherwise),), tracking_number=number)
    under_way = duplicate.case.merging
    assert under_way is not None
    return under_way.handover


def take_over(other: Life, handover: Handover) -> Words | None:
    """Let the other case hear the question; gives why it will not."""
    try:
        other.hear(lambda step: merging.take_over(step, handover))
    except Refused as refusal:
        return refusal.words
    return None


def answer(duplicate: Life, refusal: Words | None, *, key: str | None = None) -> None:
    """Let the duplicate hear the answer."""
    under_way = duplicate.case.merging
    given = key or (under_way.key if under_way else "")
    duplicate.hear(lambda step: merging.answered(step, key=given, refusal=refusal))


def merge(duplicate: Life, other: Life) -> Words | None:
    """Merge one into the other, undisturbed."""
    handover = begin(duplicate, other)
    refusal = take_over(other, handover)
    answer(duplicate, refusal)
    return refusal
