"""The outbox: what is owed goes out once, together where it belongs together, and is never lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kinds import EventKind
from domain.notices import COMPLAINANT
from domain.outgoing import Message, NoticeState
from storage.journal import PostgresJournal
from storage.outbox import Outbox
from storage.outbox_rows import GATHER_FOR
from tests.storage.owed import let_time_pass, notice, owing
from tests.storage.stories import number, received, responded_story, story

LEASE = timedelta(minutes=1)


@pytest.fixture
async def outbox(engine: AsyncEngine) -> Outbox:
    box = Outbox(engine=engine)
    # What other tests of this database have left.
    for urgent in (True, False):
        await let_time_pass(engine, 3_600)
        for message in await box.claim(urgent=urgent, most=10_000, lease=LEASE):
            await box.settle(message, state=NoticeState.DROPPED)
    return box


async def due(outbox: Outbox, *, urgent: bool = False) -> list[Message]:
    return list(await outbox.claim(urgent=urgent, most=100, lease=LEASE))


class TestWriting:
    async def test_happens_with_the_step(self, journal: PostgresJournal, outbox: Outbox) -> None:
        (owed,) = await owing(journal, COMPLAINANT)

        (message,) = await due(outbox)

        assert [each.key for each in message.items] == [owed.key]
        assert message.items[0].notice == owed.notice
        assert message.is_for_complainant

    async def test_happens_once_for_a_step_that_is_tried_again(self, journal: PostgresJournal, outbox: Outbox) -> None:
        case = number()
        step, owed = story(received(case)), [notice(case)]

        for _ in range(2):
            await journal.record(tracking_number=case, events=step, notices=owed)

        assert len(await outbox.of_case(case)) == 1

    async def test_happens_once_for_a_key(self, journal: PostgresJournal, outbox: Outbox) -> None:
        case = number()
        owed = notice(case)
        await journal.record(tracking_number=case, events=story(received(case)), notices=[owed, owed])
        await journal.record(tracking_number=case, events=responded_story(first=2), notices=[owed])

        assert len(await outbox.of_case(case)) == 1

    async def test_does_not_happen_where_the_step_does_not(self, journal: PostgresJournal, outbox: Outbox) -> None:
        case = number()
        await journal.record(tracking_number=case, events=story(received(case)))

        with pytest.raises(Exception, match="do not follow"):
            await journal.record(tracking_number=case, events=responded_story(first=5), notices=[notice(case)])

        assert await outbox.of_case(case) == []

    async def test_rings(self, journal: PostgresJournal, outbox: Outbox) -> None:
        async with outbox.listening(urgent=False) as bell:
            ringing = asyncio.create_task(bell.wait(20))
            await asyncio.sleep(0.05)
            await owing(journal, COMPLAINANT)
            await asyncio.wait_for(ringing, timeout=10)


class TestClaiming:
    async def test_puts_what_one_step_tells_one_receiver_into_one_message(
        self, journal: PostgresJournal, outbox: Outbox
    ) -> None:
        owed = await owing(journal, COMPLAINANT, COMPLAINANT)

        (message,) = await due(outbox)

        assert {each.key for each in message.items} == {each.key for each in owed}

    async def test_leaves_two_cases_of_one_complainant_apart(self, journal: PostgresJournal, outbox: Outbox) -> None:
        await owing(journal, COMPLAINANT)
        await owing(journal, COMPLAINANT)

        assert len(await due(outbox)) == 2

    async def test_gathers_what_one_member_of_staff_is_told_of_many_cases(
        self, journal: PostgresJournal, outbox: Outbox, engine: AsyncEngine
    ) -> None:
        """Named case: hundreds of notices after a restart."""
        for _ in range(30):
            await owing(journal, "staff:7", what=EventKind.BREACHED)
        assert await due(outbox) == []

        await let_time_pass(engine, GATHER_FOR.total_seconds())
        (message,) = await due(outbox)

        assert len(message.items) == 30

    async def test_waits_for_a_stream_of_them_to_end_but_not_for_ever(
        self, journal: PostgresJournal, outbox: Outbox, engine: AsyncEngine
    ) -> None:
        await owing(journal, "staff:8", what=EventKind.BREACHED)
        await let_time_pass(engine, GATHER_FOR.total_seconds())
        await owing(journal, "staff:8", what=EventKind.BREACHED)
        assert await due(outbox) == []

        await let_time_pass(engine, 5 * GATHER_FOR.total_seconds())
        await owing(journal, "staff:8", what=EventKind.BREACHED)
        (message,) = await due(outbox)

        assert len(message.items) == 3

    async def test_lets_an_alert_wait_behind_nothing(self, journal: PostgresJournal, outbox: Outbox) -> None:
        for _ in range(20):
            await owing(journal, COMPLAINANT)
        (alert,) = await owing(journal, "staff:9", what=EventKind.RED_ALERT_RAISED, urgent=True)

        (message,) = await due(outbox, urgent=True)

        assert message.items[0].key == alert.key

    async def test_gives_every_message_to_one_of_many_who_ask(self, journal: PostgresJournal, outbox: Outbox) -> None:
        for _ in range(20):
            await owing(journal, COMPLAINANT)

        claims = await asyncio.gather(*(outbox.claim(urgent=False, most=3, lease=LEASE) for _ in range(10)))

        taken = [message.id for claim in claims for message in claim]
        assert len(taken) == len(set(taken)) == 20

    async def test_gives_a_message_again_when_whoever_had_it_fell_silent(
        self, journal: PostgresJournal, outbox: Outbox, engine: AsyncEngine
    ) -> None:
        await owing(journal, COMPLAINANT)
        (before,) = await due(outbox)
        await outbox.trying(before, channel="email", lease=LEASE)
        assert await due(outbox) == []

        await let_time_pass(engine, LEASE.total_seconds())
        (again,) = await due(outbox)

        assert (again.id, again.attempts, again.channel, again.interrupted) == (before.id, 2, "email", True)

    async def test_takes_a_message_from_whoever_was_too_slow(
        self, journal: PostgresJournal, outbox: Outbox, engine: AsyncEngine
    ) -> None:
        await owing(journal, COMPLAINANT)
        (slow,) = await due(outbox)
        await let_time_pass(engine, LEASE.total_seconds())
        (mine,) = await due(outbox)

        assert not await outbox.trying(slow, channel="email", lease=LEASE)
        assert await outbox.trying(mine, channel="email", lease=LEASE)

    async def test_tells_who_had_not_begun_from_who_had(
        self, journal: PostgresJournal, outbox: Outbox, engine: AsyncEngine
    ) -> None:
        await owing(journal, COMPLAINANT)
        await due(outbox)

        await let_time_pass(engine, LEASE.total_seconds())

        (again,) = await due(outbox)
        assert not again.interrupted

    async def test_never_adds_to_a_message_that_was_tried(
        self, journal: PostgresJournal, outbox: Outbox, engine: AsyncEngine
    ) -> None:
        case = number()
        (first,) = await owing(journal, COMPLAINANT, case=case)
        (message,) = await due(outbox)
        await outbox.later(message, wait=timedelta(), failure="unavailable")
        second = notice(case)
        await journal.record(tracking_number=case, events=responded_story(first=2), notices=[second])

        messages = await due(outbox)

        assert [[each.key for each in message.items] for message in messages] == [[first.key], [second.key]]
        assert not messages[0].interrupted


class TestOutcomes:
    async def test_are_kept_and_end_it(self, journal: PostgresJournal, outbox: Outbox, engine: AsyncEngine) -> None:
        (owed,) = await owing(journal, COMPLAINANT)
        (message,) = await due(outbox)
        await outbox.trying(message, channel="sms", lease=LEASE)
        await outbox.settle(message, state=NoticeState.SENT)
        await let_time_pass(engine, 3_600)

        assert await due(outbox) == []
        (kept,) = await outbox.of_case(owed.notice.tracking_number)
        assert (kept.state, kept.channel, kept.attempts) == (NoticeState.SENT, "sms", 1)
        assert kept.settled_at is not None

    async def test_that_a_case_has_to_know_wait_until_it_does(self, journal: PostgresJournal, outbox: Outbox) -> None:
        (number_told,) = await owing(journal, COMPLAINANT, what=EventKind.ACKNOWLEDGED)
        (apology,) = await owing(journal, COMPLAINANT, what=EventKind.APOLOGY_WRITTEN)
        (failed,) = await owing(journal, COMPLAINANT)
        (sent,) = await owing(journal, COMPLAINANT)
        for message in await due(outbox):
            is_lost = message.items[0].key == failed.key
            await outbox.settle(message, state=NoticeState.FAILED if is_lost else NoticeState.SENT, failure="x")

        mine = {number_told.key, apology.key, failed.key, sent.key}
        untold = [each.key for each in await outbox.untold(most=1_000) if each.key in mine]
        assert set(untold) == {number_told.key, apology.key, failed.key}

        await outbox.told(untold)
        assert not mine & {each.key for each in await outbox.untold(most=1_000)}

    async def test_that_a_case_could_not_be_told_stand_back_for_a_while(
        self, engine: AsyncEngine, journal: PostgresJournal, outbox: Outbox
    ) -> None:
        (owed,) = await owing(journal, COMPLAINANT)
        (message,) = await due(outbox)
        await outbox.settle(message, state=NoticeState.FAILED, failure="refused")

        await outbox.tell_later([owed.key], wait=timedelta(seconds=5))
        at_once = [each.key for each in await outbox.untold(most=1_000)]
        await let_time_pass(engine, 5)

        assert owed.key not in at_once
        assert owed.key in [each.key for each in await outbox.untold(most=1_000)]

    async def test_of_a_second_who_was_slow_change_nothing(self, journal: PostgresJournal, outbox: Outbox) -> None:
        (owed,) = await owing(journal, COMPLAINANT)
        (message,) = await due(outbox)
        await outbox.settle(message, state=NoticeState.SENT)
        await outbox.settle(message, state=NoticeState.FAILED, failure="unclear")
        await outbox.later(message, wait=timedelta(), failure="unavailable")

        (kept,) = await outbox.of_case(owed.notice.tracking_number)
        assert kept.state is NoticeState.SENT
