"""The desk: who may see what, and lists page after page."""

from datetime import timedelta
from typing import Any

import pytest

from api.inbox_views import View, ViewCount, view_count
from domain.assignment import Grade
from tests import trial
from tests.api.house import ENGLISH, Happening, House

DESK = "/api/v1/desk/complaints"


async def listed(house: House, headers: dict[str, str], **query: Any) -> list[str]:
    """Give the tracking numbers of a whole list, page after page."""
    numbers: list[str] = []
    cursor: str | None = None
    while True:
        parameters = query | ({"cursor": cursor} if cursor else {})
        answer = await house.http.get(DESK, params=parameters, headers=headers)
        assert answer.status_code == 200, answer.text
        numbers += [item["tracking_number"] for item in answer.json()["items"]]
        if (cursor := answer.json()["next"]) is None:
            return numbers


class TestWithoutToken:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", DESK),
            ("GET", f"{DESK}?limit=nonsense"),
            ("GET", f"{DESK}/nonsense"),
            ("POST", f"{DESK}/RD-0000-0000-0000/approve"),
            ("POST", f"{DESK}/RD-0000-0000-0000/no-such-command"),
            ("GET", "/api/v1/desk"),
            ("GET", "/api/v1/desk/no/such/page"),
            ("DELETE", DESK),
        ],
    )
    async def test_everything_is_401_before_it_is_looked_at(self, house: House, method: str, path: str) -> None:
        answer = await house.http.request(method, path, content=b"{ no json", headers=ENGLISH)

        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")

    @pytest.mark.parametrize("header", ["Bearer rdt_nobody", "Bearer ", "Bearer", "Basic YTpi", "Bearer é", "rdt_x"])
    async def test_a_wrong_one_is_401_too(self, house: House, header: str) -> None:
        answer = await house.http.get(DESK, headers={b"Authorization": header.encode()})

        assert answer.status_code == 401

    async def test_somebody_disabled_is_401_at_once(self, house: House) -> None:
        agent = await house.hire("agent")
        assert (await house.http.get(DESK, headers=agent.headers)).status_code == 200

        await house.staff.disable(agent.member.id)

        assert (await house.http.get(DESK, headers=agent.headers)).status_code == 401

    async def test_an_access_code_opens_no_desk(self, house: House) -> None:
        case = await house.journaled()

        assert (await house.http.get(case.desk, headers=case.headers)).status_code == 401


class TestViews:
    async def test_count_what_their_lists_show(self, house: House) -> None:
        lead = await house.hire("team_lead", department="technical")
        for _ in range(2):
            await house.journaled(reading=trial.FIRE)

        answer = await house.http.get(f"{DESK}/counts", headers=lead.headers)

        views = {item["name"]: item for item in answer.json()["items"]}
        assert list(views) == ["mine", "unassigned", "due_soon", "breached", "waiting", "red_alerts", "all"]
        assert views["red_alerts"] == {"name": "red_alerts", "title": "Red alerts", "count": 2, "more": False}
        for name, view in views.items():
            assert len(await listed(house, lead.headers, view=name)) == view["count"]

    async def test_of_others_are_not_counted(self, house: House) -> None:
        await house.journaled(reading=trial.LOCK)
        stranger = await house.hire("agent", department="nowhere")

        answer = await house.http.get(f"{DESK}/counts", headers=stranger.headers)

        assert {item["count"] for item in answer.json()["items"]} == {0}

    async def test_are_not_for_every_role(self, house: House) -> None:
        engineer = await house.hire("engineer")

        assert (await house.http.get(f"{DESK}/counts", headers=engineer.headers)).status_code == 403

    def test_say_where_they_stop_counting(self) -> None:
        assert view_count(View.ALL, 1_000, language="zh") == ViewCount(
            name=View.ALL, title="全部", count=999, more=True
        )
        assert not view_count(View.ALL, 999, language="zh").more


