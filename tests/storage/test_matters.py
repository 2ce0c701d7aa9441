"""Matters in the database: each step whole, once, chained and sealed; listed by what is due next (E4, F7, I2)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.matter_events import MatterEvent, MatterKind, MatterStart
from domain.ports_matter import PersonErased, ToldOf
from domain.words import Words
from storage.audit import Audit
from storage.cursors import CursorInvalid
from storage.erasure import Erasure
from storage.journal import PostgresJournal
from storage.matter_tables import matters as matters_table
from storage.matters import MatterConflict, MatterFilters, Matters
from storage.rebuild import rebuild
from storage.vault import Vault
from tests import trial
from tests.domain.matter_life import MatterLife, start_of
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.rows import rows, tampering
from tests.storage.stories import NOON, number, received, story

WORDS = Words(zh="追偿到期", en="A claim is due")


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test."""
    return postgres_server.make_database()


@pytest.fixture
def matters(engine: AsyncEngine, vault: Vault) -> Matters:
    return Matters(engine=engine, vault=vault)


async def lived(matters: Matters, journal: PostgresJournal, **changes: Any) -> MatterLife:
    """A claim that was sent, of a case that is on record."""
    case = number()
    await journal.record(tracking_number=case, events=story(received(case)))
    terms = {"amount_fen": 300_000, "responsible": "third_party"}
    life = MatterLife(start_of(MatterKind.RECOURSE, number=case, terms=terms, **changes))
    life.do("send-claim", against="王记电池厂", text="请赔付。")
    await write(matters, life, life.events)
    return life


async def write(matters: Matters, life: MatterLife, events: list[MatterEvent], *told: ToldOf) -> None:
    await matters.record(life.matter.id, tracking_number=life.matter.tracking_number, events=events, told=told)


