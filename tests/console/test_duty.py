"""Shifts and absences by the command line."""

import pytest

from tests.console.terminal import Terminal

HOLIDAY = ("--from", "2026-10-01T00:00+08:00", "--until", "2026-10-09T00:00+08:00")


@pytest.fixture
def lead(settled: Terminal) -> str:
    added = settled.type("staff", "add", "--name", "Li Lei", "--role", "team_lead", "--department", "front", "--json")
    found: str = added.json["id"]
    return found


class TestShift:
    def test_is_given_and_taken_away(self, settled: Terminal, lead: str) -> None:
        given = settled.type(
            "staff", "shift", lead, "--hours", "mon-fri=09:00-12:00,13:00-18:00", "--hours", "sat=10:00-14:00"
        )
        taken = settled.type("staff", "shift", lead)

        assert (given.code, taken.code) == (0, 0)
        assert "mon-fri=09:00-12:00,13:00-18:00, sat=10:00-14:00 Asia/Shanghai" in given.out
        assert "always" in taken.out

    @pytest.mark.parametrize(
        ("hours", "zone", "expected"),
        [
            ("weekdays=09:00-12:00", "Asia/Shanghai", "write days and hours"),
            ("mon-fri", "Asia/Shanghai", "write days and hours"),
            ("fri-mon=09:00-12:00", "Asia/Shanghai", "mon comes before fri"),
            ("mon=9-12", "Asia/Shanghai", "no time of day"),
            ("mon=12:00-09:00", "Asia/Shanghai", "runs backwards"),
            ("mon=09:00-12:00,11:00-13:00", "Asia/Shanghai", "overlap"),
            ("mon=09:00-12:00", "Mars/Olympus", "no time zone"),
        ],
    )
    def test_that_makes_no_sense_is_refused(
        self, settled: Terminal, lead: str, hours: str, zone: str, expected: str
    ) -> None:
        said = settled.type("staff", "shift", lead, "--hours", hours, "--zone", zone)

        assert said.code == 2
        assert expected in " ".join(said.err.split())

    def test_of_nobody_is_a_mistake(self, settled: Terminal) -> None:
        said = settled.type("staff", "shift", "nobody")

        assert (said.code, "there is no staff nobody" in said.err) == (1, True)


class TestAbsence:
    def test_is_noted_with_the_deputy(self, settled: Terminal, lead: str) -> None:
        said = settled.type("staff", "absent", lead, *HOLIDAY, "--deputy", lead)

        assert said.code == 0
        assert "2026-10-01T00:00+08:00" in said.out

    def test_is_over_when_they_are_back(self, settled: Terminal, lead: str) -> None:
        settled.type("staff", "absent", lead, "--from", "2026-01-01T00:00Z", "--until", "2099-01-01T00:00Z")
        settled.type("staff", "absent", lead, "--from", "2098-01-01T00:00Z", "--until", "2099-01-01T00:00Z")

        said = [settled.type("staff", "back", lead) for _ in range(2)]

        assert [each.code for each in said] == [0, 1]
        assert f"staff {lead} is not away" in said[1].err

    @pytest.mark.parametrize("wrong", ["2026-10-01", "tomorrow", "2026-10-01T00:00"])
    def test_wants_instants_with_their_offset(self, settled: Terminal, lead: str, wrong: str) -> None:
        said = settled.type("staff", "absent", lead, "--from", wrong, "--until", "2026-10-09T00:00+08:00")

        assert said.code == 2
        assert "with an offset" in " ".join(said.err.split())

    def test_ends_after_it_begins(self, settled: Terminal, lead: str) -> None:
        said = settled.type("staff", "absent", lead, "--from", HOLIDAY[3], "--until", HOLIDAY[1])

        assert said.code == 2

    def test_of_nobody_or_with_nobody_as_deputy_is_a_mistake(self, settled: Terminal, lead: str) -> None:
        said = [
            settled.type("staff", "absent", "nobody", *HOLIDAY),
            settled.type("staff", "absent", lead, *HOLIDAY, "--deputy", "nobody"),
        ]

        assert [each.code for each in said] == [1, 1]
