"""Incidents as they are kept, and seen coming: exact windows, one open at a time, a chain that verifies (H5, I2)."""

import asyncio
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.case_incident import KnownIncident
from domain.events import Event
from domain.incident import IncidentEvent, IncidentEventKind, IncidentStage, IncidentStart, IncidentStep, fold, opened
from domain.keyring import Key, KeyRing
from domain.kinds import EventKind
from domain.pack_sections import Incident as IncidentRule
from domain.ports_incident import ANSWER, JOIN
from storage.audit import Audit
from storage.incident_members import IncidentMembers
from storage.incident_tables import incident_events, incidents
from storage.incidents import IncidentConflict, Incidents
from storage.journal import PostgresJournal
from storage.rotation import rewrap_keys
from storage.vault import Vault
from tests import trial
from tests.storage.rows import rows, tampering
from tests.storage.stories import NOON, assigned, number, received, story

RULE = IncidentRule.model_validate({"kind_count": 3, "within": "PT2H"})
_PHONES = count(13_800_000_000)


class Town:
    """Where people complain of one thing under a pack of their own."""

    def __init__(self, engine: AsyncEngine, journal: PostgresJournal, vault: Vault, *, pack: str) -> None:
        self.members = IncidentMembers(engine=engine)
        self.incidents = Incidents(engine=engine, vault=vault)
        self.pack = pack
        self._journal = journal

    async def file(
        self, at: timedelta = timedelta(), *, phone: str | None = None, kind: str = "deposit", incident: str = ""
    ) -> str:
        """Write a case down that came in so long after noon, of a new person unless told."""
        case = number()
        person = {"name": "Anybody", "phone": phone or str(next(_PHONES))}
        received_, actor, data, private = received(case, complainant=person, order_number=None)
        data |= {"pack": self.pack, "received_at": (NOON + at).isoformat()}
        classified: Any = (EventKind.CLASSIFIED, "system", {"category": "money", "kind": kind, "confidence": 90}, {})
        happenings = [(received_, actor, data, private), classified, assigned()]
        if incident:
            happenings.append((EventKind.INCIDENT_JOINED, "system", {"incident": incident, "size": 3}, {}))
        await self._journal.record(tracking_number=case, events=story(*happenings))
        return case

    async def add(self, case: str, *happenings: Any, first: int) -> list[Event]:
        """Write more of a case down."""
        events = story(*happenings, first=first)
        await self._journal.record(tracking_number=case, events=events)
        return events

    async def windows(self, now: datetime = NOON + timedelta(hours=3)) -> list[IncidentStart]:
        return list(await self.members.windows(pack=self.pack, rule=RULE, now=now))

    async def open(self, **changes: Any) -> IncidentStart:
        """Open the incident that is seen coming, or another one."""
        start = changes.get("start") or (await self.windows())[0]
        assert await self.incidents.record(start.incident, [opened(start, at=NOON)])
        return start


@pytest.fixture
def town(engine: AsyncEngine, journal: PostgresJournal, vault: Vault, request: pytest.FixtureRequest) -> Town:
    return Town(engine, journal, vault, pack=request.node.name[:60])


def start_of(town: Town, incident: str) -> IncidentStart:
    return IncidentStart(
        incident=incident,
        pack=town.pack,
        category="money",
        kind="deposit",
        department="bikes",
        since=NOON,
        size=3,
    )


def approved(town: Town, incident: str) -> list[IncidentEvent]:
    """A whole step after the opening, with words in it."""
    step = IncidentStep(incident=fold(None, [opened(start_of(town, incident), at=NOON)]), at=NOON, actor=trial.LEAD)
    step.add(IncidentEventKind.TASK_OPENED, {"id": "T1", "assignee": None, "due_at": None}, private={"title": "问财务"})
    step.add(IncidentEventKind.APPROVED, {"by": trial.LEAD.model_dump(mode="json")}, private={"note": "同意"})
    return list(step.events)


