"""Every address with every role and with none, compared with the table of rights (I1)."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from api.problems import no_such_case
from domain.lending import Grant
from domain.matter_events import MatterKind
from domain.matter_registry import MATTERS
from domain.permissions import JUDGING, ROLES, check
from domain.power import PowerKind
from domain.refusals import NotAllowed
from domain.registry import STAFF_COMMANDS
from domain.rights import RIGHTS, Right
from storage.vault import Vault
from tests.api.house import ENGLISH, KEYS, Case, Colleague, House, complaint
from tests.domain.matter_life import MatterLife, start_of
from tests.storage.crowds import Town
from tests.storage.crowds import start_of as incident_of

OWN, OTHER = "front", "technical"
TERMS: Final[dict[MatterKind, dict[str, Any]]] = {
    MatterKind.RECOURSE: {"amount_fen": 300_000, "responsible": "third_party"},
    MatterKind.PENALTY: {"penalty": "points", "points": 3, "because": "rules", "cause": "rude"},
    MatterKind.PROMISE: {"source": "improvement", "by": "platform"},
}
BODIES: Final = {"/api/v1/complaints": complaint()}
OWN_SESSIONS: Final = ("POST", "/api/v1/sign-out-everywhere")
CASE_COMMANDS: Final = {f"/api/v1/desk/complaints/{{tracking_number}}/{name}" for name in STAFF_COMMANDS}


@dataclass
class Walk:
    """A case with all that there can be of it, and who walks by."""

    house: House
    case: Case
    places: dict[str, str]
    matters: dict[str, str]
    examples: dict[tuple[str, str], Any]
    own: dict[str, Colleague]
    others: dict[str, Colleague]

    def routes(self) -> Iterator[tuple[str, str]]:
        """Everything that the application answers to, by itself."""
        for found in iter_route_contexts(self.house.app.routes):
            if isinstance(found.original_route, Route) and found.path:
                for method in sorted(set(found.methods or ()) - {"HEAD"}):
                    yield method, found.path

    async def is_let_in(self, route: tuple[str, str], headers: dict[str, str]) -> bool:
        """Ask for a route as somebody, and tell whether there was more to it than a refusal."""
        method, path = route
        plural = path.split("/")[4] if "{matter}" in path else ""
        address = path.format(**self.places, matter=self.matters.get(plural, ""))
        body = BODIES.get(path, self.examples.get(route) or {"reason": "A reason."})
        if path.endswith("/live"):
            return not is_refusal(await begin(self.house.app, address, ENGLISH | headers), RIGHTS[route])
        sent: dict[str, Any] = {"files": {"file": b"x"}} if path.endswith("/evidence") else {"json": body}
        answer = await self.house.http.request(
            method, address, headers=ENGLISH | headers, **(sent if method == "POST" else {})
        )
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
        return not is_refusal(answer, RIGHTS[route])


async def begin(app: ASGIApp, path: str, headers: dict[str, str]) -> httpx.Response:
    """Ask for a stream, and leave it as soon as it begins; a refusal is read to its end."""
    begun: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    body = b""

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("nobody wakes this")

    async def send(message: Message) -> None:
        nonlocal body
        body += message.get("body", b"")
        if message["type"] == "http.response.start":
            begun.set_result(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("redress.test", 80),
    }
    asking = asyncio.ensure_future(app(scope, receive, send))
    status = await begun
    if status < 400:
        asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    return httpx.Response(status, content=body)


def is_refusal(answer: httpx.Response, right: Right) -> bool:
    if answer.status_code == 404:
        return right.by_secret or answer.json()["detail"] == no_such_case().words.en
    # Who guesses at a secret too often is not let in either.
    return answer.status_code in {401, 403} or (right.by_secret and answer.status_code == 429)


@pytest.fixture(scope="module")
async def walk(house: House, engine: AsyncEngine) -> Walk:
    case, vault = await house.journaled(), Vault(keys=KEYS, index_key=b"index" * 8)
    own = {role: await house.hire(role, department=OWN, rung=rung_of(role)) for role in ROLES}
    others = {role: await house.hire(role, department=OTHER, rung=rung_of(role)) for role in ROLES}
    matters = {}
    for kind in MATTERS:
        life = MatterLife(start_of(kind, number=case.number, id=f"{case.number}-{kind}", terms=TERMS[kind]))
        await house.matters.record(life.matter.id, tracking_number=case.number, events=life.events, told=())
        matters[MATTERS[kind].plural] = life.matter.id
    town = Town(engine, house.journal, vault, pack="trial")
    start = incident_of(town, "incident-3f9a").model_copy(update={"department": OWN})
    await town.open(start=start)
    borrower = await house.hire("agent", department=OWN)
    places = {
        "tracking_number": case.number,
        "kind": "acknowledgement",
        "evidence": "E1",
        "incident": start.incident,
        "respondent": "respondent-0123456789abcdef",
        "staff_id": borrower.member.id,
        "loan_id": await loan(house, own["team_lead"], borrower),
        "interest": "1",
        "namespace": house.parts.client.namespace,
        "token": "somebody-elses",
        "served": "nothing.css",
    }
    return Walk(house, case, places, matters, examples_of(house), own, others)


def rung_of(role: str) -> str:
    return role if role in {"team_lead", "department_head", "senior_management"} else "handler"


async def loan(house: House, giver: Colleague, taker: Colleague) -> str:
    now = datetime.now(UTC)
    grant = Grant(
        kind=PowerKind.LOAN,
        of=giver.member.id,
        to=taker.member.id,
        amount_fen=100,
        begins_at=now,
        ends_at=now + timedelta(hours=1),
        reason="An emergency",
    )
    return (await house.parts.authority.give(grant, by=giver.actor.signature, request="walk")).id


def examples_of(house: House) -> dict[tuple[str, str], Any]:
    """Give what the OpenAPI shows of each body."""
    found: dict[tuple[str, str], Any] = {}
    for path, methods in house.app.openapi()["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            found[method.upper(), path] = content.get("example")
    return found


class TestEveryRoute:
    async def test_is_in_the_table(self, walk: Walk) -> None:
        assert set(walk.routes()) ^ set(RIGHTS) == set()

    async def test_lets_in_whom_the_table_lets_in(self, walk: Walk) -> None:
        wrong = []
        for route in walk.routes():
            right = RIGHTS[route]
            for role, colleague in walk.own.items():
                if await walk.is_let_in(route, colleague.headers) != right.lets_in(role, is_own=True):
                    wrong.append((*route, role, "own department"))

        assert "\n".join(map(str, wrong)) == ""

    async def test_ends_at_the_department_where_the_table_says_so(self, walk: Walk) -> None:
        wrong = []
        for route in set(walk.routes()):
            # On a case it is the workflow that knows the department: see below.
            right = RIGHTS[route]
            for role, colleague in walk.others.items():
                if route[1] in CASE_COMMANDS or not right.lets_in(role, is_own=True):
                    continue
                if await walk.is_let_in(route, colleague.headers) != right.lets_in(role, is_own=False):
                    wrong.append((*route, role, "another department"))

        assert "\n".join(map(str, wrong)) == ""

    async def test_asks_nobody_in_particular_only_where_the_table_says_so(self, walk: Walk) -> None:
        wrong = []
        for route in walk.routes():
            right, is_filing = RIGHTS[route], route == ("POST", "/api/v1/complaints")
            if await walk.is_let_in(route, {}) != (right.is_public or is_filing):
                wrong.append((*route, "nobody"))
            if await walk.is_let_in(route, walk.case.headers) != (right.is_public or right.for_parties):
                wrong.append((*route, "its complainant"))

        assert "\n".join(map(str, wrong)) == ""


class TestEveryCommand:
    async def test_ends_at_the_department_where_the_table_says_so(self, walk: Walk) -> None:
        case, wrong = await walk.house.parts.complaints.find(walk.case.number), []
        assert case is not None
        # Who sits on a panel is told by a case that is before one.
        for name in sorted(STAFF_COMMANDS.keys() - JUDGING):
            right = RIGHTS["POST", f"/api/v1/desk/complaints/{{tracking_number}}/{name}"]
            for is_own, people in ((True, walk.own), (False, walk.others)):
                for role, colleague in people.items():
                    try:
                        check(name, case=case, actor=colleague.actor)
                        is_let_in = True
                    except NotAllowed:
                        is_let_in = False
                    if is_let_in != right.lets_in(role, is_own=is_own):
                        wrong.append((name, role, is_own))

        assert "\n".join(map(str, wrong)) == ""


class TestTheAuditor:
    @pytest.mark.parametrize("role", sorted(set(ROLES) - {"engineer", "administrator"}))
    def test_reads_whatever_anybody_reads(self, role: str) -> None:
        reading = {route for route, right in RIGHTS.items() if route[0] == "GET" and role in right.roles | right.named}

        assert {route for route in reading if not RIGHTS[route].lets_in("auditor", is_own=False)} == set()

    def test_changes_nothing(self) -> None:
        changing = {
            route for route, right in RIGHTS.items() if route[0] not in {"GET", "OPTIONS"} and "auditor" in right.roles
        }

        assert changing == {("POST", "/api/v1/desk/respondents/lookup"), OWN_SESSIONS}

    async def test_reads_what_everybody_has_declared(self, walk: Walk) -> None:
        declared = {"about": "department", "subject": OTHER}
        await walk.house.http.post("/api/v1/desk/interests", json=declared, headers=walk.own["panel_member"].headers)

        answers = [
            await walk.house.http.get("/api/v1/desk/interests", headers=walk.own[role].headers)
            for role in ("auditor", "mediator")
        ]

        declarers = [{item["staff"] for item in answer.json()["items"]} for answer in answers]
        assert walk.own["panel_member"].member.id in declarers[0] - declarers[1]


class TestTheEngineer:
    def test_sees_payloads_and_nothing_else_of_anybody(self) -> None:
        assert {route for route, right in RIGHTS.items() if "engineer" in right.roles} == {
            OWN_SESSIONS,
            ("GET", "/api/v1/me"),
            ("POST", "/codec/{namespace}/decode"),
            ("GET", "/api/v1/desk/interests"),
        }
