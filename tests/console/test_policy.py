"""Policy packs by the command line, with no stack and with one."""

import asyncio
from pathlib import Path

import pytest

from policies.reader import SHIPPED, read_policy
from storage.database import make_engine
from storage.policies import Policies
from tests.console.terminal import Terminal
from tests.postgres import FreshDatabase

RETAIL = SHIPPED / "retail.yaml"


def changed(tmp_path: Path) -> Path:
    """A copy of a shipped pack with other content under the same version."""
    file = tmp_path / "retail.yaml"
    file.write_text(RETAIL.read_text(encoding="utf-8").replace("max_cycles: 3", "max_cycles: 2"), encoding="utf-8")
    return file


class TestCheck:
    def test_says_that_a_pack_is_sound(self, terminal: Terminal) -> None:
        said, as_json = (
            terminal.type("policy", "check", str(RETAIL)),
            terminal.type("policy", "check", str(RETAIL), "--json"),
        )

        assert (said.code, said.out, said.err) == (0, "retail version 2 is sound\n", "")
        assert as_json.json["sound"] is True

    def test_gives_each_problem_a_line_with_its_place(self, terminal: Terminal, tmp_path: Path) -> None:
        file = changed(tmp_path)
        file.write_text(file.read_text(encoding="utf-8").replace("max_cycles: 2", "max_cycles: many\nmax_cycle: 2"))

        said, as_json = (
            terminal.type("policy", "check", str(file)),
            terminal.type("policy", "check", str(file), "--json"),
        )

        assert said.code == as_json.code == 1
        assert len(said.out.splitlines()) == len(as_json.json["problems"]) == 2
        assert all(line.startswith(f"{file}:") for line in said.out.splitlines())

    def test_refuses_another_content_under_a_version_that_a_stack_has_stored(
        self, settled: Terminal, database: FreshDatabase, tmp_path: Path
    ) -> None:
        async def store() -> None:
            pack = read_policy(RETAIL).pack
            engine = make_engine(url=database.app_url, application_name="tests")
            await Policies(engine=engine).put(pack=pack.pack, version=pack.version, digest=pack.digest, source="{}")
            await engine.dispose()

        asyncio.run(store())

        said = settled.type("policy", "check", str(changed(tmp_path)))

        assert said.code == 1
        assert "version: got 2; version 2 is stored with another content" in said.out

    def test_says_so_when_the_stack_cannot_be_asked(self, settled: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REDRESS_DATABASE_URL", "postgresql://redress_app@127.0.0.1:1/redress")

        said = settled.type("policy", "check", str(RETAIL))

        assert said.code == 0
        assert said.err == "redress: not compared with the stored versions: the database cannot be reached\n"


class TestList:
    def test_names_the_shipped_packs(self, terminal: Terminal) -> None:
        said = terminal.type("policy", "list", "--json")

        assert {item["pack"] for item in said.json["items"]} == {
            "citizen-hotline",
            "home-service",
            "retail",
            "shared-mobility",
        }

    def test_names_those_of_a_folder(self, terminal: Terminal, tmp_path: Path) -> None:
        changed(tmp_path)

        said = terminal.type("policy", "list", "--policies", str(tmp_path))

        assert said.out.startswith("retail version 2 ")
        assert len(said.out.splitlines()) == 1

    def test_says_which_calendar_is_covered_no_longer(self, terminal: Terminal, tmp_path: Path) -> None:
        changed(tmp_path)
        calendars = tmp_path / "calendars"
        calendars.mkdir()
        week = "{mon: [['09:00', '18:00']]}"
        (calendars / "cn.yaml").write_text(f"calendar: cn\nweekly: {week}\nyears: [2001]\n", encoding="utf-8")

        said, as_json = (
            terminal.type("policy", "list", "--policies", str(tmp_path)),
            terminal.type("policy", "list", "--policies", str(tmp_path), "--json"),
        )

        assert said.out.endswith(" [calendar cn is covered until the end of 2001 only]\n")
        assert as_json.json["items"][0]["calendar_days_left"] < 0

    def test_of_a_folder_without_packs_is_a_mistake(self, terminal: Terminal, tmp_path: Path) -> None:
        said = terminal.type("policy", "list", "--policies", str(tmp_path))

        assert said.code == 1
        assert "there is no pack" in said.err