class TestList:
    async def test_shows_staff_their_departments_cases(self, house: House) -> None:
        front, technical = await house.journaled(), await house.journaled(reading=trial.LOCK)
        agent, auditor = await house.hire("agent"), await house.hire("auditor", department=None)

        own, everything = await listed(house, agent.headers), await listed(house, auditor.headers)

        assert front.number in own
        assert technical.number not in own
        assert {front.number, technical.number} <= set(everything)

    async def test_shows_no_other_department_on_request(self, house: House) -> None:
        agent = await house.hire("agent")

        answer = await house.http.get(DESK, params={"department": "technical"}, headers=agent.headers)

        assert answer.status_code == 403

    @pytest.mark.parametrize("role", ["engineer", "administrator"])
    async def test_is_not_for_every_role(self, house: House, role: str) -> None:
        member = await house.hire(role)

        assert (await house.http.get(DESK, headers=member.headers)).status_code == 403

    async def test_goes_through_pages_and_shows_each_case_once(self, house: House) -> None:
        manager = await house.hire("senior_management", department=None)
        cases = {(await house.journaled()).number for _ in range(7)}

        numbers = await listed(house, manager.headers, limit=3)

        assert len(numbers) == len(set(numbers))
        assert cases <= set(numbers)

    async def test_is_narrowed_down_by_filters(self, house: House) -> None:
        manager = await house.hire("senior_management", department=None)
        ordinary = await house.journaled(order_number="ORDER-PLAIN-77")
        grave = await house.journaled(
            Happening(Grade(level=3, reason="lawyers"), trial.LEAD), order_number="ORDER-GRAVE-77"
        )
        alarming = await house.journaled(reading=trial.FIRE)

        assert grave.number in (levels := await listed(house, manager.headers, level=3))
        assert ordinary.number not in levels
        assert await listed(house, manager.headers, q="order-grave-77") == [grave.number]
        assert await listed(house, manager.headers, q=ordinary.number[:9]) == [ordinary.number]
        assert alarming.number in await listed(house, manager.headers, urgency="critical", department="technical")
        assert await listed(house, manager.headers, pack="another") == []
        soon = (trial.MONDAY + timedelta(minutes=5)).isoformat()
        assert await listed(house, manager.headers, due_before=soon) == []
        assert await listed(house, manager.headers, stage="closed", breached="true", handler="9") == []

    async def test_shows_nothing_personal(self, house: House) -> None:
        manager = await house.hire("senior_management", department=None)
        await house.journaled()

        answer = await house.http.get(DESK, headers=manager.headers)

        assert answer.json()["items"][0]["stage_title"] == "being investigated"
        assert "Zhang" not in answer.text
        assert "138" not in answer.text

    @pytest.mark.parametrize(
        ("query", "path"),
        [
            ({"limit": "201"}, "limit"),
            ({"limit": "0"}, "limit"),
            ({"level": "4"}, "level"),
            ({"level": "9" * 30}, "level"),
            ({"stage": "asleep"}, "stage"),
            ({"breached": "perhaps"}, "breached"),
            ({"due_before": "soon"}, "due_before"),
            ({"due_before": "1700000000"}, "due_before"),
            ({"sort": "colour"}, "sort"),
            ({"view": "yours"}, "view"),
            ({"waiting_on": "nobody"}, "waiting_on"),
            ({"open": "ajar"}, "open"),
            ({"q": "a\x00b"}, "q"),
            ({"department": "a\x00b"}, "department"),
            ({"cursor": "nonsense"}, "cursor"),
            ({"cursor": "é"}, "cursor"),
            ({"colour": "red"}, "colour"),
        ],
    )
    async def test_is_422_when_the_query_makes_no_sense(self, house: House, query: dict[str, str], path: str) -> None:
        manager = await house.hire("senior_management", department=None)

        answer = await house.http.get(DESK, params=query, headers=manager.headers)

        assert answer.status_code == 422
        assert [error["path"] for error in answer.json()["errors"]] == [path]
