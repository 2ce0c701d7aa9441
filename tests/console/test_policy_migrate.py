"""Moving running cases by the command line: rehearsed on the database alone, and done on a real stack."""

import asyncio
from base64 import b64decode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from ruamel.yaml import YAML

from domain.case import Case
from domain.events import Event
from domain.explanation_words import say_instant
from domain.keyring import KeyRing
from domain.pack import Pack
from domain.policy import Policy
from domain.zones import load_zone
from local.stack import REDRESS, Stack
from policies.reader import read_policy
from storage.complaints import Complaints
from storage.database import make_engine
from storage.policies import Policies
from storage.vault import Vault
from tests import trial
from tests.api.house import complaint
from tests.console.terminal import Said, Terminal
from tests.domain.life import Life
from tests.domain.stages import policy_with, row
from tests.postgres import FreshDatabase, PostgresServer

NUMBER = "RD-7K2M-9QXD-04TB"
OTHER_NUMBER = "RD-MV6D-NPYG-X30D"
FIRST = policy_with(version=1, milestones=[row("kept", "PT2H"), row("lost", "PT3H")])
SECOND = policy_with(version=2, milestones=[row("kept", "PT5H"), row("gained", "PT6H")])


async def put(*policies: Policy, url: str) -> None:
    """Store policies as a process would that has just started."""
    engine = make_engine(url=url, application_name="tests")
    for policy in policies:
        source, pack = policy.model_dump_json(by_alias=True, exclude_none=True), policy.pack
        await Policies(engine=engine).put(pack=pack.pack, version=pack.version, digest=pack.digest, source=source)
    await engine.dispose()


