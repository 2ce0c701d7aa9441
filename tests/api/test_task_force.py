"""A task force over HTTP: its members of other departments read the case and speak on its plan, and do no more (D3)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.policy import SHELF
from tests import trial
from tests.api.files import add, listed
from tests.api.house import Case, Colleague, House
from tests.api.work import give, opened
from tests.domain.stages import policy_with

LINE = "gravely"
Members = tuple[Colleague, Colleague]
RULE: dict[str, Any] = {
    "when": "true",
    "meeting": "PT24H",
    "plan": "PT48H",
    "members": [
        {"department": "legal", "tasks": [{"title": {"zh": "法律意见", "en": "Legal opinion"}, "allowance": "PT24H"}]},
        {"department": "press"},
    ],
}
DEPARTMENTS: dict[str, Any] = {
    "legal": {"title": {"zh": "法务部", "en": "Legal"}},
    "press": {"title": {"zh": "公关部", "en": "Press"}},
}


@pytest.fixture
async def members(at_work: House) -> AsyncIterator[Members]:
    """A lawyer and a spokesman, the only ones of their departments."""
    departments = trial.policy().pack.model_dump(mode="json")["departments"] | DEPARTMENTS
    for shelf in (SHELF, at_work.parts.shelf):
        shelf.put(policy_with(pack=LINE, service_lines=[LINE], departments=departments, task_force=RULE))
    lawyer, spokesman = [await at_work.hire("investigator", department=name) for name in DEPARTMENTS]
    yield lawyer, spokesman
    for who in await at_work.duties.everybody():
        if who.department in DEPARTMENTS:
            await at_work.staff.disable(who.id)


async def grave_case(house: House) -> Case:
    """A case with a task force."""
    return await opened(house, service_line=LINE, order_number=None)


class TestTaskForce:
    async def test_is_read_by_its_members_and_by_nobody_else_of_their_departments(
        self, at_work: House, members: Members
    ) -> None:
        lawyer, case = members[0], await grave_case(at_work)
        colleague = await at_work.hire("investigator", department="legal")

        file = await at_work.http.get(case.desk, headers=lawyer.headers)
        evidence = await at_work.http.get(f"{case.desk}/evidence", headers=lawyer.headers)
        refused = await at_work.http.get(case.desk, headers=colleague.headers)

        assert (file.status_code, evidence.status_code, refused.status_code) == (200, 200, 403)
        assert {command["name"] for command in file.json()["commands"]} == {
            "complete-task",
            "draft-plan",
            "record-meeting",
        }

    async def test_speaks_on_one_plan_which_the_file_shows_and_the_complainant_does_not_see(
        self, at_work: House, members: Members
    ) -> None:
        (lawyer, spokesman), case = members, await grave_case(at_work)
        lead = await at_work.hire("team_lead", rung="team_lead")
        [force] = (await at_work.http.get(case.desk, headers=lead.headers)).json()["task_forces"]
        met = {"held_at": force["formed_at"], "attended": [lawyer.member.id, spokesman.member.id], "minutes": "WORDS"}

        await give(at_work, case, lawyer, "complete-task", task="T2", result="WORDS")
        await give(at_work, case, spokesman, "record-meeting", **met)
        await give(at_work, case, lawyer, "draft-plan", text="WORDS", remedies=[{"kind": "apology", "note": "WORDS"}])
        await give(at_work, case, spokesman, "dissent-plan", plan=1, reason="WORDS")
        [force] = (await at_work.http.get(case.desk, headers=lead.headers)).json()["task_forces"]
        timeline = await at_work.http.get(f"{case.path}/timeline", headers=case.headers)

        assert [(s["department_title"], s["staff"]) for s in force["seats"]] == [
            ("Legal", lawyer.member.id),
            ("Press", spokesman.member.id),
        ]
        assert force["meetings"][0]["minutes"] == "WORDS"
        assert force["plans"][0]["remedies"][0]["note"] == "WORDS"
        assert [(v["agrees"], v["reason"]) for v in force["plans"][0]["voices"]] == [(True, None), (False, "WORDS")]
        assert force["settled_at"]
        assert "A special team was formed" in timeline.text
        assert "WORDS" not in timeline.text
        assert "seats" not in timeline.text

    async def test_refuses_stale_voices_strangers_and_everything_else_in_words(
        self, at_work: House, members: Members
    ) -> None:
        (lawyer, spokesman), case = members, await grave_case(at_work)
        own = await at_work.hire("investigator")
        await give(at_work, case, lawyer, "draft-plan", text="First.")
        await give(at_work, case, lawyer, "draft-plan", text="Second.")

        answers = [
            await at_work.http.post(f"{case.desk}/{command}", json=fields, headers=who.headers)
            for command, fields, who in (
                ("agree-plan", {"plan": 1}, spokesman),
                ("agree-plan", {"plan": 2}, own),
                ("note", {"text": "hello"}, lawyer),
                ("propose", {"remedies": [{"kind": "apology"}]}, own),
                ("agree-plan", {"plan": 0}, spokesman),
            )
        ]

        assert [answer.status_code for answer in answers] == [409, 403, 403, 409, 422]
        assert "at version 2 now" in answers[0].text
        assert spokesman.member.id in answers[3].text

    async def test_has_members_replaced_by_team_leads(self, at_work: House, members: Members) -> None:
        lawyer, case = members[0], await grave_case(at_work)
        lead = await at_work.hire("team_lead", rung="team_lead")
        another = await at_work.hire("investigator", department="legal")

        seen = await give(at_work, case, lead, "replace-member", department="legal", by=another.member.id)
        gone = await at_work.http.get(case.desk, headers=lawyer.headers)
        come = await at_work.http.get(case.desk, headers=another.headers)

        assert seen["task_forces"][0]["seats"][0]["staff"] == another.member.id
        assert (gone.status_code, come.status_code) == (403, 200)

    async def test_does_not_hold_evidence_of_another_department(self, at_work: House, members: Members) -> None:
        case = await grave_case(at_work)
        lead, boss = [await at_work.hire("team_lead", department=d, rung="team_lead") for d in ("legal", "front")]
        await give(at_work, case, boss, "replace-member", department="legal", by=lead.member.id)
        await add(at_work, case)
        [piece] = await listed(at_work, case.desk, lead.headers)

        refused = await at_work.http.post(
            f"{case.desk}/evidence/{piece['id']}/hold", json={"reason": "mine"}, headers=lead.headers
        )

        assert refused.status_code == 403
        assert "another department" in refused.text
