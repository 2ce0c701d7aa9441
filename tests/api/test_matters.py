"""Matters over HTTP, on the real engine: read by those who may, worked on by commands, each done once (E4, F7)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from domain.matter_events import MatterKind, MatterStart
from domain.policy import SHELF
from tests.api.house import Case, Colleague, House, new_key
from tests.api.work import PATIENCE
from tests.domain.matter_life import start_of
from tests.domain.stages import policy_with
from tests.domain.test_recourse import SECTION
from workflows.matter_calls import TemporalMatters

RECOURSES = "/api/v1/desk/recourses"
CLAIM: dict[str, Any] = {"against": "the maker", "text": "Pay."}
POLICY = policy_with(pack="claims", service_lines=["claims"], recourse=SECTION)


class Office(NamedTuple):
    """A claim of 3,000 yuan that runs, and who works on it."""

    house: House
    case: Case
    start: MatterStart
    lead: Colleague
    head: Colleague

    async def get(self, path: str = "", who: Colleague | None = None, *, status: int = 200, **query: Any) -> Any:
        answer = await self.house.http.get(f"{RECOURSES}{path}", params=query, headers=(who or self.lead).headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def do(self, name: str, who: Colleague | None = None, *, status: int = 200, body: Any, **headers: str) -> Any:
        """Give a command on the claim, and expect this answer."""
        named = {header.replace("_", "-"): value for header, value in headers.items()}
        answer = await self.house.http.post(
            f"{RECOURSES}/{self.start.id}/{name}", json=body, headers={**(who or self.lead).headers, **named}
        )
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
async def office(at_work: House) -> Office:
    SHELF.put(POLICY)
    at_work.parts.shelf.put(POLICY)
    case = await at_work.journaled()
    now = datetime.now(UTC)
    start = start_of(
        MatterKind.RECOURSE,
        number=case.number,
        id=f"{case.number}-C1",
        pack="claims",
        opened_at=now,
        due_at=now + timedelta(days=5),
        warn_at=None,
        terms={"amount_fen": 300_000, "responsible": "third_party"},
    )
    door = TemporalMatters(client=at_work.parts.client)
    await asyncio.gather(*(door.open(start) for _ in range(3)))
    for _ in range(int(PATIENCE / 0.05)):
        if await at_work.matters.is_there(start.id):
            break
        await asyncio.sleep(0.05)
    lead = await at_work.hire("team_lead", rung="team_lead")
    return Office(at_work, case, start, lead, await at_work.hire("department_head", rung="department_head"))


class TestMatters:
    async def test_are_worked_on_until_they_are_over(self, office: Office) -> None:
        seen = await office.get(f"/{office.start.id}")
        assert (seen["state"], seen["state_title"], seen["kind_title"]) == ("open", "to be sent", "recourse claim")
        assert {each["name"] for each in seen["commands"]} == {"send-claim", "write-off", "assign"}

        claimed = await office.do("send-claim", body=CLAIM)
        assert (claimed["state"], claimed["terms"]["against"]) == ("claimed", "the maker")
        part = await office.do("record-recovery", body={"amount_fen": 100_000, "reference": "B-1"})
        assert part["terms"]["recovered_fen"] == 100_000
        ended = await office.do("write-off", office.head, body={"reason": "the maker is gone"})

        assert (ended["state"], ended["commands"], ended["due_at"]) == ("written_off", [], None)
        assert [event["kind"] for event in ended["events"]] == ["opened", "claimed", "recovered", "written_off"]
        refused = await office.do("record-dispute", status=409, body={"reason": "too late"})
        assert "is over" in refused["detail"]

    async def test_take_a_repeated_command_once(self, office: Office) -> None:
        key = new_key()

        first, second = [await office.do("send-claim", body=CLAIM, Idempotency_Key=key) for _ in range(2)]

        assert first["sequence"] == second["sequence"] == 2

    async def test_say_why_not(self, office: Office) -> None:
        agent = await office.house.hire("agent")
        stranger = await office.house.hire("team_lead", department="technical")

        await office.do("send-claim", agent, status=403, body=CLAIM)
        await office.do("send-claim", stranger, status=403, body=CLAIM)
        await office.do("send-claim", status=422, body={"against": "the maker"})
        stale = await office.do("send-claim", status=409, body=CLAIM, If_Match='"999"')
        assert "has changed since" in stale["detail"]
        early = await office.do("record-recovery", status=409, body={"amount_fen": 1, "reference": "B"})
        assert "does not fit now" in early["detail"]
        await office.get(f"/{office.start.id}", stranger, status=403)
        await office.get("/RD-0-C1", status=404)

    async def test_are_listed_for_the_department(self, office: Office) -> None:
        stranger = await office.house.hire("team_lead", department="technical")
        mine: dict[str, Any] = {"tracking_number": office.case.number}

        [item] = (await office.get(**mine, state="open", is_open=True))["items"]
        assert (item["id"], item["terms"]["amount_fen"]) == (office.start.id, 300_000)
        assert (await office.get("", stranger, **mine))["items"] == []
        assert (await office.get("", status=422, cursor="nonsense"))["title"]
        assert (await office.house.http.get(RECOURSES)).status_code == 401
