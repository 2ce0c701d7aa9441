"""A case in the terminal."""

import asyncio
from datetime import timedelta

import pytest

from domain.case import Handler
from domain.complaint import Complainant, LongText
from domain.kinds import EventKind
from domain.notices import COMPLAINANT
from storage.database import make_engine
from storage.policies import Policies
from tests import trial
from tests.console.conftest import Writing
from tests.console.terminal import Terminal
from tests.domain import couple
from tests.domain.life import Life
from tests.postgres import FreshDatabase
from tests.storage.owed import notice

NUMBER = "RD-7K2M-9QXD-04TB"
OTHER_NUMBER = "RD-MV6D-NPYG-X30D"
BUSY_NUMBER = "RD-A1TR-BYX9-HZVS"
TOLD_NUMBER = "RD-5T0D-N0TE-1CES"


@pytest.fixture
def shown(
    settled: Terminal,
    write: Writing,
    database: FreshDatabase,
    monkeypatch: pytest.MonkeyPatch,
) -> Terminal:
    """A terminal whose database has a case that went straight through, and its policy."""

    async def publish() -> None:
        policy = trial.policy()
        engine = make_engine(url=database.app_url, application_name="tests")
        await Policies(engine=engine).put(
            pack=policy.pack.pack,
            version=policy.pack.version,
            digest=policy.pack.digest,
            source=policy.model_dump_json(by_alias=True, exclude_none=True),
        )
        await engine.dispose()

    life = Life(number=NUMBER)
    life.records(trial.record())
    life.paid(f"{NUMBER}-R1")
    write(life.events)
    asyncio.run(publish())
    monkeypatch.setenv("COLUMNS", "120")
    return settled


class TestShow:
    def test_has_facts_milestones_remedies_and_timeline(self, shown: Terminal) -> None:
        said = shown.type("show", NUMBER)

        assert said.code == 0
        assert said.out.startswith(f"{NUMBER}  solved, tell us how it went\n")
        lines = [line.split() for line in said.out.splitlines()]
        assert ["In", "their", "words", "I", "was", "overcharged"] in lines
        assert ["Complainant", "Zhang", "San"] in lines
        assert ["first", "contact", "2026-03-02", "11:30", "met"] in lines
        assert ["refund", "¥12.00", "paid", "overcharge_doubled"] in lines
        assert [line[0] for line in lines[lines.index(["Timeline"]) + 1 :]][:3] == ["1", "2", "3"]
        assert "Paid ¥12.00" in said.out

    def test_speaks_chinese_where_the_terminal_does(self, shown: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")

        said = shown.type("show", NUMBER)

        assert said.out.startswith(f"{NUMBER}  已解决，等待评价\n")
        assert "时间线" in said.out
        assert "已支付 ¥12.00" in said.out

    def test_tells_of_tasks_and_how_they_stand(
        self, settled: Terminal, write: Writing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "120")
        life = Life(number=BUSY_NUMBER, order_number=None)
        for hours in (1, 30, 2):
            due_at = (life.now + timedelta(hours=hours)).isoformat()
            life.do("open-task", title=f"Look {hours}", due_at=due_at)
        life.do("complete-task", task="T3", result="seen")
        life.pass_time(hours=1, minutes=1)
        write(life.events)

        said = settled.type("show", BUSY_NUMBER)

        lines = [line.split() for line in said.out.splitlines()]
        start = lines.index(["Tasks"])
        assert [[line[0], line[-1]] for line in lines[start + 1 : start + 4]] == [
            ["T1", "overdue"],
            ["T2", "open"],
            ["T3", "done"],
        ]
        assert "Task T1 is overdue: reminded (1)" in said.out
        assert "A task was done (T3): seen" in said.out

    def test_tells_who_owns_the_case_and_what_people_were_told(
        self, shown: Terminal, write: Writing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        life = Life(number=TOLD_NUMBER, order_number=None)
        life.do("assign", trial.LEAD, people=(Handler(id="agent-1", department="front"),), handler="agent-1")
        write(
            life.events,
            notice(TOLD_NUMBER, what=EventKind.ASSIGNED, receiver="staff:agent-9", instead_of="agent-1"),
            notice(TOLD_NUMBER, what=EventKind.RESPONDED, receiver=COMPLAINANT),
        )

        said, line = shown.type("show", TOLD_NUMBER), shown.type("show", TOLD_NUMBER, "--json")
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        chinese = shown.type("show", TOLD_NUMBER)

        lines = [line.split() for line in said.out.splitlines()]
        start = lines.index(["Notices"])
        assert ["Owner", "the", "handler", "agent-1"] in lines
        assert [line[2:] for line in lines[start + 1 : start + 3]] == [
            ["assigned", "staff:agent-9", "(for", "staff", "agent-1)", "waiting"],
            ["an", "answer", "complainant", "waiting"],
        ]
        assert ["责任人", "经办人", "agent-1"] in [line.split() for line in chinese.out.splitlines()]
        assert "通知" in chinese.out
        assert "待发送" in chinese.out
        assert [each["what"] for each in line.json["notices"]] == ["assigned", "responded"]

    def test_tells_what_a_case_was_merged_into_and_from(
        self, settled: Terminal, write: Writing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "120")
        numbers = duplicate, survivor = "RD-0000-0000-00A1", "RD-0000-0000-00A2"
        lives = [couple.case(number) for number in numbers]
        couple.merge(*lives)
        for life in lives:
            write(life.events)

        merged, goes_on = (
            [line.split() for line in settled.type("show", number).out.splitlines()] for number in numbers
        )

        assert merged[0] == [duplicate, "merged"]
        assert ["Merged", "into", survivor] in merged
        assert ["Merged", "from", duplicate] in goes_on

    def test_lets_nobody_write_to_the_terminal(
        self, settled: Terminal, write: Writing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "120")
        evil = "\x1b]0;mine\x07\x9b2J\u202e\u2066\x7f"
        seen = r"\u001b]0;mine\u0007\u009b2J\u202e\u2066\u007f"
        complainant = Complainant(name=f"Zhang{evil}", phone="+8613800000000")
        life = Life(
            number=OTHER_NUMBER, title=evil, description=LongText(text=f"a\r\nb{evil}"), complainant=complainant
        )
        life.do("note", text=evil)
        write(life.events)

        sheet, line = settled.type("show", OTHER_NUMBER), settled.type("show", OTHER_NUMBER, "--json")

        lines = [line.split() for line in sheet.out.splitlines()]
        assert [f"b{seen}"] in lines
        assert ["Complainant", f"Zhang{seen}"] in lines
        assert sheet.out.count(seen) == 4
        assert line.json["case"]["complaint"]["title"] == evil
        assert not any(character in sheet.out + line.out for character in evil if not character.isprintable())

    def test_finds_a_number_however_it_is_typed(self, shown: Terminal) -> None:
        assert shown.type("show", "rd 7k2m9qxd o4tb").out == shown.type("show", NUMBER).out

    def test_gives_all_of_it_to_a_program(self, shown: Terminal) -> None:
        said = shown.type("show", NUMBER, "--json")

        assert said.json["case"]["tracking_number"] == NUMBER
        assert said.json["events"][0]["kind"] == "received"

    @pytest.mark.parametrize("number", ["RD-0000-0000-0000", "hello"])
    def test_says_that_there_is_no_such_case(self, shown: Terminal, number: str) -> None:
        said = shown.type("show", number)

        assert (said.code, said.err) == (1, f"redress: there is no case {number}\n")
