"""Mass incidents over HTTP: joined at filing, worked on by commands, read by those who may (H5)."""

from typing import Any, NamedTuple

import pytest
from temporalio.client import Client

from activities.incident_watch import IncidentWatch
from domain.policy import SHELF, Policy, PolicyShelf
from tests.api.house import Case, Colleague, House, new_key
from tests.api.work import PATIENCE, opened, until
from tests.domain.stages import policy_with
from workflows.incident_calls import TemporalIncidents

INCIDENTS = "/api/v1/desk/incidents"
FINDING: dict[str, Any] = {
    "facts": "The refund channel was down.",
    "cause": "system_error",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 95,
}
ANSWER: dict[str, Any] = {"text": "You get it back.", "remedies": [{"kind": "refund", "amount_fen": 1_900}]}
POLICY = policy_with(incident={"kind_count": 3, "within": "PT2H"})


class Town(NamedTuple):
    """The API, a watch over one pack, and who works there."""

    house: House
    watch: IncidentWatch
    pack: str
    investigator: Colleague
    lead: Colleague

    async def file(self, person: int, **changes: Any) -> Case:
        """File a complaint that is like the others, by somebody else."""
        usual: dict[str, Any] = {"service_line": self.pack, "order_number": None}
        who = {"name": "Li Si", "phone": f"+861390001{person:04d}", "language": "en"}
        return await opened(self.house, **(usual | {"complainant": who} | changes))

    async def opened(self) -> str:
        """File three complaints, and give the incident that they make."""
        for person in range(3):
            await self.file(person)
        await self.watch.look()
        for _ in range(int(PATIENCE / 0.05)):
            [*items] = (await self.get("", pack=self.pack))["items"]
            if items:
                return str(items[0]["id"])
        raise AssertionError("no incident was opened")

    async def get(self, incident: str, who: Colleague | None = None, **query: str) -> dict[str, Any]:
        path = f"{INCIDENTS}/{incident}" if incident else INCIDENTS
        answer = await self.house.http.get(path, params=query, headers=(who or self.lead).headers)
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def give(
        self, incident: str, name: str, who: Colleague, body: dict[str, Any], *, status: int = 200, **headers: str
    ) -> dict[str, Any]:
        """Give a command, and expect this answer."""
        named = {header.replace("_", "-"): value for header, value in headers.items()}
        answer = await self.house.http.post(
            f"{INCIDENTS}/{incident}/{name}", json=body, headers={**who.headers, **named}
        )
        assert answer.status_code == status, answer.text
        view: dict[str, Any] = answer.json()
        return view


@pytest.fixture
async def town(at_work: House, request: pytest.FixtureRequest) -> Town:
    """A pack of a test's own."""
    pack = request.node.name[:60]
    policy = Policy(
        pack=POLICY.pack.model_copy(update={"pack": pack, "service_lines": (pack,)}), calendar=POLICY.calendar
    )
    alone = PolicyShelf()
    for shelf in (SHELF, at_work.parts.shelf, alone):
        shelf.put(policy)
    client: Client = at_work.parts.client
    return Town(
        house=at_work,
        watch=watch_of(at_work, client, alone),
        pack=pack,
        investigator=await at_work.hire("investigator"),
        lead=await at_work.hire("team_lead", rung="team_lead"),
    )


def watch_of(house: House, client: Client, shelf: PolicyShelf) -> IncidentWatch:
    return IncidentWatch(finder=house.members, door=TemporalIncidents(client=client), shelf=shelf)


