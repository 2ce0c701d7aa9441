"""The register of respondents: one person in many cases, whatever they were told by, and what they bear."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.case_inquiry import Respondent
from domain.duration import Period
from domain.keyring import Key, KeyRing, UnknownKey
from domain.kinds import EventKind, PenaltyKind
from domain.penalty_record import BornePenalty, PenaltyState, known
from storage.cursors import CursorInvalid
from storage.erasure import Erasure
from storage.journal import PostgresJournal
from storage.rebuild import rebuild
from storage.respondent_tables import penalties, respondent_cases, respondent_keys, respondents
from storage.respondents import RespondentFilters, Respondents, keep_penalty
from storage.rotation import rotate_keys
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.rows import rows
from tests.storage.stories import NOON, Happening, assigned, number, received, story


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test."""
    return postgres_server.make_database()


@pytest.fixture
def register(engine: AsyncEngine, vault: Vault) -> Respondents:
    return Respondents(engine=engine, vault=vault)


def told(**respondent: Any) -> Happening:
    usual = {"name": "李阿姨", "allegation": "少了首饰", "language": "zh"}
    return EventKind.RESPONDENT_NOTIFIED, "staff:1", {"until": NOON.isoformat()}, usual | respondent


async def tell(journal: PostgresJournal, **respondent: Any) -> str:
    """A case whose respondent was told."""
    case = number()
    events = story(received(case), assigned(), told(**respondent))
    await journal.record(tracking_number=case, events=events[:2])
    await journal.record(tracking_number=case, events=events[2:])
    return case


async def identity(register: Respondents, case: str) -> str:
    found = await register.of_case(case)
    assert found is not None
    return found.id


async def numbers(register: Respondents, respondent: str) -> list[str]:
    return [each.tracking_number for each in await register.cases_of(respondent)]


def penalty(respondent: str, name: str, kind: PenaltyKind, **changes: Any) -> BornePenalty:
    usual = {"state": PenaltyState.IN_FORCE, "imposed_at": NOON, "effective_at": NOON}
    own = {"id": name, "respondent": respondent, "tracking_number": name.partition("-")[0], "kind": kind}
    return BornePenalty.model_validate(own | usual | changes)


async def keep(engine: AsyncEngine, *kept: BornePenalty) -> None:
    for each in kept:
        async with engine.begin() as connection:
            await keep_penalty(connection, each)


