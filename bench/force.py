"""`redress bench force`: what a level-3 investigation with a task force of four costs in the case's own workflow.

Over HTTP on a stack of its own, by the shipped pack: a fire with a red alert, a reply, the tasks of four departments, a
joint meeting, a finding, and a plan with one dissent, up to the proposed remedy. Events are counted in the real
history; `acts` is what people did.
"""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bench.caller import Caller
from bench.costs import costs_of
from bench.crew import Crew, Member, Post, hire
from bench.population import COMPLAINTS, DESK, Astray
from bench.report import report
from bench.sample import events_of
from bench.starts import connect_to
from domain.kinds import Stage
from local.stack import Stack

MEMBERS: Final = ("safety", "technical", "operations", "customer_service")
FIXED, AN_ACT = 70, 16
LOOKS: Final = 300
COMPLAINT: Final[Mapping[str, Any]] = {
    "service_line": "bike",
    "channel": "web",
    "description": "The e-bike's battery caught fire, and my leg was burnt.",
    "complainant": {"name": "王芳", "phone": "+8613800138000"},
}
FINDING: Final[Mapping[str, Any]] = {
    "facts": "The battery's casing was cracked before the ride.",
    "cause": "device_fault",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 90,
}
PLAN: Final[Mapping[str, Any]] = {
    "text": "Recall the batch; pay the medical bills; apologise.",
    "remedies": [{"kind": "compensation", "amount_fen": 300_000, "note": "medical bills"}],
}


class Fire:
    """One case, and what people do with it; `acts` counts that."""

    def __init__(self, *, caller: Caller, crew: Crew, number: str, code: str) -> None:
        self.number = number
        self.acts = 0
        self._caller = caller
        self._crew = crew
        self._code = code

    async def play(self) -> None:
        """See it through to the proposed remedy. Raises `Astray`."""
        view = await self._until(Stage.INVESTIGATING)
        members = {seat["department"]: self._member(seat["staff"]) for seat in view["task_forces"][-1]["seats"]}
        first, *others, last = members.values()
        await self._do(self._crew.any_of("senior_management"), "acknowledge-alert", note="On my way.")
        await self._do(first, "respond", text="We are with you at once.", final=False)
        await self._reply("My leg is being treated.")
        for task in view["tasks"]:
            if task["assignee"]:
                await self._do(self._member(task["assignee"]), "complete-task", task=task["id"], result="Done.")
        held_at, attended = datetime.now(UTC).isoformat(), [each.id for each in members.values()]
        await self._do(first, "record-meeting", held_at=held_at, attended=attended, minutes="The batch is recalled.")
        await self._do(first, "record-finding", **FINDING)
        await self._do(first, "draft-plan", **PLAN)
        for member in others:
            await self._do(member, "agree-plan", plan=1)
        await self._do(last, "dissent-plan", plan=1, reason="Nobody has told the press yet.")
        await self._until(Stage.DECIDING)

    def _member(self, staff: str) -> Member:
        return self._crew.member(staff)

    async def _do(self, who: Member, command: str, **fields: Any) -> None:
        path = f"{DESK}/{self.number}/{command}"
        answer = await self._caller.post(path, fields, headers=who.headers, key=secrets.token_hex(16))
        if not answer.is_success:
            raise Astray(f"{self.number}: {command} was answered {answer.status}: {answer.body}")
        self.acts += 1

    async def _reply(self, text: str) -> None:
        path, headers = f"{COMPLAINTS}/{self.number}/replies", {"X-Access-Code": self._code}
        answer = await self._caller.post(path, {"text": text}, headers=headers, key=secrets.token_hex(16))
        if not answer.is_success:
            raise Astray(f"{self.number}: the reply was answered {answer.status}: {answer.body}")
        self.acts += 1

    async def _until(self, stage: Stage) -> Mapping[str, Any]:
        boss, path = self._crew.any_of("senior_management"), f"{DESK}/{self.number}"
        for _ in range(LOOKS):
            view: Mapping[str, Any] = await self._caller.get(path, headers=boss.headers)
            if view["stage"] == stage:
                return view
            await asyncio.sleep(0.1)
        raise Astray(f"{self.number} does not come to {stage}")


async def measure(*, cases: int) -> None:
    """Measure and report."""
    async with Stack() as stack, Caller(address=stack.ready.api) as caller:
        crew = await hire([*(Post("investigator", name) for name in MEMBERS), Post("senior_management")], stack=stack)
        fires = [await _file(caller, crew) for _ in range(cases)]
        for fire in fires:
            await fire.play()
        client = await connect_to(stack)
        events = [costs_of(await events_of(client, fire.number)).history_events for fire in fires]
    acts = max(fire.acts for fire in fires)
    figures = {
        "history_events": max(events),
        "acts": acts,
        "allowed": FIXED + AN_ACT * acts,
        "events_an_act": round((max(events) - FIXED) / acts, 1),
        "members": len(MEMBERS),
        "cases": cases,
    }
    report("force", figures, wanted={"history_events": f"<= {FIXED} + {AN_ACT} an act"})
    if figures["history_events"] > figures["allowed"]:
        raise SystemExit(1)


async def _file(caller: Caller, crew: Crew) -> Fire:
    answer = await caller.post(COMPLAINTS, COMPLAINT, headers={}, key=secrets.token_hex(16))
    if not answer.is_success:
        raise Astray(f"the complaint was answered {answer.status}: {answer.body}")
    return Fire(caller=caller, crew=crew, number=answer.body["tracking_number"], code=answer.body["access_code"])


def main(*, cases: int = 5) -> None:
    """Run the bench."""
    asyncio.run(measure(cases=cases))


if __name__ == "__main__":
    main()