class TestMatters:
    async def test_are_read_as_they_were_written(self, matters: Matters, journal: PostgresJournal) -> None:
        life = await lived(matters, journal)

        assert await matters.find(life.matter.id) == life.matter
        assert list(await matters.events(life.matter.id)) == life.events
        assert await matters.is_there(life.matter.id)
        assert [each.id for each in await matters.of_case(life.matter.tracking_number)] == [life.matter.id]
        assert await matters.find("nothing") is None

    async def test_are_written_once_and_tell_once(
        self, matters: Matters, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        life = await lived(matters, journal)
        told = ToldOf(key=f"{life.matter.id}/matter_opened/1", staff="7", what="matter_opened", words=WORDS)
        life.do("record-recovery", amount_fen=100, reference="B-1")

        for _ in range(2):
            await write(matters, life, life.events[2:], told)

        assert len(await matters.events(life.matter.id)) == 3
        async with engine.connect() as connection:
            rows = await connection.execute(text("SELECT receiver FROM notices WHERE key = :key"), {"key": told.key})
        assert [row.receiver for row in rows] == ["staff:7"]

    async def test_post_what_comes_in_and_is_given_up_once(
        self, matters: Matters, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        life = await lived(matters, journal)
        life.do("record-recovery", amount_fen=100, reference="B-1")
        life.do("write-off", trial.MANAGER, reason="Nothing is left there.")

        for _ in range(2):
            await write(matters, life, life.events[2:])

        async with engine.connect() as connection:
            posted = await connection.execute(
                text(
                    "SELECT e.account, e.amount_fen FROM ledger_entries AS e JOIN ledger_transactions AS t "
                    "ON t.id = e.transaction_id WHERE t.subject = :matter ORDER BY e.id"
                ),
                {"matter": life.matter.id},
            )
        assert [tuple(row) for row in posted] == [
            ("recovered", 100),
            ("recourse_receivable", -100),
            ("written_off", 299_900),
            ("recourse_receivable", -299_900),
        ]

    async def test_refuse_what_does_not_follow(self, matters: Matters, journal: PostgresJournal) -> None:
        life = await lived(matters, journal)
        life.do("record-recovery", amount_fen=100, reference="B-1")
        life.do("record-recovery", amount_fen=100, reference="B-2")

        with pytest.raises(MatterConflict, match="event 4 does not follow event 2"):
            await write(matters, life, life.events[3:])

    async def test_keep_words_unreadable(
        self, matters: Matters, journal: PostgresJournal, engine: AsyncEngine, vault: Vault
    ) -> None:
        life = await lived(matters, journal)
        async with engine.connect() as connection:
            rows = (await connection.execute(text("SELECT * FROM matter_events"))).all()
        assert "电池" not in str(rows)

        await Erasure(engine=engine, vault=vault).erase(life.matter.tracking_number)

        found = await matters.find(life.matter.id)
        assert found is not None
        assert (found.state, found.model_dump()["against"]) == ("claimed", None)
        life.do("record-recovery", amount_fen=100, reference="B-1")
        with pytest.raises(PersonErased, match=life.matter.tracking_number):
            await write(matters, life, life.events[2:])

    async def test_go_on_without_words_once_the_person_was_erased(
        self, matters: Matters, journal: PostgresJournal, engine: AsyncEngine, vault: Vault
    ) -> None:
        life = await lived(matters, journal)
        await Erasure(engine=engine, vault=vault).erase(life.matter.tracking_number)
        life.forget()
        life.do("write-off", trial.MANAGER, reason="Nothing is left there.")

        for _ in range(2):
            await matters.record(
                life.matter.id,
                tracking_number=life.matter.tracking_number,
                events=life.events[2:],
                told=(),
                without_words=True,
            )

        found = await matters.find(life.matter.id)
        assert found is not None
        assert (found.state, found.is_erased) == ("written_off", True)
        assert [event.private for event in await matters.events(life.matter.id)] == [{}] * 4
        assert await Audit(engine=engine, vault=vault).verify() == []
        before = await rows(engine, matters_table)
        await rebuild(engine, vault=vault)
        assert await rows(engine, matters_table) == before


class TestList:
    async def test_gives_the_next_due_first_page_by_page(self, matters: Matters, journal: PostgresJournal) -> None:
        late, soon = [await lived_due(matters, journal, days=days) for days in (9, 3)]
        filters = MatterFilters(department=late.department)

        first = await matters.page(MatterKind.RECOURSE, filters=filters, limit=1)
        second = await matters.page(MatterKind.RECOURSE, filters=filters, cursor=first.next_cursor, limit=1)

        assert [first.items[0].id, second.items[0].id] == [soon.id, late.id]
        assert second.next_cursor is None
        with pytest.raises(CursorInvalid):
            await matters.page(MatterKind.RECOURSE, filters=filters, cursor="nonsense")

    async def test_is_narrowed_down(self, matters: Matters, journal: PostgresJournal) -> None:
        start = await lived_due(matters, journal, days=5, department="narrow")

        async def found(**asked: Any) -> int:
            filters = MatterFilters(department="narrow", **asked)
            return len((await matters.page(MatterKind.RECOURSE, filters=filters)).items)

        assert await found() == 1
        assert await found(state="open", owner="7", tracking_number=start.tracking_number, is_open=True) == 1
        assert await found(due_before=NOON + timedelta(days=6)) == 1
        assert await found(due_before=NOON + timedelta(days=5)) == 0
        assert await found(owner="8") == 0
        assert await found(is_open=False) == 0
        assert (await matters.page(MatterKind.PENALTY, filters=MatterFilters())).items == []


async def lived_due(
    matters: Matters, journal: PostgresJournal, *, days: int, department: str = "listed"
) -> MatterStart:
    case = number()
    await journal.record(tracking_number=case, events=story(received(case)))
    start = start_of(
        MatterKind.RECOURSE,
        number=case,
        terms={"amount_fen": 1, "responsible": "respondent"},
        due_at=NOON + timedelta(days=days),
        department=department,
        owner="7",
    )
    life = MatterLife(start)
    await write(matters, life, life.events)
    return start


class TestChain:
    async def test_verifies_and_names_what_was_altered(
        self, matters: Matters, journal: PostgresJournal, engine: AsyncEngine, admin: AsyncEngine, vault: Vault
    ) -> None:
        life = await lived(matters, journal)
        audit = Audit(engine=engine, vault=vault)
        assert [found for found in await audit.verify() if found.tracking_number == life.matter.id] == []

        async with tampering(admin) as connection:
            await connection.execute(
                text("UPDATE matter_events SET actor = 'staff:9' WHERE matter = :it AND sequence = 2"),
                {"it": life.matter.id},
            )

        [found] = [found for found in await audit.verify() if found.tracking_number == life.matter.id]
        assert (found.kind, found.sequence) == ("altered", 2)


class TestRebuild:
    async def test_makes_the_very_same_rows(
        self, matters: Matters, journal: PostgresJournal, engine: AsyncEngine, admin: AsyncEngine, vault: Vault
    ) -> None:
        life = await lived(matters, journal)
        before = await rows(engine, matters_table)
        async with tampering(admin) as connection:
            await connection.execute(text("DELETE FROM matters WHERE id = :it"), {"it": life.matter.id})
        [found] = await Audit(engine=engine, vault=vault).verify()
        assert (found.kind, found.tracking_number) == ("unlisted", life.matter.id)

        await rebuild(engine, vault=vault)

        assert await rows(engine, matters_table) == before
