"""The ledger: each payment twice, adding up to nothing."""

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.journal import PostgresJournal
from storage.ledger import Ledger, Payment
from storage.tables import ledger
from tests.storage.rows import rows
from tests.storage.stories import number, whole_life


class TestLedger:
    async def test_books_what_it_was_for_and_where_it_came_from(
        self, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        case = number()
        life = whole_life(case)

        await journal.record(tracking_number=case, events=life)

        lines = await rows(engine, ledger, tracking_number=case)
        assert [(line["account"], line["amount_fen"]) for line in lines] == [("remedies", 2_500), ("cash", -2_500)]
        assert {(line["remedy_id"], line["sequence"], line["at"]) for line in lines} == {(f"{case}-R1", 8, life[7].at)}

    async def test_lists_each_payment_once(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        cases = [number() for _ in range(3)]
        for case in cases:
            await journal.record(tracking_number=case, events=whole_life(case))

        payments = [each async for each in Ledger(engine=engine).payments() if each.tracking_number in cases]

        paid_at = whole_life(cases[0])[7].at
        assert payments == [Payment(f"{case}-R1", case, 8, 2_500, paid_at) for case in cases]
