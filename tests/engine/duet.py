"""A case played twice: on the real engine, and with the same acts at the same instants on the core alone."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from domain.calendar import Calendar
from domain.case import Case
from domain.case_milestones import Milestone
from domain.events import COMPLAINANT, Actor, Event
from domain.kinds import EventKind, Stage
from domain.policy import SHELF, Policy
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with
from tests.engine.town import LiveCase, Town

_NUMBERS = count(1)
LONG = "P9000D"
TOLD = frozenset(
    {
        EventKind.WARNED,
        EventKind.BREACHED,
        EventKind.CLIMBED,
        EventKind.REMINDED,
        EventKind.PAUSED,
        EventKind.RESUMED,
        EventKind.MILESTONE_MET,
        EventKind.MILESTONE_CANCELLED,
    }
)
SAID = frozenset({"milestone", "milestones", "fraction", "due_at", "periods", "rung_index", "late"})


class Duet:
    """What is done on the engine is done on the core, at the instant that the engine put on record."""

    def __init__(self, case: LiveCase, *, town: Town, life: Life) -> None:
        self.case = case
        self._town = town
        self._life = life

    async def do(self, name: str, actor: Actor = trial.AGENT, **fields: Any) -> None:
        """Give a staff command."""
        answer = await self.case.do(name, actor, **fields)
        at = (await self.timeline())[answer.sequence - 1].at
        self._live_until(at)
        self._life.do(name, actor, **fields)

    async def say(self, name: str, kind: EventKind, actor: Actor = COMPLAINANT, **fields: Any) -> None:
        """Send what a complainant does, and wait for its event."""
        so_often = len(await self.of(kind))
        await self.case.say(name, actor, **fields)
        await self.case.until_happened(kind, times=so_often + 1)
        self._live_until((await self.of(kind))[-1].at)
        self._life.say(name, actor, **fields)

    async def resolve(self, actor: Actor = trial.AGENT) -> None:
        """Answer for good, with no remedy."""
        await self.do("respond", actor, text="No fault was found.", final=True)

    async def begin_at(self, instant: datetime) -> None:
        """Let a new cycle begin, with clocks of its own, at an instant to come."""
        await self.resolve()
        await self.pass_until(instant)
        await self.say("appeal", EventKind.REOPENED, reason="unheard")

    async def pass_until(self, instant: datetime) -> None:
        """Move the case's clock to an instant."""
        now = await self._town.env.get_current_time(self.case.handle)
        await self.case.pass_time(seconds=(instant - now).total_seconds())

    async def pass_time(self, **length: float) -> None:
        """Move the case's clock on."""
        await self.case.pass_time(**length)

    async def look(self) -> Case:
        """Check that engine and core have told the same by now; give the case."""
        await self.do("note", text="So far.")
        assert _told(await self.timeline()) == _told(self._life.events)
        return await self.case.case()

    async def milestone(self, name: str) -> Milestone:
        """Give the newest milestone of that name, as the read model has it."""
        return [m for m in (await self.case.case()).milestones if m.name == name][-1]

    async def timeline(self) -> list[Event]:
        """Give all that happened on the engine."""
        return await self._town.timeline(self.case.number)

    async def of(self, *kinds: EventKind) -> list[Event]:
        """Give the events of some kinds that happened on the engine."""
        return [event for event in await self.timeline() if event.kind in kinds]

    def _live_until(self, instant: datetime) -> None:
        self._life.pass_time(microseconds=(instant - self._life.now) // timedelta.resolution)


async def open_duet(
    town: Town, *rows: dict[str, Any], calendar: dict[str, Any] | None = None, update_limit: int = 900, **pack: Any
) -> Duet:
    """File a complaint under a pack of its own, whose windows are too long to matter."""
    name = f"duet_{next(_NUMBERS)}"
    usual = {"feedback_window": LONG, "appeal_window": LONG, "max_cycles": 9}
    own = policy_with(**(usual | {"pack": name, "service_lines": [name], "milestones": list(rows)} | pack))
    policy = Policy(pack=own.pack, calendar=Calendar.model_validate(calendar)) if calendar else own
    SHELF.put(policy)
    case = await town.open(pack=name, service_line=name, order_number=None, update_limit=update_limit)
    await case.until(Stage.INVESTIGATING)
    received = (await town.timeline(case.number))[0]
    received_at = datetime.fromisoformat(received.data["received_at"])
    life = Life(policy=policy, at=received.at, received_at=received_at, order_number=None, service_line=name)
    return Duet(case, town=town, life=life)


def _told(events: list[Event]) -> list[tuple[EventKind, dict[str, Any]]]:
    """Give what is said about deadlines, but for whom it concerns and when it was seen."""
    return [
        (event.kind, {name: value for name, value in event.data.items() if name in SAID})
        for event in events
        if event.kind in TOLD
    ]