def without_its_department(policy: Policy, *, version: int) -> Policy:
    content = policy.pack.model_dump(mode="json", by_alias=True, exclude_none=True) | {"version": version}
    departments = {name if name != "front" else "counter": each for name, each in content["departments"].items()}
    return Policy(pack=Pack.model_validate(content | {"departments": departments}), calendar=policy.calendar)


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: what is moved would be moved for the next one, too."""
    return postgres_server.make_database()


@pytest.fixture
def stored(
    settled: Terminal, write: Callable[[Sequence[Event]], None], database: FreshDatabase
) -> Callable[..., datetime]:
    """Store policies, and cases that were filed a moment ago by the first of them; gives that moment."""

    def store(*policies: Policy, numbers: Sequence[str] = (NUMBER,)) -> datetime:
        asyncio.run(put(*policies, url=database.app_url))
        now = datetime.now(tz=UTC)
        for number in numbers:
            write(Life(policy=policies[0], at=now, number=number, order_number=None).events)
        return now

    return store


class TestRehearsal:
    def test_tells_what_each_case_would_gain_and_lose_and_changes_nothing(
        self, settled: Terminal, stored: Callable[..., datetime]
    ) -> None:
        filed_at = stored(FIRST, SECOND, numbers=(NUMBER, OTHER_NUMBER))
        before = settled.type("show", NUMBER, "--json").json

        said = settled.type("policy", "migrate", "trial", "--to", "2", "--dry-run")

        def due(hours: int) -> str:
            return say_instant(filed_at + timedelta(hours=hours), load_zone(FIRST.pack.zone), "en")

        first, second, last = said.out.splitlines()
        assert said.code == 0
        assert first == (f"{NUMBER}: gains gained, due {due(6)}; loses lost, due {due(3)}; kept: {due(2)} -> {due(5)}")
        assert second.startswith(f"{OTHER_NUMBER}: gains gained")
        assert last == "nothing was changed: 2 would move to version 2, 0 would be refused"
        assert settled.type("show", NUMBER, "--json").json == before

    def test_speaks_chinese_where_the_terminal_does(
        self, settled: Terminal, stored: Callable[..., datetime], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stored(FIRST, SECOND)
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")

        said = settled.type("policy", "migrate", "trial", "--to", "2", "--dry-run")

        assert "新增 gained" in said.out
        assert said.out.endswith("未作任何更改：将迁移 1 件至第 2 版，0 件不能迁移\n")

    def test_says_which_deadlines_it_would_break(self, settled: Terminal, stored: Callable[..., datetime]) -> None:
        stored(FIRST, policy_with(version=2, milestones=[row("kept", "PT0.000001S")]))

        said = settled.type("policy", "migrate", "trial", "--to", "2", "--dry-run", "--json")

        assert said.json["breached"] == ["kept"]

    def test_gives_programs_a_line_of_json_for_each_case(
        self, settled: Terminal, stored: Callable[..., datetime]
    ) -> None:
        stored(FIRST, SECOND)

        said = settled.type("policy", "migrate", "trial", "--to", "2", "--dry-run", "--json")

        line = said.json
        assert len(said.out.splitlines()) == 1
        assert (line["tracking_number"], line["result"]) == (NUMBER, "moved")
        assert [due["milestone"] for due in line["gained"]] == ["gained"]
        assert said.err == "nothing was changed: 1 would move to version 2, 0 would be refused\n"

    def test_refuses_a_case_whose_department_the_version_lacks(
        self, settled: Terminal, stored: Callable[..., datetime]
    ) -> None:
        stored(FIRST, without_its_department(FIRST, version=2))

        said = settled.type("policy", "migrate", "trial", "--to", "2", "--dry-run")

        refused, last = said.out.splitlines()
        assert said.code == 1
        assert refused == f"{NUMBER}: refused: version 2 lacks what the case stands on: department 'front'"
        assert last == "nothing was changed: 0 would move to version 2, 1 would be refused"


class TestUse:
    @pytest.mark.parametrize(
        ("arguments", "said_why"),
        [
            (("trial", "--to", "3"), "version 3 of trial is not stored; stored are versions 1, 2"),
            (("trail", "--to", "2"), "no pack trail"),
        ],
    )
    def test_wrongly_is_one_line_and_exit_code_2(
        self, settled: Terminal, stored: Callable[..., datetime], arguments: tuple[str, ...], said_why: str
    ) -> None:
        stored(FIRST, SECOND)

        said = settled.type("policy", "migrate", *arguments)

        assert (said.code, said.out, said.err) == (2, "", f"redress: {said_why}\n")

    def test_with_a_version_that_no_pack_can_have_is_exit_code_2(
        self, settled: Terminal, stored: Callable[..., datetime]
    ) -> None:
        stored(FIRST, SECOND)

        said = settled.type("policy", "migrate", "trial", "--to", str(2**31))

        assert (said.code, said.out) == (2, "")
        assert "'--to'" in said.err

    def test_without_older_cases_has_nothing_to_do_and_asks_nobody(
        self, settled: Terminal, stored: Callable[..., datetime]
    ) -> None:
        stored(SECOND)

        said = settled.type("policy", "migrate", "trial", "--to", "2")

        assert (said.code, said.out) == (0, "0 moved to version 2, 0 refused\n")

    def test_with_nobody_at_the_engine_says_so(self, settled: Terminal, stored: Callable[..., datetime]) -> None:
        stored(FIRST, SECOND)

        said = settled.type("policy", "migrate", "trial", "--to", "2")

        assert (said.code, said.err) == (1, "redress: Temporal does not answer at 127.0.0.1:1\n")


YAML_PACK = trial.PACKS / "trial.yaml"


def publish(folder: Path, *, version: int, years: Sequence[int]) -> None:
    """Write the trial pack with one deadline in working days, and its calendar with the covered years."""
    yaml = YAML()
    pack = yaml.load(YAML_PACK.read_text(encoding="utf-8"))
    pack["version"], pack["calendar"] = version, "own"
    pack["milestones"] = [row("solved", {"working_days": 2}, "resolved")]
    (folder / "calendars").mkdir(exist_ok=True)
    with (folder / "trial.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(pack, file)
    week = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    with (folder / "calendars" / "own.yaml").open("w", encoding="utf-8") as file:
        yaml.dump({"calendar": "own", "weekly": week, "years": list(years)}, file)


async def redress(stack: Stack, *arguments: str) -> Said:
    process = await asyncio.create_subprocess_exec(
        *REDRESS,
        "--data-dir",
        str(stack.folder),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())


async def file_complaint(stack: Stack, key: str) -> str:
    body = complaint(order_number=None)
    async with httpx.AsyncClient(base_url=stack.ready.api, trust_env=False) as http:
        answer = await http.post("/api/v1/complaints", json=body, headers={"Idempotency-Key": key})
    number: str = answer.raise_for_status().json()["tracking_number"]
    return number


async def until_planned(stack: Stack, numbers: Sequence[str]) -> list[Case]:
    """Wait until each case has its deadlines in the read model, and read it."""
    settings = stack.settings()
    engine = make_engine(url=settings["REDRESS_DATABASE_URL"], application_name="tests")
    keys, index_key = KeyRing.parse(settings["REDRESS_SECRET_KEYS"]), b64decode(settings["REDRESS_IDENTITY_KEY"])
    complaints = Complaints(engine=engine, vault=Vault(keys=keys, index_key=index_key))
    cases: list[Case] = []
    async with asyncio.timeout(20):
        for number in numbers:
            while not ((case := await complaints.find(number)) and case.milestones):  # noqa: ASYNC110 - another program
                await asyncio.sleep(0.1)
            cases.append(case)
    await engine.dispose()
    return cases


@pytest.mark.engine
class TestMigration:
    async def test_loads_a_year_into_running_cases_and_moves_nothing_twice(self, tmp_path: Path) -> None:
        year = datetime.now(tz=UTC).year
        folder = tmp_path / "packs"
        folder.mkdir()
        publish(folder, version=1, years=[year - 1])
        async with Stack(arguments=["--policies", str(folder)]) as stack:
            numbers = [await file_complaint(stack, f"a-key-of-its-own-{i}") for i in range(3)]
            before = await until_planned(stack, numbers)
            unknown = await redress(stack, "policy", "migrate", "trial", "--to", "2")
            publish(folder, version=2, years=[year - 1, year, year + 1])
            await stack.stop()
            await stack.start()

            rehearsed = await redress(stack, "policy", "migrate", "trial", "--to", "2", "--dry-run")
            moved = await redress(stack, "policy", "migrate", "trial", "--to", "2")
            again = await redress(stack, "policy", "migrate", "trial", "--to", "2")
            after = await until_planned(stack, numbers)
            lacking = without_its_department(read_policy(folder / "trial.yaml"), version=3)
            # The worker finds it when it looks the next time.
            await put(lacking, url=stack.settings()["REDRESS_DATABASE_URL"])
            refused = await redress(stack, "policy", "migrate", "trial", "--to", "3")
            in_the_end = await until_planned(stack, numbers)

        assert {m.provisional for case in before for m in case.milestones} == {True}
        assert {m.provisional for case in after for m in case.milestones} == {False}
        assert {case.pack_version for case in after} == {2}
        assert unknown.code == 2
        assert (rehearsed.code, moved.code, again.code) == (0, 0, 0)
        assert rehearsed.out.splitlines()[:-1] == moved.out.splitlines()[:-1]
        assert {line.split(":")[0] for line in moved.out.splitlines()[:-1]} == set(numbers)
        assert again.out == "0 moved to version 2, 0 refused\n"
        assert (refused.code, refused.out.splitlines()[-1]) == (1, "0 moved to version 3, 3 refused")
        assert refused.out.count("refused: version 3 lacks what the case stands on: department 'front'\n") == 3
        assert in_the_end == after
