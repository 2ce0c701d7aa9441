"""The people of a task force on the real engine, and what they do together up to the proposed remedy."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

from domain.case import Case, Handler
from domain.events import Actor
from tests.engine.town import LiveCase, Town

DEPARTMENTS: Final = ("safety", "technical", "operations", "customer_service")
PLAN: Final[dict[str, Any]] = {
    "text": "Recall the batch, pay the medical bills, apologise.",
    "remedies": [{"kind": "compensation", "amount_fen": 300_000, "note": "medical bills"}, {"kind": "apology"}],
}


@asynccontextmanager
async def hired(town: Town) -> AsyncIterator[dict[str, Actor]]:
    """An investigator of each department, by its name, for as long as the test lasts."""
    members = {
        name: await town.staff.add(name=name, role="investigator", rung="handler", department=name)
        for name in DEPARTMENTS
    }
    yield {
        name: Actor(role=member.role, id=member.id, department=name, rung=member.rung)
        for name, member in members.items()
    }
    for member in members.values():
        await town.staff.disable(member.id)


class Together:
    """What the members do with a case; `acts` counts what people have done."""

    def __init__(self, live: LiveCase, people: Mapping[str, Actor]) -> None:
        self.live = live
        self.people = people
        self.acts = 0

    async def do(self, command: str, who: Actor, *, people: tuple[Handler, ...] = (), **fields: Any) -> None:
        """Give a command."""
        await self.live.do(command, who, people=people, **fields)
        self.acts += 1

    async def say(self, signal: str, **fields: Any) -> None:
        """Let the complainant do something."""
        await self.live.say(signal, **fields)
        self.acts += 1

    async def do_the_tasks(self, case: Case) -> None:
        """Let each member do what they have to, in the order of its opening."""
        for task in case.open_tasks:
            if task.seat:
                await self.do("complete-task", self.people[task.seat], task=task.id, result="Done; see the file.")

    async def meet(self) -> None:
        """Record a joint meeting of all."""
        minutes = "The expert's opinion was read; the batch is to be recalled."
        held_at = datetime.now(UTC).isoformat()
        attended = [each.id for each in self.people.values()]
        await self.do("record-meeting", self.people["operations"], held_at=held_at, attended=attended, minutes=minutes)

    async def speak_on_a_plan(self) -> None:
        """Draft a plan to which two agree, and one does not."""
        first, second, third, fourth = (self.people[name] for name in DEPARTMENTS)
        await self.do("draft-plan", first, **PLAN)
        await self.do("agree-plan", second, plan=1)
        await self.do("agree-plan", third, plan=1)
        await self.do("dissent-plan", fourth, plan=1, reason="Nobody has told the press yet.")