class TestWindows:
    async def test_open_at_the_exact_end_and_not_a_microsecond_later(self, town: Town) -> None:
        first, *_ = [await town.file(timedelta(hours=hours)) for hours in (0, 1)]
        assert await town.windows() == []

        await town.file(timedelta(hours=2, microseconds=1))
        assert await town.windows() == []

        await town.file(timedelta(hours=2))
        [start] = await town.windows()
        assert (start.since, start.size, start.department) == (NOON, 4, "bikes")
        assert first

    async def test_count_people(self, town: Town) -> None:
        for _ in range(4):
            await town.file(phone="13900000999")
        await town.file()
        assert await town.windows() == []

        await town.file()
        assert len(await town.windows()) == 1

    async def test_are_of_one_kind_and_of_open_cases(self, town: Town) -> None:
        declined = await town.file()
        await town.add(
            declined, (EventKind.DECLINED, "staff:1", {"contest_until": NOON.isoformat()}, {"reason": "x"}), first=4
        )
        for kind in ("deposit", "deposit", "other", "other"):
            await town.file(kind=kind)

        assert await town.windows() == []

    async def test_leave_out_who_is_in_an_incident_and_kinds_that_have_one(self, town: Town) -> None:
        for _ in range(3):
            await town.file(incident="incident-0")
        assert await town.windows() == []

        for _ in range(3):
            await town.file()
        await town.open()
        assert await town.windows() == []

    async def test_are_looked_for_a_day_back(self, town: Town) -> None:
        for _ in range(3):
            await town.file()

        assert len(await town.windows(NOON + timedelta(hours=26))) == 1
        assert await town.windows(NOON + timedelta(hours=26, minutes=1)) == []

    async def test_have_the_same_name_whoever_sees_them(self, town: Town) -> None:
        for _ in range(3):
            await town.file()

        seen = await asyncio.gather(*(town.windows() for _ in range(3)))

        assert len({start.incident for starts in seen for start in starts}) == 1


class TestMembers:
    async def test_are_gathered_page_by_page_and_not_told_twice(self, town: Town) -> None:
        cases = sorted([await town.file() for _ in range(5)])
        start = await town.open()

        pages = [await town.members.to_join(start, after=after, most=2) for after in ("", cases[1], cases[3])]
        assert [number for page in pages for number in page] == cases
        assert await town.members.size(start) == 5

        await town.members.note_called(start.incident, what=JOIN, numbers=cases[:3])
        await town.members.note_called(start.incident, what=JOIN, numbers=cases[:3])
        assert list(await town.members.to_join(start, after="", most=9)) == cases[3:]

    async def test_call_for_work_until_everybody_was_told(self, town: Town) -> None:
        cases = [await town.file() for _ in range(3)]
        start = await town.open()
        assert start.incident in await town.members.with_work()

        await town.members.note_called(start.incident, what=JOIN, numbers=cases)

        assert start.incident not in await town.members.with_work()

    async def test_are_answered_while_they_wait_and_have_not_left(self, town: Town) -> None:
        for _ in range(3):
            await town.file(phone="13900000777")
        start = start_of(town, f"incident-{town.pack}")
        await town.open(start=start)
        waiting, leaving = [await town.file(incident=start.incident) for _ in range(2)]
        await town.add(leaving, (EventKind.INCIDENT_LEFT, "staff:1", {"incident": start.incident}, {}), first=5)
        # Without its records a case cannot be answered.
        assert list(await town.members.to_answer(start.incident, after="", most=9)) == [waiting]
        assert await town.incidents.standings(start.incident) == {"left": 1, "waiting": 1}

        await town.members.note_called(start.incident, what=ANSWER, numbers=[waiting])

        assert list(await town.members.to_answer(start.incident, after="", most=9)) == []


