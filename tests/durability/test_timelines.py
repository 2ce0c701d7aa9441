"""What benches read out of timelines."""

from typing import Any

from bench.deeds import Item
from bench.timelines import counts_of, lateness_of

NONE = {"p50": 0.0, "p99": 0.0, "max": 0.0}


def item(second: float, kind: str, **data: Any) -> Item:
    return {"at": f"2026-03-02T03:00:{second:09.6f}Z", "kind": kind, "data": data}


def instant(second: int) -> str:
    return f"2026-03-02T03:00:{second:02}Z"


class TestLateness:
    def test_is_that_of_a_milestone_found_missed(self) -> None:
        timeline = [item(0, "planned"), item(10.25, "breached", due_at=instant(10))]

        assert lateness_of([timeline])["max"] == 250.0

    def test_is_none_where_a_new_grading_made_it_overdue(self) -> None:
        timeline = [item(20, "planned"), item(20, "breached", due_at=instant(10))]

        assert lateness_of([timeline]) == NONE

    def test_is_that_of_a_window_that_ended_by_itself(self) -> None:
        timeline = [item(0, "resolved", feedback_until=instant(5)), item(5.5, "closed", appeal_until=instant(9))]

        assert lateness_of([timeline])["max"] == 500.0

    def test_is_none_where_somebody_ended_the_window(self) -> None:
        by_hand = [item(0, "resolved", feedback_until=instant(5)), item(3, "closed", appeal_until=instant(9))]
        reopened = [item(0, "resolved", feedback_until=instant(5)), item(3, "reopened"), item(30, "closed")]

        assert lateness_of([by_hand, reopened]) == NONE


class TestCounts:
    def test_begin_with_the_most_frequent(self) -> None:
        assert list(counts_of(["a", "b", "b"]).items()) == [("b", 2), ("a", 1)]
