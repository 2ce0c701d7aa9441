"""Looks at personal data over HTTP: on record before anything is shown (I1, I3)."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from domain.looks import LOOKS, Look
from domain.rights import RIGHTS
from storage.looks import Looks
from tests.api.house import Colleague, House

AUDIT = "/api/v1/desk/audit"


async def looked(house: House, auditor: Colleague, **query: Any) -> list[dict[str, Any]]:
    answer = await house.http.get(AUDIT, params=query, headers=auditor.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
async def auditor(house: House) -> Colleague:
    return await house.hire("auditor", department=None)


class TestWhatShowsSomebody:
    def test_is_known_of_every_route_about_a_case(self) -> None:
        """What shows nothing personal of a case is named here, so that a new route has to be thought of."""
        bare = {"/api/v1/desk/complaints/{tracking_number}/deadlines"}
        about = ("{tracking_number}", "{matter}", "{incident}")
        shown = {
            route
            for route, right in RIGHTS.items()
            if right.roles and any(each in route[1] for each in about) and not route[1].startswith("/codec")
        }
        told = {route for route in shown if route[0] == "POST" and route[1].startswith("/api/v1/complaints/")}

        assert {path for _, path in shown - told - set(LOOKS)} == bare

    def test_is_a_route(self) -> None:
        assert set(LOOKS) - set(RIGHTS) == set()


class TestALook:
    @pytest.mark.parametrize(
        ("page", "kind"),
        [("", "file"), ("/timeline", "timeline"), ("/evidence", "evidence"), ("/notices", "notices")],
    )
    async def test_is_on_record_with_who_and_what(self, house: House, auditor: Colleague, page: str, kind: str) -> None:
        case, agent = await house.journaled(), await house.hire("agent")

        await house.http.get(f"{case.desk}{page}", headers=agent.headers)

        [look] = await looked(house, auditor, about=case.number)
        assert (look["staff"], look["role"], look["kind"]) == (agent.member.id, "agent", kind)

    async def test_is_on_record_where_staff_read_as_the_complainant_does(
        self, house: House, auditor: Colleague
    ) -> None:
        case, agent = await house.journaled(), await house.hire("agent")

        await house.http.get(f"{case.path}/letters/acknowledgement", headers=agent.headers)

        [look] = await looked(house, auditor, staff=agent.member.id)
        assert (look["kind"], look["title"], look["about"]) == ("letter", "Letter", case.number)

    async def test_of_a_party_is_nobodys_business(self, house: House, auditor: Colleague) -> None:
        case = await house.journaled()

        await house.http.get(case.path, headers=case.headers)

        assert await looked(house, auditor, about=case.number) == []

    async def test_that_was_refused_saw_nothing(self, house: House, auditor: Colleague) -> None:
        case, stranger = await house.journaled(), await house.hire("agent", department="elsewhere")

        await house.http.get(case.desk, headers=stranger.headers)

        assert await looked(house, auditor, staff=stranger.member.id) == []

    async def test_is_on_record_once_however_often_somebody_looks(self, house: House, auditor: Colleague) -> None:
        case, agent = await house.journaled(), await house.hire("agent")

        for _ in range(3):
            await house.http.get(case.desk, headers=agent.headers)

        assert len(await looked(house, auditor, about=case.number)) == 1

    async def test_at_payloads_is_on_record(self, house: House, auditor: Colleague) -> None:
        engineer = await house.hire("engineer", department=None)
        path = f"/codec/{house.parts.client.namespace}/decode"

        await house.http.post(path, json={}, headers=engineer.headers)

        [look] = await looked(house, auditor, staff=engineer.member.id)
        assert (look["kind"], look["about"]) == ("payloads", "")


class TestALookThatCannotBeWritten:
    async def test_shows_nothing(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        case, agent = await house.journaled(), await house.hire("agent")

        async def fail(self: Looks, look: Look) -> None:
            raise OperationalError("INSERT", {}, OSError())

        monkeypatch.setattr(Looks, "note", fail)
        answer = await house.http.get(case.desk, headers=agent.headers)

        assert (answer.status_code, "complainant" in answer.text) == (503, False)
        assert "Retry-After" in answer.headers


class TestTheList:
    @pytest.mark.parametrize(
        ("role", "status"), [("auditor", 200), ("senior_management", 200), ("team_lead", 403), ("engineer", 403)]
    )
    async def test_is_for_auditors_and_senior_management(self, house: House, role: str, status: int) -> None:
        reader = await house.hire(role)

        assert (await house.http.get(AUDIT, headers=reader.headers)).status_code == status

    async def test_is_read_page_by_page_the_latest_first(self, house: House, auditor: Colleague) -> None:
        agent, cases = await house.hire("agent"), [await house.journaled() for _ in range(5)]
        for case in cases:
            await house.http.get(case.desk, headers=agent.headers)

        seen, cursor = [], None
        while True:
            query: dict[str, Any] = {"staff": agent.member.id, "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await house.http.get(AUDIT, params=query, headers=auditor.headers)).json()
            seen += [item["about"] for item in page["items"]]
            if (cursor := page["next"]) is None:
                break

        assert seen == [case.number for case in reversed(cases)]

    async def test_is_narrowed_down_by_time_and_kind(self, house: House, auditor: Colleague) -> None:
        case, agent = await house.journaled(), await house.hire("agent")
        for page in ("", "/timeline"):
            await house.http.get(f"{case.desk}{page}", headers=agent.headers)
        latest, first = await looked(house, auditor, about=case.number.lower())

        before = await looked(house, auditor, about=case.number, until=latest["at"])
        since = await looked(house, auditor, about=case.number, since=latest["at"])
        kind = await looked(house, auditor, about=case.number, kind="file")

        assert (before, since, kind) == ([first], [latest], [first])

    async def test_refuses_a_cursor_that_is_none(self, house: House, auditor: Colleague) -> None:
        answer = await house.http.get(AUDIT, params={"cursor": "nonsense"}, headers=auditor.headers)

        assert answer.status_code == 422
