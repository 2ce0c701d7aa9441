"""The deadlines of matters (事项时限): a word before the due moment, then a breach, and up the ladder rung by rung.

They go by time rules 5, 6 and 9, as milestones do: what an outage slept through is said once, with where it has come.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from domain.allowance import Allowance
from domain.deadlines import due_at as due_after
from domain.instant import JUST_AFTER
from domain.matter import Entries, Entry, Matter, MatterStep
from domain.matter_events import MatterEventKind
from domain.policy import Policy


def entries(matter: Matter, policy: Policy) -> Iterator[Entry]:
    """Give what lies ahead of a matter that is to be seen to by its due moment."""
    if matter.due_at is None or not matter.is_open:
        return
    if matter.breached_at:
        yield matter.due_at + (matter.periods + 1) * matter.climb_every, climb
        return
    if matter.warn_at:
        yield matter.warn_at, warn
    yield matter.due_at + JUST_AFTER, breach


def advance(step: MatterStep, ahead: Entries) -> None:
    """Do all that is due at the step's instant, the earliest first; the same call again does nothing."""
    while due := [each for each in ahead(step.matter, step.policy) if each[0] <= step.at]:
        _, action = min(due, key=lambda entry: entry[0])
        action(step)


def next_entry(matter: Matter, policy: Policy, ahead: Entries) -> tuple[datetime, str] | None:
    """Give the next instant with a word for what is due then, for the timer's summary."""
    named = [(instant, action.__name__.replace("_", " ")) for instant, action in ahead(matter, policy)]
    return min(named, key=lambda each: each[0], default=None)


def warn(step: MatterStep) -> None:
    """Remind the owner once before the due moment; where that has passed, the breach says it better."""
    if step.matter.due_at and step.at > step.matter.due_at:
        breach(step)
    else:
        step.add(MatterEventKind.WARNED)


def breach(step: MatterStep) -> None:
    """Record the missed due moment once, at the rung that it would have reached by now."""
    if step.matter.due_at:
        missed = {"due_at": step.matter.due_at.isoformat(), "detected_at": step.at.isoformat()}
        step.add(MatterEventKind.BREACHED, missed | _reached(step, step.matter.due_at))


def climb(step: MatterStep) -> None:
    """Go up to the rung reached by now, or remind at the top."""
    if step.matter.due_at:
        there = _reached(step, step.matter.due_at)
        is_higher = there["rung_index"] > (step.matter.rung or 0)
        step.add(MatterEventKind.CLIMBED if is_higher else MatterEventKind.REMINDED, there)


def _reached(step: MatterStep, due_at: datetime) -> dict[str, Any]:
    # Whoever writes the event down finds out who answers there: see `domain.duty`.
    pack, matter = step.policy.pack, step.matter
    periods = max(0, (step.at - due_at) // matter.climb_every)
    rung = min(pack.place(matter.owner_rung) + 1 + periods, len(pack.ladder) - 1)
    return {"rung": pack.ladder[rung], "rung_index": rung, "periods": periods, "rungs": list(pack.ladder[rung:])}


def due_data(
    allowance: Allowance, *, start: datetime, remind_before: timedelta | None, policy: Policy, region: str
) -> dict[str, str | None]:
    """Give a due moment, and when to remind of it, as events carry them."""
    due = due_after(allowance, start=start, paused=(), time=policy.working_time_in(region))
    return reminded_before(due, start=start, remind_before=remind_before)


def reminded_before(due_at: datetime, *, start: datetime, remind_before: timedelta | None) -> dict[str, str | None]:
    """Give a due moment that is known, and when to remind of it: not where that would be at once."""
    warn_at = due_at - remind_before if remind_before and due_at - remind_before > start else None
    return {"due_at": due_at.isoformat(), "warn_at": warn_at.isoformat() if warn_at else None}