class TestIncidents:
    async def test_are_written_once_and_read_again(self, town: Town) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))
        step = approved(town, start.incident)

        for _ in range(2):
            assert await town.incidents.record(start.incident, step)

        found = await town.incidents.find(start.incident)
        assert found is not None
        assert (found.stage, found.note, found.tasks[0].title) == (IncidentStage.ANSWERING, "同意", "问财务")
        assert [event.sequence for event in await town.incidents.events(start.incident)] == [1, 2, 3]

    async def test_refuse_a_gap(self, town: Town) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))

        with pytest.raises(IncidentConflict, match="does not follow"):
            await town.incidents.record(start.incident, approved(town, start.incident)[1:])

    async def test_are_open_one_at_a_time_for_a_kind(self, town: Town) -> None:
        one, other = start_of(town, f"incident-1{town.pack}"), start_of(town, f"incident-2{town.pack}")
        there = await asyncio.gather(
            *(town.incidents.record(start.incident, [opened(start, at=NOON)]) for start in (one, other))
        )
        assert sorted(there) == [False, True]

        winner, loser = (one, other) if there[0] else (other, one)
        step = IncidentStep(incident=fold(None, [opened(winner, at=NOON)]), at=NOON, actor=trial.LEAD)
        step.add(IncidentEventKind.CLOSED)
        await town.incidents.record(winner.incident, step.events)

        assert await town.incidents.known(winner.incident) is None
        assert await town.incidents.record(loser.incident, [opened(loser, at=NOON)])

    async def test_tell_their_size(self, town: Town) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))
        await town.file(incident=start.incident)

        known = KnownIncident(id=start.incident, pack=town.pack, size=1)
        assert await town.incidents.known(start.incident) == known
        assert await town.incidents.open_one(pack=town.pack, category="money", kind="deposit") == known
        assert await town.incidents.open_one(pack=town.pack, category="money", kind="other") is None

    async def test_are_listed_page_after_page(self, town: Town) -> None:
        for kind in ("a", "b", "c"):
            start = start_of(town, f"incident-{kind}{town.pack}").model_copy(update={"kind": kind})
            await town.open(start=start)

        first = await town.incidents.page(pack=town.pack, limit=2)
        rest = await town.incidents.page(pack=town.pack, limit=2, cursor=first.next_cursor)

        assert sorted(each.kind for each in (*first.items, *rest.items)) == ["a", "b", "c"]
        assert rest.next_cursor is None
        assert (await town.incidents.page(pack=town.pack, stage="closed")).items == []

    async def test_hold_no_words_in_the_open(self, town: Town, engine: AsyncEngine) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))
        await town.incidents.record(start.incident, approved(town, start.incident))

        kept = [
            *await rows(engine, incidents, id=start.incident),
            *await rows(engine, incident_events, incident=start.incident),
        ]

        assert "问财务" not in str(kept)
        assert "同意" not in str(kept)


class TestChain:
    async def test_verifies_and_names_what_was_altered(
        self, town: Town, vault: Vault, engine: AsyncEngine, admin: AsyncEngine
    ) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))
        await town.incidents.record(start.incident, approved(town, start.incident))
        audit = Audit(engine=engine, vault=vault)
        assert [found for found in await audit.verify() if found.tracking_number == start.incident] == []

        async with tampering(admin) as connection:
            await connection.execute(
                text("UPDATE incident_events SET actor = 'staff:9' WHERE incident = :it AND sequence = 2"),
                {"it": start.incident},
            )

        [found] = [found for found in await audit.verify() if found.tracking_number == start.incident]
        assert (found.kind, found.sequence) == ("altered", 2)

    async def test_opens_after_the_master_key_was_changed(self, engine: AsyncEngine, journal: PostgresJournal) -> None:
        old, new = Key(key_id="k1", secret=b"1" * 32), Key(key_id="k2", secret=b"2" * 32)

        def town_with(*keys: Key) -> Town:
            vault = Vault(keys=KeyRing(keys=keys), index_key=b"index" * 8)
            return Town(engine, journal, vault, pack="rotated")

        start = await town_with(old).open(start=start_of(town_with(old), "incident-rotated"))
        both = Vault(keys=KeyRing(keys=(new, old)), index_key=b"index" * 8)
        await rewrap_keys(engine, vault=both)

        assert await town_with(new).incidents.find(start.incident) is not None
