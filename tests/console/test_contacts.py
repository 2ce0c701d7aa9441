"""How staff are reached, by the command line."""

import io
import sys

import pytest

from tests.console.terminal import Terminal

CHAT = "dingtalk://secretsecret@tokentoken"


@pytest.fixture
def lead(settled: Terminal) -> str:
    added = settled.type("staff", "add", "--name", "Li Lei", "--role", "team_lead", "--department", "front", "--json")
    found: str = added.json["id"]
    return found


def listed(terminal: Terminal, staff_id: str) -> list[str]:
    items = terminal.type("staff", "list", "--json").json["items"]
    ways: list[str] = next(item["reached_by"] for item in items if item["id"] == staff_id)
    return ways


class TestContact:
    def test_is_kept_beside_what_was_known(self, settled: Terminal, lead: str) -> None:
        settled.type("staff", "contact", lead, "--email", "li@example.com")

        said = settled.type("staff", "contact", lead, "--phone", "+86 138 0013 8000", "--chat", CHAT)

        assert (said.code, said.err) == (0, "")
        assert said.out == f"staff {lead} is reached by email, phone, chat\n"
        assert listed(settled, lead) == ["email", "phone", "chat"]
        shown = settled.type("staff", "list").out
        assert "Li Lei  email, phone, chat" in shown
        assert "example.com" not in shown

    def test_is_forgotten_when_it_is_cleared(self, settled: Terminal, lead: str) -> None:
        settled.type("staff", "contact", lead, "--email", "li@example.com", "--chat", CHAT)

        said = [
            settled.type("staff", "contact", lead, "--clear", "--phone", "13800138000"),
            settled.type("staff", "contact", lead, "--clear"),
        ]

        assert [each.out for each in said] == [
            f"staff {lead} is reached by phone\n",
            f"staff {lead} is reached by nothing\n",
        ]
        assert listed(settled, lead) == []

    def test_of_a_chat_is_read_from_stdin_and_never_shown(
        self, settled: Terminal, lead: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(CHAT + "\n"))

        said = settled.type("staff", "contact", lead, "--chat", "-")

        assert said.code == 0
        assert listed(settled, lead) == ["chat"]
        assert "token" not in said.out + said.err + settled.type("staff", "list", "--json").out

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            (("--email", "nobody"), "--email: write one address"),
            (("--email", "王@例子.中国"), "--email: write one address"),
            (("--phone", "12"), "--phone: write a number"),
            (("--phone", "021-55556666 转 801"), "--phone: write a number"),
            (("--chat", "file:///etc/hidden"), "--chat: a chat's address begins with dingtalk://"),
            (("--chat", "feishu://hidden?verify=no"), "--chat: a chat's address has no options"),
            ((), "give --email, --phone, --chat or --clear"),
        ],
    )
    def test_that_makes_no_sense_is_refused_and_changes_nothing(
        self, settled: Terminal, lead: str, given: tuple[str, ...], expected: str
    ) -> None:
        settled.type("staff", "contact", lead, "--phone", "13800138000")

        said = settled.type("staff", "contact", lead, *given)

        assert said.code == 2
        assert expected in " ".join(said.err.split())
        assert "hidden" not in said.err
        assert listed(settled, lead) == ["phone"]

    def test_of_nobody_is_a_mistake(self, settled: Terminal) -> None:
        said = settled.type("staff", "contact", "nobody", "--email", "li@example.com")

        assert (said.code, said.err) == (1, "redress: there is no staff nobody: see `redress staff list`\n")


class TestList:
    def test_shows_shifts_and_absences(self, settled: Terminal, lead: str) -> None:
        settled.type("staff", "shift", lead, "--hours", "mon-fri=09:00-12:00,13:00-18:00", "--hours", "sat=10:00-14:00")
        settled.type(
            "staff", "absent", lead, "--from", "2098-10-01T00:00Z", "--until", "2098-10-09T00:00Z", "--deputy", lead
        )

        shown = settled.type("staff", "list").out

        assert "mon-fri=09:00-12:00,13:00-18:00 sat=10:00-14:00 Asia/Shanghai" in shown
        assert "away from 2098-10-01T00:00+00:00 until 2098-10-09T00:00+00:00, deputy" in shown
