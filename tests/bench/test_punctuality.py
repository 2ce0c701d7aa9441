"""Punctuality: what is on record, held against what was due."""

from datetime import UTC, datetime, timedelta

from bench.punctuality import punctuality_of, seconds_until_served
from bench.recorded import Recorded

DUE = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def recorded(number: str, *, after: float, kind: str = "breached") -> Recorded:
    return Recorded(number, kind, DUE + timedelta(seconds=after))


class TestPunctuality:
    def test_is_faultless_where_each_case_is_served_once(self) -> None:
        found = punctuality_of(
            {"A": DUE, "B": DUE}, [recorded("A", after=0.1), recorded("B", after=2)], climb_every=DAY
        )

        assert found.is_faultless
        assert found.lateness_ms == {"p50": 2000.0, "p99": 2000.0, "max": 2000.0}
        assert found.drain_seconds == 2.0

    def test_counts_a_case_without_a_breach_as_missed(self) -> None:
        found = punctuality_of({"A": DUE, "B": DUE}, [recorded("A", after=1)], climb_every=DAY)

        assert (found.missed, found.doubled, found.early) == (1, 0, 0)
        assert not found.is_faultless

    def test_counts_a_case_with_two_breaches_as_doubled_and_is_late_by_the_first(self) -> None:
        twice = [recorded("A", after=5), recorded("A", after=1)]

        found = punctuality_of({"A": DUE}, twice, climb_every=DAY)

        assert (found.missed, found.doubled, found.early) == (0, 1, 0)
        assert found.lateness_ms["max"] == 1000.0

    def test_counts_what_is_on_record_before_its_time_as_early(self) -> None:
        before = [recorded("A", after=-1), recorded("A", after=3600, kind="climbed")]

        assert punctuality_of({"A": DUE}, before, climb_every=DAY).early == 2

    def test_has_nothing_against_a_rung_at_its_time(self) -> None:
        in_time = [recorded("A", after=0.1), recorded("A", after=86_400.1, kind="climbed")]

        assert punctuality_of({"A": DUE}, in_time, climb_every=DAY).is_faultless

    def test_counts_nothing_of_other_cases(self) -> None:
        found = punctuality_of({"A": DUE}, [recorded("A", after=1), recorded("B", after=-9)], climb_every=DAY)

        assert found.is_faultless

    def test_is_not_late_at_all_where_nothing_was_served(self) -> None:
        found = punctuality_of({"A": DUE}, [], climb_every=DAY)

        assert (found.missed, found.drain_seconds, found.lateness_ms["p99"]) == (1, 0.0, 0.0)


class TestSecondsUntilServed:
    def test_are_those_until_the_first_case_after_the_instant(self) -> None:
        served = [recorded("A", after=0.5), recorded("C", after=4), recorded("B", after=2.5)]

        assert seconds_until_served(served, since=DUE + timedelta(seconds=1)) == 1.5

    def test_are_none_where_no_case_was_served_any_more(self) -> None:
        assert seconds_until_served([recorded("A", after=0.5)], since=DUE + timedelta(seconds=1)) is None
