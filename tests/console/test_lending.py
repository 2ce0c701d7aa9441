"""Authority by the command line: lent, left to a deputy, listed and taken back."""

from tests.console.terminal import Terminal

UNTIL = ("--until", "2199-01-01T20:00+08:00")


def hired(settled: Terminal, role: str) -> str:
    typed = ("staff", "add", "--name", "A", "--role", role, "--department", "customer_service", "--json")
    return str(settled.type(*typed).json["id"])


def lend(settled: Terminal, by: str, to: str, amount: str = "1000", until: str = "2199-01-01T20:00+08:00") -> str:
    since = ("--from", "2198-12-31T20:00+08:00")
    typed = ("staff", "lend", to, "--by", by, "--amount", amount, "--until", until, "--reason", "on the road", *since)
    said = settled.type(*typed)
    return said.out if said.code == 0 else said.err


class TestLending:
    def test_is_listed_until_and_after_it_is_revoked(self, settled: Terminal) -> None:
        lead, agent = hired(settled, "team_lead"), hired(settled, "agent")

        said = lend(settled, lead, agent)
        loan = said.split()[0]
        revoked = settled.type("staff", "revoke", loan)
        again = settled.type("staff", "revoke", loan)
        listed = settled.type("staff", "loans", agent, "--json").json["items"]

        assert f"{lead} to {agent}: 1000 fen" in said
        assert (revoked.code, again.code) == (0, 1)
        assert [(each["id"], each["revoked_by"], each["reason"]) for each in listed] == [
            (loan, "administrator", "on the road")
        ]

    def test_is_refused_in_words(self, settled: Terminal) -> None:
        lead, agent = hired(settled, "team_lead"), hired(settled, "agent")

        assert "themselves" in lend(settled, lead, lead)
        assert "more than the lender" in lend(settled, lead, agent, amount="99999999999")
        assert "there is no staff" in lend(settled, "99999", agent)
        assert "until" in lend(settled, lead, agent, until="2020-01-01T20:00+08:00")
        assert "there is no L9999" in settled.type("staff", "revoke", "L9999").err


class TestDelegating:
    def test_lasts_as_long_as_the_absence(self, settled: Terminal) -> None:
        lead, deputy = hired(settled, "team_lead"), hired(settled, "agent")
        away = ("staff", "absent", lead, "--from", "2026-01-01T00:00+08:00", *UNTIL, "--deputy", deputy)

        said = settled.type(*away, "--delegate")
        [left] = settled.type("staff", "loans", deputy, "--json").json["items"]
        settled.type("staff", "back", lead)
        [over] = settled.type("staff", "loans", deputy, "--json").json["items"]

        assert said.code == 0
        assert (left["kind"], left["of"], left["amount_fen"], left["good"]) == ("delegation", lead, None, True)
        assert (over["good"], over["revoked_by"]) == (False, "administrator")

    def test_needs_a_deputy(self, settled: Terminal) -> None:
        lead = hired(settled, "team_lead")

        said = settled.type("staff", "absent", lead, "--from", "2026-01-01T00:00+08:00", *UNTIL, "--delegate")

        assert said.code == 2
        assert "--deputy" in said.err
