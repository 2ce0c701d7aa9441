"""Many people whose deposits do not come back, the watch that finds them, and the staff who look into it once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple, TypeVar

from activities.incident_watch import IncidentWatch
from domain.events import Event
from tests.api.house import ENGLISH, Case, Colleague, House
from tests.gateways.neighbours_process import NeighboursProcess
from workflows.incident_calls import TemporalIncidents

INCIDENTS: Final = "/api/v1/desk/incidents"
PACK: Final = "shared-mobility"
AT_ONCE: Final = 6
LOOK_EVERY: Final = 0.5
LOOK_AGAIN: Final = 0.1
PATIENCE: Final = 120.0

DEPOSITS: Final = (9_900, 19_900, 29_900)
NOTHING_PAID, A_CAR_S, PLAIN_WAYS = 13, 19, ("web", "app", "wechat")
WORDS: Final = (
    "申请退押金半个月了，押金一直不退。",
    "交的押金说好三天到账，到现在还没退。",
    "退押金点了好几次，押金不退也没人说原因。",
    "My deposit has not come back for three weeks.",
    "不骑了，想退押金，页面一直显示处理中。",
)

Item = TypeVar("Item")
Result = TypeVar("Result")


async def for_all(items: Iterable[Item], do: Callable[[Item], Awaitable[Result]]) -> list[Result]:
    """Do it for each, some at a time; give what came of each, in their order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Item) -> Result:
        async with gate:
            return await do(item)

    return list(await asyncio.gather(*map(one, items)))


@asynccontextmanager
async def watching(city: House) -> AsyncIterator[IncidentWatch]:
    """Look for incidents again and again, as every worker does."""
    door = TemporalIncidents(client=city.parts.client)
    watch = IncidentWatch(finder=city.members, door=door, shelf=city.parts.shelf)

    async def look() -> None:
        while True:
            await watch.look()
            await asyncio.sleep(LOOK_EVERY)

    looking = asyncio.create_task(look())
    try:
        yield watch
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


class Staff(NamedTuple):
    """Who works on it; all but the technician are of billing, whose the deposits are."""

    clerk: Colleague
    investigator: Colleague
    technician: Colleague
    lead: Colleague
    head: Colleague


async def hired(city: House) -> Staff:
    """Hire them."""
    return Staff(
        clerk=await city.hire("clerk", department="customer_service"),
        investigator=await city.hire("investigator", department="billing"),
        technician=await city.hire("investigator", department="technical"),
        lead=await city.hire("team_lead", department="billing", rung="team_lead"),
        head=await city.hire("department_head", department="billing", rung="department_head"),
    )


