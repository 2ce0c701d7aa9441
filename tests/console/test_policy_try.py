"""`redress policy try`: a pack against many cases, with no stack and no settings."""

import json
from pathlib import Path
from typing import Any

from policies.reader import SHIPPED
from tests.console.terminal import Said, Terminal

PACK = SHIPPED / "shared-mobility.yaml"
MONDAY = "2026-03-02T11:00:00+08:00"
PAUSE = ["2026-03-02T12:00:00+08:00", "2026-03-04T12:00:00+08:00"]


def case(number: int = 1, **changes: Any) -> str:
    """A line of the file."""
    return json.dumps({"id": f"case-{number}", "received_at": MONDAY, "facts": {"level": 2}, "pauses": []} | changes)


def try_on(terminal: Terminal, folder: Path, *lines: str, as_json: bool = True) -> Said:
    file = folder / "cases.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return terminal.type("policy", "try", str(PACK), "--cases", str(file), *(["--json"] if as_json else []))


class TestTry:
    def test_says_of_each_case_what_explain_says(self, terminal: Terminal, tmp_path: Path) -> None:
        said = try_on(terminal, tmp_path, case(1), case(2, pauses=[PAUSE]))

        explained = [
            terminal.type(
                "policy", "explain", str(PACK), "--received-at", MONDAY, "--facts", '{"level": 2}', "--json", *more
            )
            for more in ([], ["--pause", "/".join(PAUSE)])
        ]
        answers = [json.loads(line) for line in said.out.splitlines()]
        assert said.code == 0
        assert answers == [{"id": f"case-{number}", **each.json} for number, each in enumerate(explained, start=1)]

    def test_needs_neither_facts_nor_pauses(self, terminal: Terminal, tmp_path: Path) -> None:
        said = try_on(terminal, tmp_path, json.dumps({"id": 7, "received_at": MONDAY}))

        assert (said.code, said.json["id"]) == (0, 7)
        assert [each["name"] for each in said.json["milestones"]] == ["first_contact", "solved", "resolved"]

    def test_says_it_to_a_person_in_a_line_each(self, terminal: Terminal, tmp_path: Path) -> None:
        said = try_on(terminal, tmp_path, case(1), case(2, facts={}), as_json=False)

        first, second = said.out.splitlines()
        assert first.startswith("case-1: first_contact Mon 2026-03-02 11:30, fault_confirmed Tue 2026-03-03 11:00, ")
        assert second.startswith("case-2: ")

    def test_names_bad_lines_by_number_and_answers_the_others(self, terminal: Terminal, tmp_path: Path) -> None:
        bad = [
            "not json",
            json.dumps({"id": 1}),
            case(received_at="yesterday"),
            case(received_at=1_772_413_200),
            case(facts={"level": "2"}),
            case(facts={"levle": 2}),
            case(pauses=[PAUSE[::-1]]),
            case(pauses=[PAUSE, PAUSE]),
            case(pauses=[PAUSE[:1]]),
            case(pause=[]),
            "[]",
        ]

        said = try_on(terminal, tmp_path, case(1), "", *bad, case(2))

        faults = said.err.splitlines()
        assert said.code == 1
        assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["case-1", "case-2"]
        assert [fault.split(": ")[1] for fault in faults] == [
            f"{tmp_path / 'cases.jsonl'}:{number}" for number in range(3, 3 + len(bad))
        ]
        assert "facts.levle" not in faults[5]
        assert "there is no 'levle'; facts are " in faults[5]
        assert "there is no 'pause'; a case has id, received_at, facts, pauses" in faults[9]

    def test_goes_on_after_a_line_that_is_no_text(self, terminal: Terminal, tmp_path: Path) -> None:
        file = tmp_path / "cases.jsonl"
        file.write_bytes(b'{"id": "\xff"}\n' + case(2).encode())

        said = terminal.type("policy", "try", str(PACK), "--cases", str(file), "--json")

        assert (said.code, said.json["id"]) == (1, "case-2")
        assert said.err.startswith(f"redress: {file}:1: ")

    def test_is_told_which_file_is_missing(self, terminal: Terminal, tmp_path: Path) -> None:
        said = terminal.type("policy", "try", str(PACK), "--cases", str(tmp_path / "none"))

        assert (said.code, said.err) == (2, f"redress: there is no file {tmp_path / 'none'}\n")
