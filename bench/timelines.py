"""What timelines tell of a run: how often things happened, and how late what fell due was noticed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bench.deeds import Item
from bench.report import spread
from domain.kinds import EventKind

# An event that says until when, and the event that ends that window by itself.
WINDOWS: Final = {
    EventKind.RESOLVED: ("feedback_until", EventKind.CLOSED),
    EventKind.CLOSED: ("appeal_until", EventKind.ARCHIVED),
    EventKind.REMEDY_APPROVED: ("silence_at", EventKind.SILENCE_ELAPSED),
    EventKind.REPLIED: ("silence_at", EventKind.SILENCE_ELAPSED),
}
REPLANS: Final = frozenset({EventKind.PLANNED, EventKind.RESUMED})


def counts_of(values: Iterable[Any]) -> dict[str, int]:
    """Count, the most frequent first."""
    return {str(value): times for value, times in Counter(values).most_common()}


def lateness_of(timelines: Iterable[Iterable[Item]]) -> dict[str, float]:
    """Give in milliseconds how late milestones were found missed and windows found over (p50, p99, max)."""
    return spread([late / timedelta(milliseconds=1) for timeline in timelines for late in _lateness(timeline)])


def _lateness(timeline: Iterable[Item]) -> Iterator[timedelta]:
    until: dict[str, datetime] = {}
    planned_at = datetime.min.replace(tzinfo=UTC)
    for item in timeline:
        at, kind, data = datetime.fromisoformat(item["at"]), item["kind"], item["data"]
        if kind in REPLANS:
            planned_at = at
        if kind == EventKind.REOPENED:
            until.clear()
        # What a new grading makes overdue was not noticed late: it was in time until then.
        if kind == EventKind.BREACHED and (due_at := datetime.fromisoformat(data["due_at"])) > planned_at:
            yield at - due_at
        if (over := until.pop(kind, None)) and at >= over:
            yield at - over
        name, ended_by = WINDOWS.get(kind, ("", ""))
        if data.get(name):
            until[ended_by] = datetime.fromisoformat(data[name])