class TestIncidents:
    async def test_are_joined_at_filing_and_answered_together(self, town: Town) -> None:
        incident = await town.opened()
        late = await town.file(9)

        view = (await town.house.http.get(late.desk, headers=town.lead.headers)).json()
        assert (view["incident"], view["incident_standing"]) == (incident, "waiting")
        own = await town.house.http.get(late.path, headers=late.headers)
        assert own.json()["affects_many"].startswith("Many people have told us")
        assert incident not in own.text

        await town.give(incident, "record-finding", town.investigator, FINDING)
        drafted = await town.give(incident, "answer", town.investigator, ANSWER)
        assert drafted["answer"]["text"] == "You get it back."
        assert {command["name"] for command in drafted["commands"]} >= {"approve", "send-back"}
        await town.give(incident, "approve", town.lead, {})

        seen = await until(town.house, late, stage="awaiting_complainant")
        assert [remedy["amount_fen"] for remedy in seen["remedies"]] == [1_900]
        story = (await town.house.http.get(f"{late.path}/timeline", headers=late.headers)).json()["items"]
        assert "Looked into together with many like complaints" in {item["text"] for item in story}

    async def test_are_read_with_members_events_and_what_may_be_done(self, town: Town) -> None:
        incident = await town.opened()

        view = await town.get(incident)

        assert (view["stage"], view["stage_title"], view["department"]) == ("open", "being looked into", "front")
        assert view["events"][0]["kind_title"] == "The incident was found"
        assert {command["name"] for command in view["commands"]} >= {"record-finding", "close"}
        assert view["temporal_ui"].endswith(incident)
        listed = await town.house.http.get(
            "/api/v1/desk/complaints", params={"incident": incident}, headers=town.lead.headers
        )
        assert {item["incident"] for item in listed.json()["items"]} <= {incident}

    async def test_take_a_repeated_command_once(self, town: Town) -> None:
        incident, key = await town.opened(), new_key()

        views = [
            await town.give(incident, "record-finding", town.investigator, FINDING, Idempotency_Key=key)
            for _ in range(2)
        ]

        assert views[0]["sequence"] == views[1]["sequence"]

    async def test_refuse_a_command_on_a_stale_page(self, town: Town) -> None:
        incident = await town.opened()

        refused = await town.give(incident, "record-finding", town.investigator, FINDING, status=409, If_Match='"999"')

        assert "has changed since" in refused["detail"]

    async def test_say_why_not(self, town: Town) -> None:
        incident = await town.opened()
        agent, stranger = await town.house.hire("agent"), await town.house.hire("team_lead", department="technical")

        assert "finding first" in (await town.give(incident, "answer", town.lead, ANSWER, status=409))["detail"]
        await town.give(incident, "record-finding", agent, FINDING, status=403)
        await town.give(incident, "close", stranger, {"reason": "enough"}, status=403)
        await town.give(incident, "close", town.lead, {}, status=422)
        person = {**FINDING, "responsible": "respondent"}
        assert (
            "in a case of their own"
            in (await town.give(incident, "record-finding", town.lead, person, status=422))["detail"]
        )
        await town.give("incident-0000000000000000", "close", town.lead, {"reason": "enough"}, status=404)
        await town.give("nonsense", "close", town.lead, {"reason": "enough"}, status=422)

    async def test_that_are_closed_take_nothing_more(self, town: Town) -> None:
        incident = await town.opened()
        closed = await town.give(incident, "close", town.lead, {"reason": "no common cause"})
        assert closed["stage"] == "closed"

        refused = await town.give(incident, "record-finding", town.lead, FINDING, status=409)

        assert refused["detail"]
        assert [item["id"] for item in (await town.get("", pack=town.pack, stage="closed"))["items"]] == [incident]

    async def test_are_for_the_department(self, town: Town) -> None:
        incident = await town.opened()
        stranger = await town.house.hire("team_lead", department="technical")

        assert (await town.get("", stranger, pack=town.pack))["items"] == []
        answer = await town.house.http.get(f"{INCIDENTS}/{incident}", headers=stranger.headers)
        assert answer.status_code == 403
        assert (await town.house.http.get(INCIDENTS)).status_code == 401


class TestMembers:
    async def test_leave_and_join_by_hand(self, town: Town) -> None:
        incident = await town.opened()
        case = await town.file(9)

        left = await town.house.http.post(
            f"{case.desk}/leave-incident", json={"reason": "an injury"}, headers=town.lead.headers
        )
        assert (left.json()["incident"], left.json()["incident_standing"]) == (None, "left")

        unknown = await town.house.http.post(
            f"{case.desk}/join-incident", json={"incident": "incident-0"}, headers=town.lead.headers
        )
        assert unknown.status_code == 422
        joined = await town.house.http.post(
            f"{case.desk}/join-incident", json={"incident": incident}, headers=town.lead.headers
        )
        assert joined.json()["incident"] == incident