class Crowd:
    """The people, each by a place in the order in which they filed."""

    def __init__(self, city: House, neighbours: NeighboursProcess, staff: Staff, watch: IncidentWatch) -> None:
        self.city = city
        self.neighbours = neighbours
        self.staff = staff
        self.watch = watch
        self.cases: list[Case] = []
        self.incident = ""

    async def file(self, count: int) -> list[Case]:
        """Let so many more people file, each about a deposit of their own; give their cases, once all are looked into.

        Who files next waits until there is room: a worker and the API share this process, and none may keep the other
        waiting for longer than their patience.
        """

        async def file(place: int) -> Case:
            case = await self.file_one(place)
            await until(lambda: self.see(case), lambda seen: seen["stage"] != "received", what=case.number)
            return case

        first = len(self.cases)
        filed = await for_all(range(first, first + count), file)
        self.cases += filed
        return filed

    async def file_one(self, place: int) -> Case:
        """File a complaint, by the web or an app, or on the telephone by a clerk."""
        who = {"name": f"用户{place:03d}", "phone": f"1391000{place:04d}"}
        words = f"{WORDS[place % len(WORDS)]}（押金编号 {place:05d}）"
        case = {"service_line": line_of(place), "order_number": order_of(place), "amount_fen": 0}
        said: dict[str, Any] = {"complainant": who, "description": words, **case}
        if place % 10 == 0:
            return await self.city.file(
                **said, channel="hotline", on_behalf_of=who["name"], headers=self.staff.clerk.headers
            )
        return await self.city.file(**said, channel=PLAIN_WAYS[place % len(PLAIN_WAYS)])

    async def see(self, case: Case) -> dict[str, Any]:
        """Read a case as its complainant does."""
        answer = await self.city.http.get(case.path, headers=case.headers)
        assert answer.status_code == 200, answer.text
        seen: dict[str, Any] = answer.json()
        return seen

    async def say(self, case: Case, what: str, **fields: Any) -> None:
        """Let a complainant do something."""
        answer = await self.city.http.post(f"{case.path}/{what}", json=fields, headers=case.headers)
        assert answer.status_code == 202, answer.text

    async def until_settled_in(self, stage: str, cases: Iterable[Case]) -> list[dict[str, Any]]:
        """Wait until each is in this stage; give how their complainants see them."""

        async def wait(case: Case) -> dict[str, Any]:
            return await until(
                lambda: self.see(case), lambda seen: seen["stage"] == stage, what=f"{case.number} {stage}"
            )

        return await for_all(cases, wait)

    async def incidents(self) -> list[dict[str, Any]]:
        """List the incidents of the pack."""
        answer = await self.city.http.get(INCIDENTS, params={"pack": PACK}, headers=self.staff.lead.headers)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def view(self) -> dict[str, Any]:
        """Read the incident."""
        answer = await self.city.http.get(f"{INCIDENTS}/{self.incident}", headers=self.staff.lead.headers)
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def until_members_are(self, **standings: int) -> dict[str, Any]:
        """Wait until so many members stand so."""

        def are_there(view: dict[str, Any]) -> bool:
            return members_of(view) == standings

        return await until(self.view, are_there, what=f"members {standings}")

    async def give(self, name: str, who: Colleague, *, status: int = 200, **fields: Any) -> dict[str, Any]:
        """Give a command on the incident."""
        path = f"{INCIDENTS}/{self.incident}/{name}"
        answer = await self.city.http.post(path, json=fields, headers={**who.headers, **ENGLISH})
        assert answer.status_code == status, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def events(self, cases: Iterable[Case]) -> list[list[Event]]:
        """Read the whole timelines."""

        async def read(case: Case) -> list[Event]:
            return list(await self.city.parts.timeline.page(case.number, limit=1_000))

        return await for_all(cases, read)

    def paid(self) -> list[tuple[str, int]]:
        """Give each time that money moved: for which case and how much, in the order of the numbers."""
        items = self.neighbours.client.get("/payments").raise_for_status().json()["items"]
        return sorted((item["key"].rpartition("-R")[0], item["amount_fen"]) for item in items)


async def until(
    read: Callable[[], Awaitable[dict[str, Any]]], holds: Callable[[dict[str, Any]], bool], *, what: str
) -> dict[str, Any]:
    """Read until it holds."""
    for _ in range(int(PATIENCE / LOOK_AGAIN)):
        seen = await read()
        if holds(seen):
            return seen
        await asyncio.sleep(LOOK_AGAIN)
    raise AssertionError(f"no {what} within {PATIENCE} s but {seen}")


def members_of(view: dict[str, Any]) -> dict[str, int]:
    """Give how many members of an incident stand how."""
    return {each["standing"]: each["count"] for each in view["members"]}


def deposit_of(place: int) -> int:
    """Give what somebody has paid, in fen, by the records; nothing where they know of nothing."""
    if place == NOTHING_PAID:
        return 0
    return 100_000 if place == A_CAR_S else DEPOSITS[place % len(DEPOSITS)]


def order_of(place: int) -> str:
    """Give the number under which the records have somebody's deposit."""
    if place == NOTHING_PAID:
        return "NOBODY-PAID-THIS"
    name = "CAR-DEPOSIT-1" if place == A_CAR_S else f"BIKE-DEPOSIT-{place % len(DEPOSITS) + 1}"
    return f"{name}-{place:04d}"


def line_of(place: int) -> str:
    """Give the service line of somebody's deposit."""
    return "car" if place == A_CAR_S else "bike"
