"""`redress policy explain`: with no stack and no settings."""

from pathlib import Path
from typing import Any

import pytest

from policies.reader import SHIPPED
from tests.console.terminal import Said, Terminal
from tests.policies.samples import PACK, spoilt, write_pack

MONDAY = "2026-03-02T11:00:00+08:00"


def explain(terminal: Terminal, file: Path, *more: str, at: str = MONDAY) -> Said:
    return terminal.type("policy", "explain", str(file), "--received-at", at, *more)


def dues(said: Said) -> dict[str, str]:
    return {milestone["name"]: milestone["due_at"] for milestone in said.json["milestones"]}


class TestExplain:
    def test_gives_every_milestone_with_its_steps(self, terminal: Terminal) -> None:
        said = explain(terminal, SHIPPED / "shared-mobility.yaml", "--facts", '{"level": 2}', "--json")

        milestones: list[dict[str, Any]] = said.json["milestones"]
        assert said.code == 0
        assert [each["name"] for each in milestones] == [
            "first_contact",
            "fault_confirmed",
            "repair_ordered",
            "resolved",
        ]
        assert {"name", "clock_start", "due_at", "provisional", "steps"} <= milestones[0].keys()
        assert milestones[3]["clock_start"] == "2026-03-02T03:00:00Z"
        assert milestones[3]["due_at"] == "2026-03-11T10:00:00Z"
        assert [each["step"] for each in milestones[3]["steps"]] == ["clock_start", "allowance", "skipped", "due"]
        assert all(each["zh"] and each["en"] and each["rule"] for each in milestones[3]["steps"])

    def test_tells_it_to_a_person_in_the_zone_of_the_pack(self, terminal: Terminal) -> None:
        said = explain(terminal, SHIPPED / "shared-mobility.yaml", "--facts", '{"level": 2}')

        assert "resolved · resolution\n  the clock starts at Mon 2026-03-02 11:00\n" in said.out
        assert said.out.endswith("  due at Wed 2026-03-11 18:00\n")

    def test_tells_it_in_chinese_where_the_terminal_is(
        self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")

        said = explain(terminal, SHIPPED / "shared-mobility.yaml")

        assert "自2026-03-02（周一）11:00起算" in said.out

    def test_credits_pauses_from_the_start_of_the_clock(self, terminal: Terminal) -> None:
        pauses = (
            "--pause",
            "2026-03-01T00:00:00Z/2026-03-03T08:00:00+05:00",
            "--pause",
            "2026-03-03T03:00:00Z/2026-03-03T04:00:00Z",
        )

        said = explain(terminal, SHIPPED / "shared-mobility.yaml", "--facts", '{"level": 2}', *pauses, "--json")

        assert dues(said)["fault_confirmed"] == "2026-03-04T04:00:00Z"
        assert dues(said)["resolved"] == "2026-03-12T10:00:00Z"

    @pytest.mark.parametrize("at", ["2026-03-02T03:00:00Z", "2026-03-01T17:00:00-10:00", "2026-03-02T08:45:00+05:45"])
    def test_reads_any_offset(self, terminal: Terminal, at: str) -> None:
        file = SHIPPED / "shared-mobility.yaml"

        assert dues(explain(terminal, file, "--json", at=at)) == dues(explain(terminal, file, "--json"))

    def test_counts_by_the_calendar_beside_the_pack(self, terminal: Terminal, tmp_path: Path) -> None:
        said = explain(terminal, write_pack(tmp_path), "--facts", '{"level": 2}', "--json")

        # Only Mondays and Tuesdays are worked there.
        assert dues(said)["solved"] == "2026-03-24T10:00:00Z"

    def test_marks_what_reaches_into_a_year_that_is_not_known(self, terminal: Terminal, tmp_path: Path) -> None:
        said = explain(
            terminal, write_pack(tmp_path), "--facts", '{"level": 2}', "--json", at="2026-12-28T09:00:00+08:00"
        )

        solved = said.json["milestones"][-1]
        assert solved["provisional"] is True
        assert {"step": "provisional", "years": [2027]}.items() <= solved["steps"][-2].items()


class TestBadInput:
    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (["--facts", "{"], "--facts: Invalid JSON"),
            (["--facts", "[]"], "--facts: Input should be an object"),
            (["--facts", '{"levle": 2}'], "--facts: there is no 'levle'; facts are service_line, "),
            (["--facts", '{"level": "2"}'], '--facts: level: Input should be a valid integer, got "2"'),
            (["--facts", '{"level": 4}'], "--facts: level: Input should be less than or equal to 3, got 4"),
            (["--facts", '{"vip": 1}'], "--facts: vip: Input should be a valid boolean, got 1"),
            (["--pause", MONDAY], f"--pause: {MONDAY} is no pause: write FROM/TO"),
            (["--pause", f"{MONDAY}/tomorrow"], "--pause: expected RFC 3339 text"),
            (["--pause", f"{MONDAY}/2026-03-01T00:00:00Z"], "ends before it begins"),
            (
                ["--pause", f"{MONDAY}/2026-03-09T00:00:00Z", "--pause", f"{MONDAY}/2026-03-10T00:00:00Z"],
                "overlap; write them as one",
            ),
        ],
    )
    def test_is_one_clear_line(self, terminal: Terminal, more: list[str], said: str) -> None:
        answer = explain(terminal, SHIPPED / "retail.yaml", *more)

        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err
        assert answer.err.count("\n") == 1

    @pytest.mark.parametrize("at", ["2026-03-02", "2026-03-02T09:00:00", "1772413200", "2026-02-30T09:00:00Z"])
    def test_is_a_time_without_its_offset_or_none(self, terminal: Terminal, at: str) -> None:
        answer = explain(terminal, SHIPPED / "retail.yaml", at=at)

        assert answer.code == 2
        assert answer.err.startswith("redress: --received-at: ")

    def test_is_a_file_that_is_not_there(self, terminal: Terminal, tmp_path: Path) -> None:
        answer = explain(terminal, tmp_path / "none.yaml")

        assert (answer.code, answer.err) == (2, f"redress: there is no file {tmp_path / 'none.yaml'}\n")

    def test_is_a_pack_that_is_not_sound(self, terminal: Terminal, tmp_path: Path) -> None:
        file = write_pack(tmp_path, spoilt(("climb_every: PT1H", "climb_every: hourly"), text=PACK))

        answer = explain(terminal, file)

        assert (answer.code, answer.out) == (1, "")
        assert "climb_every" in answer.err
        assert answer.err.count("\n") == 1
