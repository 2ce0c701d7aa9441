"""Panels drawn again, and interests declared, by the command line."""

from tests.console.conftest import Writing
from tests.console.terminal import Terminal
from tests.domain.judging import before_the_panel, judge

NUMBER = "RD-7K2M-9QXD-04TB"
ALTERED = "RD-MV6D-NPYG-X30D"


class TestVerify:
    def test_finds_panels_as_they_were_drawn(self, settled: Terminal, write: Writing) -> None:
        life = before_the_panel(number=NUMBER)
        life.do("recuse", judge(life.panel.seated[0]), reason="My neighbour.")
        write(life.events)

        said = settled.type("panel", "verify", NUMBER)

        assert (said.code, said.out) == (0, "2 draws come out as they are on record\n")

    def test_names_a_panel_that_nobody_drew(self, settled: Terminal, write: Writing) -> None:
        life = before_the_panel(number=ALTERED)
        [formed] = [event for event in life.events if event.kind == "panel_formed"]
        formed.data["members"].reverse()
        write(life.events)

        said = settled.type("panel", "verify", ALTERED, "--json")

        assert said.code == 1
        assert [each["sequence"] for each in said.json["differences"]] == [formed.sequence]

    def test_knows_no_other_cases(self, settled: Terminal) -> None:
        assert settled.type("panel", "verify", "RD-A1TR-BYX9-HZVS").code == 1


class TestShow:
    def test_tells_no_votes_before_all_are_in(self, settled: Terminal, write: Writing) -> None:
        number = "RD-5T0D-N0TE-1CES"
        life = before_the_panel(number=number)
        life.vote(life.panel.seated[0], "uphold")
        write(life.events)

        said = [settled.type("show", number, *more).out for more in ((), ("--json",))]

        assert not any("SECRET" in each for each in said)


class TestInterest:
    def test_is_declared_listed_and_ended(self, settled: Terminal) -> None:
        added = settled.type("staff", "add", "--name", "Wang", "--role", "panel_member", "--json").json["id"]

        settled.type("staff", "interest", added, "--respondent", "Li Ayi", "--department", "technical")
        listed = settled.type("staff", "interest", added, "--json").json["items"]
        ended = settled.type("staff", "interest", added, "--end", str(listed[0]["id"]))

        assert [(each["about"], each["subject"]) for each in listed] == [
            ("department", "technical"),
            ("respondent", ""),
        ]
        assert "ended" in ended.out
        assert settled.type("staff", "interest", added, "--case", "nonsense").code == 2
