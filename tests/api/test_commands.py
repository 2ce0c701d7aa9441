"""Staff commands over HTTP, on a case that a worker has in hand."""

import pytest

from domain.registry import STAFF_COMMANDS
from tests.api.house import ENGLISH, House
from tests.api.work import FINDING, give, opened, until

# What the life of a complaint has commands for, and later steps build.
LATER_COMMANDS = (
    *("recuse", "vote", "give-ruling"),
    *("impose-penalty", "lift-penalty"),
)


class TestCommand:
    async def test_answers_with_the_new_state(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")

        before = await at_work.http.get(case.desk, headers=agent.headers)
        after = await at_work.http.post(f"{case.desk}/note", json={"text": "called"}, headers=agent.headers)

        assert after.status_code == 200
        assert after.json()["sequence"] == before.json()["sequence"] + 1
        assert after.headers["etag"] == f'"{after.json()["sequence"]}"'

    async def test_is_409_in_the_wrong_stage_and_says_why(self, at_work: House) -> None:
        case, lead = await opened(at_work), await at_work.hire("team_lead", rung="team_lead")

        english = await at_work.http.post(f"{case.desk}/approve", json={}, headers=lead.headers)
        chinese = await at_work.http.post(
            f"{case.desk}/approve", json={}, headers={**lead.headers, "Accept-Language": "zh"}
        )

        assert (english.status_code, chinese.status_code) == (409, 409)
        assert english.json()["detail"].endswith("'Approve the remedy' does not fit now.")
        assert chinese.json()["detail"].endswith("不能执行“批准方案”。")

    async def test_is_403_for_the_wrong_role(self, at_work: House) -> None:
        case, clerk = await opened(at_work), await at_work.hire("clerk")

        answer = await at_work.http.post(f"{case.desk}/approve", content=b"{ no json", headers=clerk.headers)

        assert answer.status_code == 403
        assert answer.json()["detail"] == "The role clerk may not give 'approve'."

    async def test_is_403_for_another_department(self, at_work: House) -> None:
        case, stranger = await opened(at_work), await at_work.hire("agent", department="technical")

        answer = await at_work.http.post(f"{case.desk}/note", json={"text": "hello"}, headers=stranger.headers)

        assert answer.status_code == 403
        assert answer.json()["detail"] == "This case belongs to front; you belong to technical."

    async def test_is_403_for_whoever_proposed_it(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        await give(at_work, case, agent, "record-finding", **FINDING)

        answer = await at_work.http.post(f"{case.desk}/approve", json={}, headers=agent.headers)

        assert answer.status_code == 403

    async def test_is_422_with_fields_that_make_no_sense(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")

        answer = await at_work.http.post(
            f"{case.desk}/record-finding", json={**FINDING, "confidence": 101, "why": 1}, headers=agent.headers
        )

        assert answer.status_code == 422
        assert [error["path"] for error in answer.json()["errors"]] == ["confidence", "why"]

    async def test_is_422_with_fields_that_do_not_fit_the_case(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")

        answer = await at_work.http.post(
            f"{case.desk}/classify", json={"category": "billing", "kind": "ghosts"}, headers=agent.headers
        )

        assert answer.status_code == 422
        assert answer.json()["detail"] == "kind: the catalogue has no billing/ghosts"

    async def test_is_422_when_it_names_evidence_that_is_none(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")

        answer = await at_work.http.post(
            f"{case.desk}/record-finding", json={**FINDING, "responsible": "respondent"}, headers=agent.headers
        )

        assert answer.status_code == 422

    @pytest.mark.parametrize("command", [*LATER_COMMANDS, "APPROVE", "archive"])
    async def test_that_is_not_built_is_404(self, house: House, command: str) -> None:
        case, manager = await house.journaled(), await house.hire("senior_management", department=None)

        answers = [
            await house.http.post(f"{case.desk}/{command}", content=body, headers=manager.headers)
            for body in (b"{}", b"{ no json")
        ]

        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].headers["content-type"] == "application/problem+json"

    async def test_is_404_on_a_case_that_does_not_exist(self, at_work: House) -> None:
        agent, number = await at_work.hire("agent"), at_work.identity.number_for("nobody filed this one")

        answer = await at_work.http.post(
            f"/api/v1/desk/complaints/{number}/note", json={"text": "hello"}, headers=agent.headers
        )

        assert answer.status_code == 404

    async def test_is_409_in_words_on_a_case_that_is_over(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        await at_work.http.post(f"{case.path}/withdrawal", json={}, headers=case.headers)
        await until(at_work, case, stage="withdrawn")

        answer = await at_work.http.post(f"{case.desk}/note", json={"text": "hello"}, headers=agent.headers)

        assert answer.status_code == 409

    async def test_assigns_people_of_the_register_only(self, at_work: House) -> None:
        case, lead = await opened(at_work), await at_work.hire("team_lead", rung="team_lead")
        agent, gone = await at_work.hire("agent"), await at_work.hire("agent")
        auditor = await at_work.hire("auditor", department=None)
        await at_work.staff.disable(gone.member.id)

        done = await give(at_work, case, lead, "assign", handler=agent.member.id)
        refused = [
            await at_work.http.post(f"{case.desk}/assign", json={"handler": who}, headers=lead.headers)
            for who in (gone.member.id, "nobody", auditor.member.id)
        ]

        assert done["handler"] == agent.member.id
        assert [answer.status_code for answer in refused] == [422, 422, 422]


class TestStalePage:
    async def test_makes_a_command_409(self, at_work: House) -> None:
        # Without an order nothing arrives by itself while the page is open.
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")
        page = await at_work.http.get(case.desk, headers=agent.headers)
        fresh = {**agent.headers, "If-Match": page.headers["etag"]}

        first = await at_work.http.post(f"{case.desk}/note", json={"text": "one"}, headers=fresh)
        second = await at_work.http.post(f"{case.desk}/note", json={"text": "two"}, headers=fresh)

        assert (first.status_code, second.status_code) == (200, 409)

    async def test_is_422_when_it_is_none(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")

        answer = await at_work.http.post(
            f"{case.desk}/note", json={"text": "one"}, headers={**agent.headers, "If-Match": "yesterday"}
        )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == "If-Match"


class TestEveryCommand:
    @pytest.mark.parametrize("command", sorted(STAFF_COMMANDS))
    async def test_has_its_route(self, house: House, command: str) -> None:
        auditor, case = await house.hire("auditor"), await house.journaled()

        answer = await house.http.post(f"{case.desk}/{command}", json={}, headers=auditor.headers)

        assert answer.status_code == 403
        assert (await house.http.get(f"{case.desk}/{command}", headers=auditor.headers)).status_code == 405
        assert (await house.http.post(f"{case.desk}/{command}", json={}, headers=ENGLISH)).status_code == 401
