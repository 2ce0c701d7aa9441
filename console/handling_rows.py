"""What an exported page tells of evidence that was handled and of notices that went out, as rows of words."""

from collections.abc import Sequence

from api.speaker import Speaker
from api.titles import NOTICE_STATES, TOLD_OF
from domain.custody import ACTS, Handling
from domain.outgoing import Settled


def custody_rows(handlings: Sequence[Handling], *, speaker: Speaker) -> list[tuple[str, ...]]:
    """Give when, who, what, which piece, to whom and why, of each handling."""
    return [
        (
            speaker.instant(each.at),
            each.actor,
            speaker.title(ACTS, each.act),
            each.evidence,
            each.receiver or "",
            each.words or "",
        )
        for each in handlings
    ]


def notice_rows(notices: Sequence[Settled], *, speaker: Speaker) -> list[tuple[str, ...]]:
    """Give when, what, to whom and how it ended, of each notice."""
    return [
        (
            speaker.instant(each.created_at),
            speaker.title(TOLD_OF, each.what),
            each.receiver,
            speaker.title(NOTICE_STATES, each.state),
        )
        for each in notices
    ]
