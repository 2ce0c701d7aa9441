"""People who complain of one thing, and the incident that they make."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.events import Event
from domain.incident import IncidentEvent, IncidentEventKind, IncidentStart, IncidentStep, fold, opened
from domain.kinds import EventKind
from domain.pack_sections import Incident as IncidentRule
from storage.incident_members import IncidentMembers
from storage.incidents import Incidents
from storage.journal import PostgresJournal
from storage.vault import Vault
from tests import trial
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
