"""A sentence for an event of a timeline, and what of the event a complainant sees (G1)."""

from typing import NamedTuple

from domain.words import Words


class Telling(NamedTuple):
    """How an event is told.

    `shows` are the fields of `data`, `tells` those of the private part that a complainant sees; what is `internal` they
    do not see at all.
    """

    words: Words
    shows: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    internal: bool = False


def told(
    zh: str, en: str, *, shows: tuple[str, ...] = (), tells: tuple[str, ...] = (), internal: bool = False
) -> Telling:
    """Give how an event is told, in both languages."""
    return Telling(words=Words(zh=zh, en=en), shows=shows, tells=tells, internal=internal)
