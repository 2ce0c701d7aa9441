"""Why something asked of a case is not done: in words, with the HTTP status that says the same.

Refused
├── NotNow            409  the stage, or what happened meanwhile, forbids it
├── NotAllowed        403  this person may not
├── NotUnderstood     422  what was asked makes no sense here
└── NotReady          503  whoever is asked lacks something that is on its way
"""

from domain.words import Words


class Refused(Exception):
    """Something asked of a case that is not done; `words` say why in both languages."""

    status = 409

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class NotNow(Refused):
    """The case is in no state for it."""

    status = 409


class NotAllowed(Refused):
    """The person who asks may not do it."""

    status = 403


class NotUnderstood(Refused):
    """The command's fields do not fit the case."""

    status = 422


class NotReady(Refused):
    """What it takes is not there yet; the same is to be asked again a little later."""

    status = 503


def not_now(*, zh: str, en: str) -> NotNow:
    """Give a refusal because of the case's state."""
    return NotNow(Words(zh=zh, en=en))


def not_allowed(*, zh: str, en: str) -> NotAllowed:
    """Give a refusal because of who asks."""
    return NotAllowed(Words(zh=zh, en=en))


def not_understood(*, zh: str, en: str) -> NotUnderstood:
    """Give a refusal because of what is asked."""
    return NotUnderstood(Words(zh=zh, en=en))


def not_ready(*, zh: str, en: str) -> NotReady:
    """Give a refusal because of something that is still missing where it was asked."""
    return NotReady(Words(zh=zh, en=en))
