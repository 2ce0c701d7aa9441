"""Custody (保管链): what was done with each piece of evidence, by whom, when and from where (A7)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel

from domain.words import Words

OUTSIDE: Final = "outside"
"""Receives a copy and is no party: police, an expert, an authority."""


class CustodyAct(StrEnum):
    """What can be done with a piece of evidence."""

    UPLOADED = "uploaded"
    VIEWED = "viewed"
    DOWNLOADED = "downloaded"
    HANDED_OVER = "handed_over"
    HELD = "held"
    RELEASED = "released"


ACTS: Final = {
    CustodyAct.UPLOADED: Words(zh="上传", en="uploaded"),
    CustodyAct.VIEWED: Words(zh="查看", en="viewed"),
    CustodyAct.DOWNLOADED: Words(zh="下载", en="downloaded"),
    CustodyAct.HANDED_OVER: Words(zh="移交", en="handed over"),
    CustodyAct.HELD: Words(zh="封存", en="put on hold"),
    CustodyAct.RELEASED: Words(zh="解除封存", en="released from hold"),
}


class Handling(BaseModel, frozen=True):
    """One act on a piece of evidence.

    `actor` is a signature (`complainant`, `staff:7`); `receiver` whom it was handed over to; `address` where the
    request came from, `words` why, and `request` which request it was, where that is asked only once: kept sealed.
    """

    act: CustodyAct
    at: datetime
    actor: str
    evidence: str
    sha256: str
    receiver: str | None = None
    address: str | None = None
    words: str | None = None
    request: str | None = None


Stands = Callable[[Sequence[Handling]], bool]
"""Tells whether an act need not be put on record after these."""


def held(handlings: Iterable[Handling]) -> frozenset[str]:
    """Give the pieces that are on hold, by id, after these acts in their order."""
    on_hold: set[str] = set()
    for handling in handlings:
        if handling.act is CustodyAct.HELD:
            on_hold.add(handling.evidence)
        elif handling.act is CustodyAct.RELEASED:
            on_hold.discard(handling.evidence)
    return frozenset(on_hold)


def handed_to(receiver: str, handlings: Iterable[Handling]) -> frozenset[str]:
    """Give the pieces that were handed over to somebody, by id."""
    return frozenset(
        each.evidence for each in handlings if each.act is CustodyAct.HANDED_OVER and each.receiver == receiver
    )
