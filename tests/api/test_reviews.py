"""Reviews over HTTP: opened by a return, shown at the desk in both languages, kept from the complainant (F6)."""

from typing import Any

from domain.policy import SHELF
from tests.api.house import House
from tests.api.work import give, opened, until
from tests.domain.stages import policy_with

LINE = "looked_back_at"
SAID: dict[str, Any] = {
    "review": "V1",
    "cause": "poor_communication",
    "department": "front",
    "what": "WORDS",
    "improvement": "WORDS",
}


class TestReview:
    async def test_is_opened_by_a_return_and_recorded_by_somebody_else(self, at_work: House) -> None:
        for shelf in (SHELF, at_work.parts.shelf):
            shelf.put(policy_with(pack=LINE, service_lines=[LINE], case_reviews={"owner": "team_lead"}))
        case = await opened(at_work, service_line=LINE, order_number=None)
        agent, lead = await at_work.hire("agent"), await at_work.hire("team_lead", rung="team_lead")
        await give(at_work, case, agent, "respond", text="That is how it is.", final=True)
        await at_work.http.post(f"{case.path}/satisfaction", json={"score": 1, "solved": False}, headers=case.headers)
        await until(at_work, case, cycle=2)

        before = (await at_work.http.get(case.desk, headers=lead.headers)).json()
        refused = await at_work.http.post(f"{case.desk}/record-review", json=SAID, headers=agent.headers)
        await give(at_work, case, lead, "record-review", **SAID)
        file = (await at_work.http.get(case.desk, headers={**lead.headers, "Accept-Language": "zh"})).json()
        theirs = await at_work.http.get(f"{case.path}/timeline", headers=case.headers)

        [review] = before["reviews"]
        assert (review["why_title"], review["cause"]) == ("the complainant was dissatisfied", None)
        assert "record-review" in {command["name"] for command in before["commands"]}
        assert refused.status_code == 403
        [review] = file["reviews"]
        assert (review["why_title"], review["cause_title"]) == ("投诉人不满意", "沟通不到位")
        assert (review["department_title"], review["what"]) == ("前台", "WORDS")
        assert "review" not in theirs.text
        assert "WORDS" not in theirs.text
