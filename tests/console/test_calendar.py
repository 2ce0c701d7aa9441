"""Working calendars by the command line."""

import sys
from pathlib import Path

import pytest

from policies.reader import SHIPPED, read_calendar
from tests.console.terminal import Terminal

CALENDAR = """\
# Ours.
calendar: ours
weekly:
  mon: [["09:00", "12:00"], ["13:00", "18:00"]]  # with a break
  tue: [["09:00", "12:00"]]
years: [2021, 2026]
holidays:
  2026-02-16: {zh: 厂庆, en: Founding Day}

# Saturdays.
make_up_days:
  2026-02-14: mon
hours_on:
  2026-02-09: [["09:00", "11:00"]]
regions:
  "31":
    hours_on: {2026-02-10: [["10:00", "11:00"]]}
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A calendar that is nobody else's."""
    (tmp_path / "packs" / "calendars").mkdir(parents=True)
    path = tmp_path / "packs" / "calendars" / "ours.yaml"
    path.write_text(CALENDAR, encoding="utf-8")
    return path


class TestSeed:
    def test_prints_a_whole_calendar_of_the_year(self, terminal: Terminal, tmp_path: Path) -> None:
        said = terminal.type("calendar", "seed", "cn", "2026")

        (tmp_path / "cn.yaml").write_text(said.out, encoding="utf-8")
        shipped, seeded = read_calendar(SHIPPED / "calendars" / "cn.yaml"), read_calendar(tmp_path / "cn.yaml")
        assert said.code == 0
        assert (seeded.years, seeded.weekly) == ((2026,), shipped.weekly)
        assert seeded.holidays == {on: name for on, name in shipped.holidays.items() if on.year == 2026}
        assert seeded.make_up_days == {on: day for on, day in shipped.make_up_days.items() if on.year == 2026}

    def test_makes_the_file_that_is_not_there(self, terminal: Terminal, tmp_path: Path) -> None:
        said = terminal.type("calendar", "seed", "cn", "2025", "--out", "east.yaml")

        assert (said.code, said.out) == (0, "east.yaml is made, with 2025\n")
        assert read_calendar(tmp_path / "east.yaml").calendar == "east"

    def test_adds_a_year_and_keeps_every_line_that_is_there(self, terminal: Terminal, ours: Path) -> None:
        said = terminal.type("calendar", "seed", "cn", "2025", "--out", str(ours))

        lines = ours.read_text(encoding="utf-8").splitlines()
        kept = [line for line in CALENDAR.splitlines() if not line.startswith("years")]
        assert said.code == 0
        assert [line for line in lines if line in kept] == kept
        assert read_calendar(ours).years == (2021, 2025, 2026)
        assert "  2025-10-06: {zh: 中秋节, en: Mid-autumn Festival}" in lines
        assert "  2025-01-26: mon" in lines

    def test_changes_nothing_where_the_year_is_there_with_the_same_days(
        self, terminal: Terminal, tmp_path: Path
    ) -> None:
        terminal.type("calendar", "seed", "cn", "2025", "--out", "cn.yaml")
        before = (tmp_path / "cn.yaml").read_bytes()

        said = terminal.type("calendar", "seed", "cn", "2025", "--out", "cn.yaml")

        assert (said.code, said.out) == (0, "cn.yaml has 2025 already, with these very days\n")
        assert (tmp_path / "cn.yaml").read_bytes() == before

    def test_refuses_to_overwrite_a_year_with_other_days(self, terminal: Terminal, ours: Path) -> None:
        said = terminal.type("calendar", "seed", "cn", "2026", "--out", str(ours))

        assert said.code == 1
        assert said.err.startswith("redress: 2026 is there already, and differs on 2026-01-01, ")
        assert len(said.err.splitlines()) == 1
        assert ours.read_text(encoding="utf-8") == CALENDAR
        assert [path.name for path in ours.parent.iterdir()] == ["ours.yaml"]

    def test_leaves_a_calendar_that_is_wrong_as_it_is(self, terminal: Terminal, ours: Path) -> None:
        ours.write_text(CALENDAR.replace("years:", "yeers:"), encoding="utf-8")

        said = terminal.type("calendar", "seed", "cn", "2025", "--out", str(ours))

        assert said.code == 1
        assert "did you mean years?" in said.err
        assert "2025" not in ours.read_text(encoding="utf-8")

    def test_says_in_one_line_that_a_year_is_not_known(self, terminal: Terminal) -> None:
        said = terminal.type("calendar", "seed", "cn", "9000")

        assert (said.code, said.out) == (1, "")
        assert "has no holidays of 9000" in said.err
        assert len(said.err.splitlines()) == 1

    def test_says_in_one_line_that_the_library_is_missing(
        self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "chinese_calendar", None)

        said = terminal.type("calendar", "seed", "cn", "2026")

        assert (said.code, said.out) == (1, "")
        assert said.err == (
            "redress: the library chinesecalendar is not installed; `pip install chinesecalendar` brings it\n"
        )

    def test_of_a_country_that_it_does_not_know_is_used_wrongly(self, terminal: Terminal) -> None:
        said = terminal.type("calendar", "seed", "atlantis", "2026")

        assert (said.code, said.out) == (2, "")
        assert "there is no source of holidays for 'atlantis'; countries are cn" in said.err

    def test_says_which_folder_is_missing(self, terminal: Terminal) -> None:
        said = terminal.type("calendar", "seed", "cn", "2026", "--out", "nowhere/cn.yaml")

        assert (said.code, said.err) == (1, "redress: nowhere/cn.yaml cannot be written: No such file or directory\n")


