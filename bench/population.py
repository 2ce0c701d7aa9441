"""The people of a bench: complainants with their codes, staff with their tokens, all over HTTP and each deed noted."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import cycle
from typing import Any, Final, NamedTuple
from uuid import UUID

import httpx

from bench.caller import Answer, Caller
from bench.crew import Crew, Member
from bench.deeds import COMPLAINANT, SIGNS, Deed, Diary
from domain.kinds import Stage

FIRST_LOOK_AFTER: Final = 0.2
LONGEST_LOOK_AFTER: Final = 1.5
LOOK_FOR: Final = 150.0
COMPLAINTS: Final = "/api/v1/complaints"
DESK: Final = "/api/v1/desk/complaints"
GATEWAY_FAULTS: Final = ("late", "drop_answer", "delay", "nonsense", "double_callback", "refuse")


class Astray(Exception):
    """A case does not go where a story wants it."""


class Receipt(NamedTuple):
    """What somebody gets who files a complaint."""

    number: str
    code: str


class Population:
    """Everybody: what they do goes through one caller and into one diary."""

    def __init__(
        self,
        *,
        caller: Caller,
        crew: Crew,
        neighbours: str,
        seed: int = 1,
        breath: tuple[float, float] = (0.5, 2.0),
        chatter: float = 0.5,
        faults: Sequence[str] = GATEWAY_FAULTS,
    ) -> None:
        """Gather everybody.

        Args:
            caller: who speaks to the API.
            crew: the staff.
            neighbours: where the neighbours answer, for faults.
            seed: of what people leave to chance.
            breath: the seconds between one's deeds, at least and at most.
            chatter: how likely it is that somebody says something meanwhile.
            faults: what the gateway does wrong, in turn; nothing when there are none.
        """
        self.caller = caller
        self.crew = crew
        self.diary = Diary()
        self.chance = random.Random(seed)
        self.breath = breath
        self.chatter = chatter
        self._neighbours = neighbours
        self._faults = cycle(faults)

    async def file(self, complaint: Mapping[str, Any]) -> "Life":
        """File a complaint, now and then twice under the same key, which is the same complaint. Raises `Astray`."""
        key = self.key()
        first = await self._file(complaint, key=key)
        if self.chance.random() < 0.3 and await self._file(complaint, key=key) != first:
            raise Astray(f"{first.number} was filed twice under one key")
        return Life(self, first)

    async def _file(self, complaint: Mapping[str, Any], *, key: str) -> Receipt:
        answer = await self.caller.post(COMPLAINTS, complaint, headers={}, key=key)
        if answer.status != 201:
            raise Astray(f"a complaint was answered {answer.status}: {answer.body}")
        return Receipt(answer.body["tracking_number"], answer.body["access_code"])

    async def fault_by_turns(self) -> None:
        """Ask for another fault of the gateway than the last time."""
        if what := next(self._faults, None):
            await self.fault(what)

    async def fault(self, what: str, *, on: str = "payments") -> None:
        """Ask the neighbours for a fault in the next call that moves money; they may be away just now."""
        async with httpx.AsyncClient(base_url=self._neighbours, trust_env=False) as http:
            try:
                await http.post("/faults", json={"on": on, "what": what, "times": 1})
            except httpx.TransportError:
                return

    def hurry(self) -> None:
        """Let nobody dawdle or chat any more."""
        self.breath, self.chatter = (0.0, 0.1), 0.0

    def key(self) -> str:
        """Make an idempotency key."""
        return str(UUID(int=self.chance.getrandbits(128)))


class Life:
    """One case, from both sides of the counter."""

    def __init__(self, population: Population, receipt: Receipt) -> None:
        self.number = receipt.number
        self.code = receipt.code
        self.population = population
        self._deciders: dict[int, set[str]] = {}
        self._authors: dict[int, set[str]] = {}
        self._seen: dict[str, Any] | None = None

    async def do(self, command: str, member: Member, **fields: Any) -> Answer:
        """Give a command as a member of staff."""
        path = f"{DESK}/{self.number}/{command}"
        answer = await self._note(command, path, fields, headers=member.headers, actor=member.signature)
        self._seen = answer.body if answer.is_success else None
        return answer

    async def say(self, what: str, **fields: Any) -> Answer:
        """Do something as the complainant; `acceptance` and `refusal` are the two decisions."""
        if is_decision := what in {"acceptance", "refusal"}:
            fields["accept"] = what == "acceptance"
        path = f"{COMPLAINTS}/{self.number}/{'decision' if is_decision else what}"
        self._seen = None
        return await self._note(what, path, fields, headers=self.headers, actor=COMPLAINANT)

    async def _note(
        self, what: str, path: str, fields: Mapping[str, Any], *, headers: Mapping[str, str], actor: str
    ) -> Answer:
        tagged = SIGNS[what].tagged
        tag = self.population.diary.tag() if tagged else None
        body = _with_tag(fields, tagged, tag) if tagged and tag else fields
        answer = await self.population.caller.post(path, body, headers=headers, key=self.population.key())
        self.population.diary.deeds.append(
            Deed(number=self.number, what=what, actor=actor, tag=tag, status=answer.status, tries=answer.tries)
        )
        return answer

    async def handle(self, command: str, **fields: Any) -> Answer:
        """Let somebody find, propose, answer or write down who may."""
        view = self._seen or await self.look()
        able = self.population.crew.who_may_handle(
            department=view["department"], level=view["level"], without=self._deciders_before(view)
        )
        self._took_part(self._deciders, view, able[0])
        self._took_part(self._authors, view, able[0])
        return await self.do(command, able[0], **fields)

    async def approve(self, command: str = "approve") -> Answer:
        """Let somebody decide on the remedies who may: nobody who proposed them, or decided in the last cycle."""
        return await self.lead(command)

    async def lead(self, command: str, **fields: Any) -> Answer:
        """Let somebody of the upper rungs give a command."""
        view = self._seen or await self.look()
        others = self._deciders_before(view) | self._authors.get(view["cycle"], set())
        able = self.population.crew.who_may_lead(department=view["department"], without=others)
        self._took_part(self._deciders, view, able[0])
        return await self.do(command, able[0], **fields)

    def _deciders_before(self, view: Mapping[str, Any]) -> set[str]:
        return self._deciders.get(view["cycle"] - 1, set())

    @staticmethod
    def _took_part(roll: dict[int, set[str]], view: Mapping[str, Any], member: Member) -> None:
        roll.setdefault(view["cycle"], set()).add(member.id)

    async def look(self) -> dict[str, Any]:
        """Read the whole case, once a worker has seen it. Raises `Astray`."""
        async for view in self.looks():
            if view["department"]:
                return view
        raise Astray(f"{self.number} was never registered")

    async def looks(self) -> AsyncIterator[dict[str, Any]]:
        """Read the case again and again for a good two minutes, ever more rarely."""
        began, pause = time.monotonic(), FIRST_LOOK_AFTER
        while time.monotonic() - began < LOOK_FOR:
            self._seen = await self._look()
            yield self._seen
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_LOOK_AFTER)

    async def _look(self) -> dict[str, Any]:
        reader = self.population.crew.any_of("auditor")
        view: dict[str, Any] = await self.population.caller.get(f"{DESK}/{self.number}", headers=reader.headers)
        return view

    async def timeline(self) -> list[dict[str, Any]]:
        """Read everything that happened."""
        reader = self.population.crew.any_of("auditor")
        items: list[dict[str, Any]] = []
        cursor: str | None = "0"
        while cursor is not None:
            path = f"{DESK}/{self.number}/timeline"
            page = await self.population.caller.get(path, headers=reader.headers, cursor=cursor)
            items += page["items"]
            cursor = page["next"]
        return items

    async def reach(self, stage: Stage, *, cycle: int = 1) -> dict[str, Any]:
        """Wait until the case stands in a stage. Raises `Astray`."""
        async for view in self.looks():
            if view["stage"] == stage and view["cycle"] >= cycle and view["department"]:
                return view
            if view["archived_at"]:
                break
        raise Astray(f"{self.number} stands at {view['stage']} in cycle {view['cycle']}, not at {stage}")

    async def leave(self, stage: Stage) -> None:
        """Wait until the case stands in that stage no more. Raises `Astray`."""
        async for view in self.looks():
            if view["stage"] != stage or view["archived_at"]:
                return
        raise Astray(f"{self.number} does not leave {stage}")

    async def breathe(self) -> None:
        """Let some time pass; now and then one of the two says something meanwhile."""
        await asyncio.sleep(self.population.chance.uniform(*self.population.breath))
        if self.population.chance.random() >= self.population.chatter:
            return
        if self.population.chance.random() < 0.5:
            await self.say("replies", text="Is there any news?")
        else:
            await self.handle("note", text="asked the workshop again")

    @property
    def headers(self) -> dict[str, str]:
        """Give what opens the case to its complainant."""
        return {"X-Access-Code": self.code, "Accept-Language": "en"}


def _with_tag(fields: Mapping[str, Any], tagged: str, tag: str) -> dict[str, Any]:
    if "remedies" in fields:
        first, *others = fields["remedies"]
        return {**fields, "remedies": [{**first, tagged: tag}, *others]}
    return {**fields, tagged: f"{fields.get(tagged, '')} {tag}".strip()}
