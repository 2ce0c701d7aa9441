"""Whom the steps of an outside arbitration (外部仲裁) are news to: the sides, and who has to see to them (E7)."""

from typing import Final

from domain.case_mediation import Side
from domain.events import Event
from domain.kinds import EventKind
from domain.pack import Pack

ARBITRATION: Final = frozenset(
    {
        EventKind.ARBITRATION_PREFERRED,
        EventKind.ARBITRATION_AGREED,
        EventKind.ARBITRATION_REFERRED,
        EventKind.ARBITRATION_ENDED,
    }
)
"""What both sides read of it."""
NEWS: Final = ARBITRATION | {EventKind.RULING_ASKED}


def is_news_to(side: str, event: Event) -> bool:
    """Tell whether a side is told; what it has done itself is no news to it."""
    if event.kind is EventKind.ARBITRATION_PREFERRED:
        return bool(event.data["asked"] == side)
    # Of a wish for an arbitrator the other side is told by itself.
    return event.data.get("by") != side and not event.data.get("arbitrator")


def rungs_to_tell(event: Event, pack: Pack) -> tuple[str, ...]:
    """Give the rungs of which somebody has to see to it, from below; none where nobody has to."""
    if event.kind is EventKind.ARBITRATION_OVERDUE:
        return pack.ladder[pack.place(event.data["rung"]) :]
    is_theirs = event.kind is EventKind.ARBITRATION_AGREED or event.data.get("asked") == Side.PLATFORM
    return pack.ladder[1:] if is_theirs else ()
