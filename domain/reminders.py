"""Reminders (催办) of what has a due time of its own, a task or a review: just after it, then at each interval."""

from datetime import datetime, timedelta

from domain.instant import JUST_AFTER


def next_at(due_at: datetime, *, reminded: int, every: timedelta) -> datetime:
    """Give when to remind next of what is due at `due_at` and has been reminded of `reminded` times."""
    return due_at + (reminded * every or JUST_AFTER)


def occurrence(due_at: datetime, *, at: datetime, every: timedelta) -> int:
    """Give which reminder it is at `at`: after an outage one, with the number that would be reached (time rule 9)."""
    return 1 + (at - due_at) // every
