"""The journal: whole steps, once, in order, or nothing."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import Column, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.kinds import EventKind, Stage
from storage.complaints import Complaints
from storage.erasure import Erasure
from storage.journal import JournalConflict, PostgresJournal
from storage.ledger_tables import ledger_transactions as ledger
from storage.standing import CaseErased, CaseUnlisted
from storage.tables import complaints, events, remedies
from storage.timeline import Timeline
from storage.vault import Vault
from tests.storage.stories import NOON, note, number, paid, received, steps, story, whole_life


async def count(engine: AsyncEngine, column: Column[str], case: str) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).where(column == case)) or 0


class TestRecord:
    async def test_keeps_every_event_and_the_case_they_make(
        self, journal: PostgresJournal, engine: AsyncEngine, vault: Vault
    ) -> None:
        case = number()
        life = whole_life(case)

        for step in steps(life, [4, 3, 5]):
            await journal.record(tracking_number=case, events=step)

        found = await Complaints(engine=engine, vault=vault).find(case)
        assert found is not None
        assert (found.stage, found.sequence) == (Stage.CLOSED, 12)
        assert list(await Timeline(engine=engine, vault=vault).page(case)) == life

    async def test_writes_the_row_by_which_the_case_is_listed(
        self, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        case = number()
        await journal.record(tracking_number=case, events=whole_life(case)[:4])

        async with engine.connect() as connection:
            row = (await connection.execute(select(complaints).where(complaints.c.tracking_number == case))).one()

        assert (row.pack, row.service_line, row.channel, row.region) == ("shared-mobility", "bikes", "web", "310115")
        assert (row.stage, row.level, row.urgency, row.department) == ("investigating", 1, "normal", "bikes")
        assert (row.sequence, row.breached, row.next_due_at) == (4, False, NOON + timedelta(hours=2))
        assert row.received_at == NOON

    async def test_keeps_nothing_personal_in_plain(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        case = number()
        await journal.record(tracking_number=case, events=whole_life(case))

        async with engine.connect() as connection:
            rows = [
                str(tuple(row))
                for table in (complaints, events, remedies, ledger)
                for row in await connection.execute(select(table).where(table.c.tracking_number == case))
            ]

        for word in ("王小明", "1234-5678", "13812345678", "wang@example.com", "OD 20260302", "没有人接", "两倍返还"):
            assert not [row for row in rows if word in row], word

    async def test_gives_a_repeated_step_as_it_was_written_the_first_time(self, journal: PostgresJournal) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life)
        other = [event.model_copy(update={"data": {**event.data, "owner": "somebody else"}}) for event in life]

        written = await journal.record(tracking_number=case, events=other)

        assert list(written) == life

    async def test_does_nothing_the_second_time(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        case = number()
        first, second = steps(whole_life(case), [4, 8])
        await journal.record(tracking_number=case, events=first)
        await journal.record(tracking_number=case, events=second)

        await journal.record(tracking_number=case, events=first)
        await journal.record(tracking_number=case, events=second)

        assert await count(engine, events.c.tracking_number, case) == 12
        assert await count(engine, ledger.c.tracking_number, case) == 1

    async def test_lets_one_of_many_writers_of_the_same_step_win(
        self, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        case = number()

        for step in steps(whole_life(case), [4, 3, 5]):
            await asyncio.gather(*(journal.record(tracking_number=case, events=step) for _ in range(12)))

        assert await count(engine, events.c.tracking_number, case) == 12
        assert await count(engine, ledger.c.tracking_number, case) == 1

    async def test_writes_nothing_where_there_is_nothing(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        case = number()

        await journal.record(tracking_number=case, events=[])

        assert await count(engine, complaints.c.tracking_number, case) == 0

    async def test_tells_who_listens_the_case_and_its_number_alone(
        self, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        case = number()
        async with engine.connect() as connection:
            listener = (await connection.get_raw_connection()).driver_connection
            assert listener is not None
            await listener.set_autocommit(True)
            await listener.execute("LISTEN redress_events")

            await journal.record(tracking_number=case, events=whole_life(case)[:4])

            heard = [notify.payload async for notify in listener.notifies(timeout=2, stop_after=1)]
            await listener.execute("UNLISTEN *")
        assert heard == [f"{case} 4"]

    @pytest.mark.parametrize("odd", ['"\\', "é🚲\u202e", "\x7f\x01\n", "{}[]:,", "%s %(x)s $1 :name", "\u2028", "１"])
    async def test_keeps_every_character(
        self, journal: PostgresJournal, engine: AsyncEngine, vault: Vault, odd: str
    ) -> None:
        case = number()
        kind, actor, data, private = note(odd)
        data = {odd: [odd, 2**53 - 1, -1.5e-7, 1e22, True, None, {"b": 1, "a": odd}]}
        life = story(received(case, title=odd + "x"), (kind, actor, data, private | {odd: odd}))

        await journal.record(tracking_number=case, events=life)

        assert list(await Timeline(engine=engine, vault=vault).page(case)) == life


class TestRefusals:
    async def test_refuse_a_gap(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life[:4])

        with pytest.raises(JournalConflict, match="events 6 to 7 do not follow event 4"):
            await journal.record(tracking_number=case, events=life[5:7])

        assert await count(engine, events.c.tracking_number, case) == 4

    async def test_refuse_a_step_that_is_half_written(self, journal: PostgresJournal) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life[:4])

        with pytest.raises(JournalConflict, match="events 3 to 6 do not follow event 4"):
            await journal.record(tracking_number=case, events=life[2:6])

    async def test_refuse_events_in_disorder(self, journal: PostgresJournal) -> None:
        case = number()
        life = whole_life(case)

        with pytest.raises(JournalConflict, match="must follow one another"):
            await journal.record(tracking_number=case, events=[life[0], life[2]])

    async def test_refuse_another_past(self, journal: PostgresJournal) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life[:4])
        other = [*life[:3], life[3].model_copy(update={"kind": EventKind.NOTE})]

        with pytest.raises(JournalConflict, match="events 1 to 4 are written and are others"):
            await journal.record(tracking_number=case, events=other)

    async def test_refuse_the_events_of_another_case(self, journal: PostgresJournal) -> None:
        case, other = number(), number()

        with pytest.raises(JournalConflict, match=f"the events are of {other}"):
            await journal.record(tracking_number=case, events=whole_life(other)[:4])

    async def test_refuse_to_pay_twice_and_keep_nothing_of_that_step(
        self, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life)
        twice = story(note(), paid(f"{case}-R1"), first=13)

        with pytest.raises(JournalConflict, match="ledger_books_once"):
            await journal.record(tracking_number=case, events=twice)

        assert await count(engine, events.c.tracking_number, case) == 12
        assert await count(engine, ledger.c.tracking_number, case) == 1

    async def test_refuse_what_concerns_an_erased_person(
        self, journal: PostgresJournal, engine: AsyncEngine, vault: Vault
    ) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life[:10])
        await Erasure(engine=engine, vault=vault).erase(case)

        with pytest.raises(CaseErased, match=case):
            await journal.record(tracking_number=case, events=life[10:])

    async def test_ask_for_a_rebuild_where_the_row_is_lost(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life[:4])
        async with engine.begin() as connection:
            await connection.execute(complaints.delete().where(complaints.c.tracking_number == case))

        with pytest.raises(CaseUnlisted, match="redress rebuild"):
            await journal.record(tracking_number=case, events=life[4:])


class TestBadLuck:
    async def test_leaves_nothing_of_a_step_whose_session_was_killed(
        self, journal: PostgresJournal, engine: AsyncEngine, admin: AsyncEngine
    ) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life[:4])
        async with admin.connect() as holder:
            # Somebody is about to book the same payment: the step waits at its last table, the others written.
            row = {"key": f"remedy {case}-R1", "what": "refund", "reference": case, "subject": "R1", "at": NOON}
            row |= {"lines": 2, "currency": "CNY", "posted_by": "system"}
            await holder.execute(insert(ledger).values(row))
            step = asyncio.create_task(journal.record(tracking_number=case, events=life[4:]))
            await _kill_who_waits(holder)
            with pytest.raises(psycopg.OperationalError):
                await step

        assert await count(engine, events.c.tracking_number, case) == 4
        await journal.record(tracking_number=case, events=life[4:])
        assert await count(engine, events.c.tracking_number, case) == 12

    async def test_goes_on_after_every_connection_was_lost(self, journal: PostgresJournal, admin: AsyncEngine) -> None:
        case = number()
        life = whole_life(case)
        await asyncio.gather(*(journal.record(tracking_number=case, events=life[:4]) for _ in range(6)))
        async with admin.connect() as connection:
            others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'tests'"
            await connection.execute(text(others))

        await journal.record(tracking_number=case, events=life[4:])


async def _kill_who_waits(connection: AsyncConnection) -> None:
    waiting = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'tests' AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(5):
        while (await connection.execute(waiting)).first() is None:  # noqa: ASYNC110  nothing else tells
            await asyncio.sleep(0.01)
