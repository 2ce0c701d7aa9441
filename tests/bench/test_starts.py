"""Starting by the thousand: each once, and in time for what falls due."""

from datetime import UTC, datetime, timedelta

import pytest

from bench.starts import OpenedTooLate, for_each, open_by, wait_until

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


class TestForEach:
    async def test_does_it_once_for_each_number(self) -> None:
        done: list[str] = []

        async def do(number: str) -> None:
            done.append(number)

        await for_each([str(number) for number in range(100)], do)

        assert done == [str(number) for number in range(100)]


class TestOpenBy:
    def test_leaves_more_time_than_the_pace_asks_for(self) -> None:
        assert open_by(100, per_second=10, now=NOW) == NOW + timedelta(seconds=22.5)


class TestWaitUntil:
    async def test_refuses_an_instant_that_has_passed(self) -> None:
        with pytest.raises(OpenedTooLate, match="begun to fall due"):
            await wait_until(datetime.now(tz=UTC) - timedelta(seconds=9))
