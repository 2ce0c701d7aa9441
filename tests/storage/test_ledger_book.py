"""Reading the ledger, and funding the supervised account by two people who say the same."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ledger import Account
from storage.cursors import CursorInvalid
from storage.database import make_engine
from storage.escrow_funding import EscrowFunding, FundingConflict
from storage.journal import PostgresJournal
from storage.ledger_book import Filters, LedgerBook, Transaction
from storage.ledger_csv import HEADINGS, cells, csv_line
from storage.vault import Vault
from tests.postgres import PostgresServer
from tests.storage.stories import number, whole_life

LATE = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)


@pytest.fixture
async def own(postgres_server: PostgresServer) -> AsyncIterator[AsyncEngine]:
    """A database of its own: sums are over everything that is in it."""
    engine = make_engine(url=postgres_server.make_database().app_url, application_name="tests-ledger")
    yield engine
    await engine.dispose()


@pytest.fixture
async def paid(own: AsyncEngine, vault: Vault) -> list[str]:
    """Three refunds of 25 yuan, and an escrow account of 90 yuan."""
    journal, numbers = PostgresJournal(engine=own, vault=vault), [number() for _ in range(3)]
    for each in numbers:
        await journal.record(tracking_number=each, events=whole_life(each))
    for staff in ("7", "8"):
        await funded(own, "BANK-1", staff)
    return numbers


async def funded(engine: AsyncEngine, reference: str, staff: str, *, amount_fen: int = 9_000) -> str:
    funding = EscrowFunding(engine=engine)
    return await funding.fund(reference=reference, amount_fen=amount_fen, currency="CNY", staff=staff, at=LATE)


class TestFunding:
    async def test_is_posted_once_a_second_person_says_the_same(self, own: AsyncEngine) -> None:
        said = [await funded(own, "BANK-7", staff) for staff in ("7", "7", "8", "9", "7")]

        assert said == ["asked", "asked", "posted", "posted", "posted"]
        balances = {each.account: each.balance_fen for each in await LedgerBook(engine=own).balances()}
        assert (balances[Account.ESCROW], balances[Account.CASH]) == (9_000, -9_000)

    async def test_by_several_at_once_is_posted_once(self, own: AsyncEngine) -> None:
        await funded(own, "BANK-8", "7")

        said = await asyncio.gather(*(funded(own, "BANK-8", staff) for staff in ("8", "9", "10", "8")))

        assert set(said) == {"posted"}
        page = await LedgerBook(engine=own).page(Filters(reference="BANK-8"))
        assert [(each.what, each.subject) for each in page.items] == [("escrow_funded", "BANK-8")]

    async def test_of_another_amount_is_refused(self, own: AsyncEngine) -> None:
        await funded(own, "BANK-9", "7")

        with pytest.raises(FundingConflict, match="stands for 9000 fen CNY, not for 8999 fen"):
            await funded(own, "BANK-9", "8", amount_fen=8_999)


class TestReading:
    async def test_gives_transactions_page_by_page(self, own: AsyncEngine, paid: list[str]) -> None:
        book = LedgerBook(engine=own)
        seen: list[Transaction] = []
        cursor: str | None = None
        for _ in range(4):
            page = await book.page(Filters(), cursor=cursor, limit=1)
            seen += page.items
            cursor = page.next_cursor

        assert cursor is None
        assert [each.reference for each in seen] == ["BANK-1", *reversed(paid)]
        assert seen[-1].entries == [("remedies.refund", 2_500), ("cash", -2_500)]
        with pytest.raises(CursorInvalid):
            await book.page(Filters(), cursor="nonsense")

    async def test_finds_by_account_reference_and_time(self, own: AsyncEngine, paid: list[str]) -> None:
        book = LedgerBook(engine=own)

        async def found(**filters: object) -> list[str]:
            return [each.reference for each in (await book.page(Filters(**filters))).items]  # type: ignore[arg-type]

        assert await found(account="escrow") == ["BANK-1"]
        assert await found(reference=paid[1]) == [paid[1]]
        assert await found(since=LATE) == ["BANK-1"]
        assert await found(what="refund", until=LATE) == list(reversed(paid))

    async def test_balances_add_up_to_nothing(self, own: AsyncEngine, paid: list[str]) -> None:
        balances = await LedgerBook(engine=own).balances()

        assert {each.account for each in balances} == set(Account)
        assert sum(each.balance_fen for each in balances) == 0
        refunds = next(each for each in balances if each.account == Account.REFUNDS)
        assert refunds[1:] == ("expense", "CNY", 7_500, 7_500, 0)

    async def test_totals_are_of_local_days(self, own: AsyncEngine, paid: list[str]) -> None:
        book = LedgerBook(engine=own)

        here = await book.totals(zone="Asia/Shanghai", since=None, until=None)
        there = await book.totals(zone="UTC", since=None, until=None)

        funding = [each for each in here if each.account == Account.ESCROW]
        assert [(each.day, each.debit_fen) for each in funding] == [(date(2026, 3, 3), 9_000)]
        assert {each.day for each in there} == {date(2026, 3, 2)}
        assert sum(each.debit_fen - each.credit_fen for each in here) == 0

    async def test_lines_are_every_entry_once(self, own: AsyncEngine, paid: list[str]) -> None:
        lines = [line async for line in LedgerBook(engine=own).lines(since=None, until=None)]

        assert len(lines) == 8
        assert [line.reference for line in lines][::2] == [*paid, "BANK-1"]
        assert len(cells(lines[0])) == len(HEADINGS)


class TestCsv:
    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
    def test_has_no_cell_that_is_a_formula(self, cell: str) -> None:
        assert csv_line([cell, -5]).strip('"\r\n').startswith("'")
        assert csv_line([cell, -5]).endswith(",-5\r\n")
