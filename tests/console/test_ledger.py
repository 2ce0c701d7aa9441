"""`redress ledger …`: beside the real neighbours' lists, and every difference by its name."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import make_engine
from storage.staff import StaffRegister
from tests.console.conftest import Writing
from tests.console.terminal import Terminal
from tests.gateways.neighbours_process import TOKEN, NeighboursProcess, running_neighbours
from tests.postgres import FreshDatabase
from tests.storage.stories import number, payment_started, proposed, received, story, straight_through, whole_life


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("neighbours")) as service:
        yield service


@pytest.fixture
def till(settled: Terminal, neighbours: NeighboursProcess, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal that has the neighbours behind it."""
    monkeypatch.setenv("REDRESS_PAYMENTS_URL", neighbours.url)
    monkeypatch.setenv("REDRESS_NEIGHBOURS_TOKEN", TOKEN)
    return settled


def paid_there(neighbours: NeighboursProcess, case: str, **changes: object) -> None:
    body = {"key": f"{case}-R1", "kind": "refund", "amount_fen": 2_500, "reference": case}
    neighbours.client.post("/payments", json=body | changes).raise_for_status()


def hire(database: FreshDatabase, role: str) -> str:
    async def add() -> str:
        engine = make_engine(url=database.app_url, application_name="tests")
        member = await StaffRegister(engine=engine).add(name="Li Lei", role=role, rung="handler")
        await engine.dispose()
        return member.id

    return asyncio.run(add())


class TestReconcile:
    def test_is_clean_where_both_tell_the_same_and_names_each_difference_made(
        self, till: Terminal, write: Writing, neighbours: NeighboursProcess, database: FreshDatabase
    ) -> None:
        same, cheap, lost, under_way = [number() for _ in range(4)]
        for case in (same, cheap, lost):
            write(whole_life(case))
        remedy = f"{under_way}-R1"
        write(story(received(under_way), proposed(remedy), straight_through(), payment_started(remedy)))
        paid_there(neighbours, same)
        paid_there(neighbours, under_way)
        paid_there(neighbours, cheap, amount_fen=2_400)
        paid_there(neighbours, "RD-NOBODY")

        said, as_json = till.type("ledger", "reconcile"), till.type("ledger", "reconcile", "--json")

        assert said.code == as_json.code == 1
        assert sorted(said.out.splitlines()) == sorted(
            [
                f"other_amount: payments {cheap}-R1: here 2500 fen CNY, there 2400 fen CNY",
                f"missing_there: payments {lost}-R1: here 2500 fen CNY, there nothing",
                "missing_here: payments RD-NOBODY-R1: here nothing, there 2500 fen CNY",
                "3 differences; payments under way: 1",
            ]
        )
        assert (as_json.json["equal"], as_json.json["under_way"]) == (False, 1)
        assert {each["kind"] for each in as_json.json["differences"]} == {
            "other_amount",
            "missing_there",
            "missing_here",
        }

    def test_says_that_the_lists_cannot_be_read(self, settled: Terminal) -> None:
        said = settled.type("ledger", "reconcile")

        assert said.code == 1
        assert "the payment system's lists cannot be read" in said.err


class TestFund:
    def test_posts_once_two_people_of_finance_say_the_same(self, till: Terminal, database: FreshDatabase) -> None:
        first, second, agent = hire(database, "finance"), hire(database, "finance"), hire(database, "agent")
        asked = ["ledger", "fund", "--reference", "BANK-5", "--amount-fen", "9000", "--by"]

        said = [till.type(*asked, staff) for staff in (first, first, second, agent)]

        assert [each.code for each in said] == [0, 0, 0, 1]
        assert [each.out.split()[0] for each in said[:3]] == ["asked", "asked", "posted"]
        assert "is not of finance or senior_management" in said[3].err

    def test_shows_in_totals_and_export(self, till: Terminal, write: Writing, tmp_path: Path) -> None:
        case = number()
        write(whole_life(case))

        totals = till.type("ledger", "totals", "--zone", "Asia/Shanghai", "--json")
        written = till.type("ledger", "export", "--out", "march.csv", "--from", "2026-03-01", "--to", "2026-03-31")
        again = till.type("ledger", "export", "--out", "march.csv")
        lines = (tmp_path / "march.csv").read_text(encoding="utf-8-sig").splitlines()

        days = {(each["account"], each["day"]) for each in totals.json["days"]}
        assert ("remedies.refund", "2026-03-02") in days
        assert (written.code, again.code) == (0, 1)
        assert lines[0].startswith("transaction,at,key")
        assert [",remedies.refund,处理支出：退款,2500,0,CNY,system," in line for line in lines if case in line] == [
            True,
            False,
        ]