class TestShow:
    def test_draws_weeks_as_rows(self, terminal: Terminal, ours: Path) -> None:
        said = terminal.type("calendar", "show", str(ours), "2026-02")

        rows = [line.strip("│").split("│") for line in said.out.splitlines() if line.startswith("│")]
        assert said.code == 0
        assert [name.strip() for name in rows[0]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        assert [cell.strip() for row in rows for cell in row if cell.strip().isdecimal()] == [
            str(day) for day in range(1, 29)
        ]
        assert "weekly hours: Mon 09:00-12:00, 13:00-18:00; Tue 09:00-12:00" in said.out

    def test_tells_holidays_make_up_days_and_other_hours(self, terminal: Terminal, ours: Path) -> None:
        said = terminal.type("calendar", "show", str(ours), "2026-02")

        words = ["Founding", "make-up", "09:00-11:00", "worked", "closed"]
        assert [word for word in words if word in said.out] == words
        assert "?" not in said.out

    def test_speaks_chinese_where_the_terminal_does(
        self, terminal: Terminal, ours: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")

        said = terminal.type("calendar", "show", str(ours), "2026-02")

        assert "厂庆" in said.out
        assert "调休上班" in said.out

    def test_marks_the_days_of_a_year_that_is_not_covered(self, terminal: Terminal, ours: Path) -> None:
        said = terminal.type("calendar", "show", str(ours), "2027-02")

        assert "28 ?" in said.out
        assert "deadlines are provisional" in said.out

    def test_gives_every_day_to_programs(self, terminal: Terminal, ours: Path) -> None:
        month = terminal.type("calendar", "show", str(ours), "2026-02", "--json").json

        days = {day.pop("on"): day for day in month["days"]}
        assert (month["calendar"], month["month"], month["is_covered"], len(days)) == ("ours", "2026-02", True, 28)
        assert days["2026-02-14"] == {
            "is_worked": True,
            "hours": [["09:00", "12:00"], ["13:00", "18:00"]],
            "differs": True,
            "closed_because": None,
            "make_up_of": "mon",
            "is_covered": True,
        }
        assert days["2026-02-16"]["closed_because"] == {"zh": "厂庆", "en": "Founding Day"}
        assert days["2026-02-09"]["hours"] == [["09:00", "11:00"]]

    def test_shows_it_as_it_is_in_a_region(self, terminal: Terminal, ours: Path) -> None:
        month = terminal.type("calendar", "show", str(ours), "2026-02", "--region", "310115", "--json").json

        assert month["region"] == "31"
        assert month["days"][9]["hours"] == [["10:00", "11:00"]]

    def test_looks_for_a_name_in_the_folder_of_packs_first(self, terminal: Terminal, ours: Path) -> None:
        (ours.parent / "cn.yaml").write_text(CALENDAR, encoding="utf-8")
        folder = str(ours.parent.parent)

        found = [
            terminal.type("calendar", "show", *words, "2026-02", "--json").json["calendar"]
            for words in (["cn"], ["cn", "--policies", folder], ["ours", "--policies", folder])
        ]

        assert found == ["cn", "ours", "ours"]

    def test_goes_to_the_last_month_there_is(self, terminal: Terminal, ours: Path) -> None:
        assert len(terminal.type("calendar", "show", str(ours), "9999-12", "--json").json["days"]) == 31

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("mars", "2026-02"), "there is no calendar mars; shipped are cn"),
            (("cn", "2026-13"), "'2026-13' is no month: write it as YYYY-MM"),
            (("cn", "soon"), "'soon' is no month"),
        ],
    )
    def test_is_used_wrongly_without_a_calendar_and_a_month(
        self, terminal: Terminal, words: tuple[str, str], why: str
    ) -> None:
        said = terminal.type("calendar", "show", *words)

        assert (said.code, said.out) == (2, "")
        assert why in said.err

    def test_of_a_broken_calendar_names_line_and_key(self, terminal: Terminal, ours: Path) -> None:
        ours.write_text(CALENDAR.replace('["09:00", "11:00"]', '["09:00", "11:00"], ["10:00", "12:00"]'), "utf-8")

        said = terminal.type("calendar", "show", str(ours), "2026-02")

        assert said.code == 1
        assert f"{ours}:14: hours_on.2026-02-09:" in said.err
        assert "overlap" in said.err