class TestWhoTheyAre:
    async def test_is_one_however_the_telephone_is_written(
        self, journal: PostgresJournal, register: Respondents
    ) -> None:
        one, other = await tell(journal, phone="+8613900000000"), await tell(journal, phone="139 0000 0000")

        respondent = await identity(register, one)

        assert await identity(register, other) == respondent
        assert await numbers(register, respondent) == [one, other]

    async def test_is_one_by_whatever_became_known_together(
        self, journal: PostgresJournal, register: Respondents
    ) -> None:
        by_phone = await tell(journal, phone="13900000001")
        by_both = await tell(journal, phone="13900000001", respondent_id="worker-17")
        by_id = await tell(journal, respondent_id="worker-17", email="li@example.com")
        by_mail = await tell(journal, email="LI@example.com")

        assert len({await identity(register, each) for each in (by_phone, by_both, by_id, by_mail)}) == 1
        assert await register.known_by(Respondent(respondent_id="worker-17")) == await identity(register, by_phone)

    async def test_is_another_with_another_telephone(self, journal: PostgresJournal, register: Respondents) -> None:
        one, other = await tell(journal, phone="13900000002"), await tell(journal, phone="13900000003")

        assert await identity(register, one) != await identity(register, other)

    async def test_is_nobody_whom_nothing_tells_from_others(
        self, journal: PostgresJournal, register: Respondents
    ) -> None:
        case = await tell(journal)

        assert await register.of_case(case) is None

    async def test_is_readable_by_nobody_without_the_keys(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        await tell(journal, phone="13900000004", email="li@example.com", respondent_id="worker-17")

        seen = str([await rows(engine, table) for table in (respondents, respondent_keys, respondent_cases)])

        assert [word for word in ("李阿姨", "13900000004", "example", "worker") if word in seen] == []

    async def test_goes_by_the_name_that_was_given_last(self, journal: PostgresJournal, register: Respondents) -> None:
        first = await tell(journal, phone="13900000005")
        await tell(journal, phone="13900000005", name="李秀英")

        found = await register.of_case(first)

        assert found is not None
        assert found.name == "李秀英"

    async def test_moves_with_a_case_that_was_about_somebody_else(
        self, journal: PostgresJournal, register: Respondents
    ) -> None:
        case = await tell(journal, phone="13900000006")
        wrong = await identity(register, case)

        await journal.record(tracking_number=case, events=story(told(phone="13900000007"), first=4))

        assert await identity(register, case) != wrong
        assert await register.cases_of(wrong) == []

    async def test_is_written_once_by_a_step_that_is_repeated(
        self, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        case = number()
        events = story(received(case), assigned(), told(phone="13900000008"))
        await journal.record(tracking_number=case, events=events[:2])

        await asyncio.gather(*(journal.record(tracking_number=case, events=events[2:]) for _ in range(3)))

        assert len(await rows(engine, respondent_cases)) == len(await rows(engine, respondents)) == 1

    async def test_is_the_same_after_a_rebuild_and_left_by_an_erased_case(
        self, journal: PostgresJournal, register: Respondents, engine: AsyncEngine, vault: Vault
    ) -> None:
        kept, erased = await tell(journal, phone="13900000009"), await tell(journal, phone="13900000009")
        before = await identity(register, kept)

        await rebuild(engine, vault=vault)
        await Erasure(engine=engine, vault=vault).erase(erased)

        assert await identity(register, kept) == before
        assert await numbers(register, before) == [kept]


class TestTheirCases:
    async def test_say_when_it_was_found_against_them_until_they_are_looked_at_anew(
        self, journal: PostgresJournal, register: Respondents, engine: AsyncEngine, vault: Vault
    ) -> None:
        case = await tell(journal, phone="13900000020")
        respondent = await identity(register, case)
        established = {"cause": "theft", "responsible": "respondent"}
        found = story((EventKind.FINDING_RECORDED, "staff:1", {"established": established}, {}), first=4)
        again = {"stage": "investigating", "cycle": 2}

        await journal.record(tracking_number=case, events=found)
        [against] = await register.cases_of(respondent)
        await rebuild(engine, vault=vault)
        [rebuilt] = await register.cases_of(respondent)
        await journal.record(tracking_number=case, events=story((EventKind.REOPENED, "system", again, {}), first=5))
        [anew] = await register.cases_of(respondent)

        assert rebuilt == against
        assert (against.found_at, anew.found_at) == (found[0].at, None)


class TestWhatTheyBear:
    async def test_adds_points_up_and_lets_no_suspension_shorten_another(
        self, journal: PostgresJournal, register: Respondents, engine: AsyncEngine
    ) -> None:
        respondent = await identity(register, await tell(journal, phone="13900000010"))
        long, short = NOON + timedelta(days=30), NOON + timedelta(days=7)

        await keep(
            engine,
            penalty(respondent, "A-P1", PenaltyKind.POINTS, points=3),
            penalty(respondent, "B-P1", PenaltyKind.POINTS, points=6),
            penalty(respondent, "B-P2", PenaltyKind.SUSPENSION, until=long),
            penalty(respondent, "A-P2", PenaltyKind.SUSPENSION, until=short),
        )

        found = await register.find(respondent)
        assert found is not None
        assert (found.standing.points, found.standing.suspended_until) == (9, long)

    async def test_loses_nothing_where_two_are_imposed_at_once(
        self, journal: PostgresJournal, register: Respondents, engine: AsyncEngine
    ) -> None:
        respondent = await identity(register, await tell(journal, phone="13900000011"))
        given = [penalty(respondent, f"C{n}-P1", PenaltyKind.POINTS, points=1) for n in range(5)]

        await asyncio.gather(*(keep(engine, each) for each in [*given, *given]))

        found = await register.find(respondent)
        assert found is not None
        assert found.standing.points == 5
        assert len(await rows(engine, penalties)) == 5

    async def test_is_without_what_is_stayed_over_or_only_proposed(
        self, journal: PostgresJournal, register: Respondents, engine: AsyncEngine
    ) -> None:
        respondent = await identity(register, await tell(journal, phone="13900000012"))

        await keep(
            engine,
            penalty(respondent, "D-P1", PenaltyKind.POINTS, points=3, is_stayed=True),
            penalty(respondent, "D-P2", PenaltyKind.POINTS, points=3, state=PenaltyState.EXPIRED),
            penalty(respondent, "D-P3", PenaltyKind.BAN, state=PenaltyState.PROPOSED),
            penalty(respondent, "D-P4", PenaltyKind.POINTS, points=9, state=PenaltyState.OVERTURNED),
        )

        record = known(respondent, await register.penalties_of(respondent), at=NOON, record=Period(years=1))
        assert record.standing.points == 0
        assert not record.standing.banned
        assert (record.prior_points, record.prior_penalties, record.proposed) == (6, 2, (PenaltyKind.BAN,))

    async def test_counts_a_year_back_to_the_last_moment(self) -> None:
        borne = [penalty("r", "E-P1", PenaltyKind.POINTS, points=3)]

        last = known("r", borne, at=NOON + timedelta(days=365, microseconds=-1), record=Period(years=1))
        over = known("r", borne, at=NOON + timedelta(days=365), record=Period(years=1))

        assert (last.prior_points, over.prior_points) == (3, 0)

    async def test_has_no_record_from_the_very_case_that_asks(self) -> None:
        borne = [penalty("r", "E-P1", PenaltyKind.POINTS, points=3), penalty("r", "F-P1", PenaltyKind.POINTS, points=6)]

        asked = known("r", borne, at=NOON, record=Period(years=1), but_of="E")

        assert (asked.prior_points, asked.prior_penalties, asked.standing.points) == (6, 1, 9)


class TestTheList:
    async def test_is_narrowed_down_and_goes_page_by_page(
        self, journal: PostgresJournal, register: Respondents, engine: AsyncEngine
    ) -> None:
        people = [await identity(register, await tell(journal, phone=f"1390000010{n}")) for n in range(3)]
        until = NOON + timedelta(days=7)
        await keep(
            engine,
            penalty(people[0], "F-P1", PenaltyKind.BAN),
            penalty(people[1], "G-P1", PenaltyKind.SUSPENSION, until=until),
        )

        async def ids(at: Any = NOON, **asked: bool) -> set[str]:
            page = await register.page(filters=RespondentFilters(**asked), at=at)
            return {each.id for each in page.items}

        first = await register.page(filters=RespondentFilters(), at=NOON, limit=2)
        second = await register.page(filters=RespondentFilters(), at=NOON, limit=2, cursor=first.next_cursor)
        assert {each.id for each in (*first.items, *second.items)} == set(people)
        assert second.next_cursor is None
        assert await ids(banned=True) == {people[0]}
        assert await ids(suspended=True) == {people[1]}
        assert await ids(at=until, suspended=True) == set()
        assert await ids(bearing=True) == set(people[:2])
        assert await ids(bearing=False) == {people[2]}
        with pytest.raises(CursorInvalid):
            await register.page(filters=RespondentFilters(), at=NOON, cursor="x")


class TestResealing:
    async def test_puts_every_name_under_the_first_key(
        self, journal: PostgresJournal, engine: AsyncEngine, register: Respondents
    ) -> None:
        case = await tell(journal, phone="13900000300")
        keys = tuple(Key(key_id=name, secret=secret * 32) for name, secret in (("k2", b"2"), ("k1", b"1")))
        vault = Vault(keys=KeyRing(keys=keys), index_key=b"index" * 8)
        renewed = Respondents(engine=engine, vault=vault)

        assert await rotate_keys(engine, vault=vault) > 0
        assert await renewed.reseal() == 0

        found = await renewed.of_case(case)
        assert found is not None
        assert found.name == "李阿姨"
        with pytest.raises(UnknownKey):
            await register.of_case(case)
