"""Staff by the command line: who is added can sign in, who is disabled cannot."""

import asyncio
import io

import pytest

from storage.database import make_engine
from storage.staff import Scope, StaffMember, StaffRegister
from tests.console.terminal import Terminal
from tests.postgres import FreshDatabase


def whose(token: str, database: FreshDatabase) -> StaffMember | None:
    async def look() -> StaffMember | None:
        engine = make_engine(url=database.app_url, application_name="tests")
        found = await StaffRegister(engine=engine).by_token(token)
        await engine.dispose()
        return found

    return asyncio.run(look())


class TestAdd:
    def test_makes_a_token_that_signs_in(self, settled: Terminal, database: FreshDatabase) -> None:
        said = settled.type(
            *("staff", "add", "--name", "王芳", "--role", "team_lead", "--department", "billing"), "--token", "--json"
        )

        assert said.code == 0
        assert said.err == ""
        assert {name: said.json[name] for name in ("name", "role", "department", "rung")} == {
            "name": "王芳",
            "role": "team_lead",
            "department": "billing",
            "rung": "team_lead",
        }
        member = whose(said.json["token"], database)
        assert member is not None
        assert member.id == said.json["id"]

    def test_shows_the_token_to_people_once(self, settled: Terminal, database: FreshDatabase) -> None:
        said = settled.type("staff", "add", "--name", "Li Lei", "--role", "auditor", "--token")

        assert whose(said.out.split()[-1], database) is not None
        assert said.out.split()[-1] not in settled.type("staff", "list").out

    def test_without_a_token_makes_none(self, settled: Terminal) -> None:
        said = settled.type("staff", "add", "--name", "Li Lei", "--role", "auditor", "--json")

        assert said.json["token"] is None

    def test_says_whose_mediator_somebody_is(self, settled: Terminal) -> None:
        add = ("staff", "add", "--name", "Zhao Min", "--json")
        of_the_house = settled.type(*add, "--role", "mediator")
        outside = settled.type(*add, "--role", "mediator", "--mediates-as", "third_party")
        wrong = settled.type(*add, "--role", "agent", "--mediates-as", "third_party")

        assert [said.json["mediates_as"] for said in (of_the_house, outside)] == ["negotiation", "third_party"]
        assert of_the_house.err == ""
        assert wrong.code == 2
        assert "--mediates-as is for the role mediator" in wrong.err

    def test_says_that_somebody_without_a_department_can_do_nothing(self, settled: Terminal) -> None:
        said = settled.type("staff", "add", "--name", "Li Lei", "--role", "agent")

        assert said.code == 0
        assert "without --department" in said.err

    @pytest.mark.parametrize(
        ("name", "role", "expected"),
        [("Li Lei", "king", "there are clerk, agent"), (" ", "agent", "1 to 200 characters")],
    )
    def test_refuses_what_makes_no_sense(self, settled: Terminal, name: str, role: str, expected: str) -> None:
        said = settled.type("staff", "add", "--name", name, "--role", role)

        assert said.code == 2
        assert expected in said.err


class TestDisable:
    def test_ends_every_token(self, settled: Terminal, database: FreshDatabase) -> None:
        added = settled.type("staff", "add", "--name", "Li Lei", "--role", "auditor", "--token", "--json").json

        said = settled.type("staff", "disable", added["id"])

        assert said.code == 0
        assert whose(added["token"], database) is None
        listed = settled.type("staff", "list", "--json").json["items"]
        assert [member["id"] for member in listed if member["disabled_at"]] == [added["id"]]

    def test_of_nobody_is_a_mistake(self, settled: Terminal) -> None:
        said = settled.type("staff", "disable", "nobody")

        assert (said.code, said.err) == (1, "redress: there is no staff nobody: see `redress staff list`\n")


class TestPassword:
    def test_is_made_at_random_and_shown_once(self, settled: Terminal) -> None:
        added = settled.type("staff", "add", "--name", "Li Lei", "--role", "auditor", "--json").json

        said = settled.type("staff", "password", added["id"], "--login", "Li.Lei", "--json").json
        again = settled.type("staff", "password", added["id"], "--json").json

        assert said["login"] == again["login"] == "li.lei"
        assert len(said["password"]) == 20
        assert said["password"] != again["password"]

    def test_may_be_given_on_stdin_and_is_not_repeated(
        self, settled: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        added = settled.type("staff", "add", "--name", "Li Lei", "--role", "auditor", "--json").json
        monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\nshort\n"))

        said = settled.type("staff", "password", added["id"], "--stdin")
        short = settled.type("staff", "password", added["id"], "--stdin")

        assert said.out == f"staff {added['id']} signs in as {added['id']}\n"
        assert (short.code, short.err) == (1, "redress: a password has 12 to 200 characters; nothing was changed\n")

    def test_of_nobody_or_under_a_taken_name_is_refused(self, settled: Terminal) -> None:
        one, other = [
            settled.type("staff", "add", "--name", "Li Lei", "--role", "auditor", "--json").json["id"] for _ in "ab"
        ]
        settled.type("staff", "password", one, "--login", "taken")

        taken = settled.type("staff", "password", other, "--login", "taken")
        nobody = settled.type("staff", "password", "nobody")
        spaced = settled.type("staff", "password", other, "--login", "a b")

        assert taken.err == "redress: somebody else signs in as taken: choose another --login\n"
        assert nobody.err == "redress: there is no staff nobody: see `redress staff list`\n"
        assert (taken.code, nobody.code, spaced.code) == (1, 1, 2)


class TestToken:
    def test_has_scopes_and_an_end_and_is_revoked_by_its_id(self, settled: Terminal, database: FreshDatabase) -> None:
        staff_id = settled.type("staff", "add", "--name", "Li Lei", "--role", "auditor", "--json").json["id"]

        made = settled.type("staff", "token", staff_id, "--expires-in", "P90D", "--scope", "read", "--json").json
        (listed,) = settled.type("staff", "tokens", staff_id, "--json").json["items"]
        member = whose(made["token"], database)
        revoked = settled.type("staff", "revoke-token", staff_id, listed["id"])
        again = settled.type("staff", "revoke-token", staff_id, listed["id"])

        assert member is not None
        assert member.scopes == frozenset({Scope.READ})
        assert listed["scopes"] == ["read"]
        assert listed["expires_at"]
        assert (revoked.code, again.code) == (0, 1)
        assert whose(made["token"], database) is None
        assert settled.type("staff", "tokens", staff_id).out == ""

    @pytest.mark.parametrize(
        "wrong", [("--expires-in", "tomorrow"), ("--expires-in", "-P1D"), ("--expires-in", "P99Y"), ("--scope", "all")]
    )
    def test_is_not_made_of_nonsense(self, settled: Terminal, wrong: tuple[str, str]) -> None:
        staff_id = settled.type("staff", "add", "--name", "Li Lei", "--role", "auditor", "--json").json["id"]

        assert settled.type("staff", "token", staff_id, *wrong).code == 2
        assert settled.type("staff", "tokens", staff_id).out == ""
