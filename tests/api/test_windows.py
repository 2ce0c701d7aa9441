"""How often somebody may ask."""

import pytest

from api import windows
from api.windows import Windows, asker_of


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class TestWindows:
    def test_let_in_so_many_and_then_tell_how_long_to_wait(self) -> None:
        clock = Clock()
        window = Windows(limit=2, seconds=60, clock=clock)

        for waited in (0, 0, 60):
            assert window.wait_for("a") == waited
            window.count("a")
        clock.now += 59.5

        assert window.wait_for("a") == 1

    def test_begin_anew_when_they_are_over(self) -> None:
        clock = Clock()
        window = Windows(limit=1, seconds=60, clock=clock)
        window.count("a")
        clock.now += 60

        assert window.wait_for("a") == 0
        window.count("a")
        assert window.wait_for("a") == 60

    def test_are_each_askers_own(self) -> None:
        window = Windows(limit=1, seconds=60, clock=Clock())
        window.count("a")

        assert window.wait_for("b") == 0

    def test_remember_no_more_than_there_is_room_for(self) -> None:
        window = Windows(limit=1, seconds=60, clock=Clock())

        for number in range(windows.MOST_ASKERS + 1):
            window.count(str(number))

        assert window.wait_for("0") == 0
        assert window.wait_for("1") == 60


class TestAsker:
    @pytest.mark.parametrize(
        ("one", "other", "is_same"),
        [
            ("203.0.113.7", "203.0.113.7", True),
            ("203.0.113.7", "203.0.113.8", False),
            ("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", True),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
            ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
            ("somewhere", "elsewhere", False),
        ],
    )
    def test_is_an_address_or_a_household(self, one: str, other: str, is_same: bool) -> None:
        assert (asker_of(one) == asker_of(other)) is is_same
