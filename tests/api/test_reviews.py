"""Reviews over HTTP: opened by a return, shown at the desk in both languages, kept from the complainant (F6)."""

from typing import Any

from domain.policy import SHELF
from tests.api.files import add, listed
from tests.api.house import Case, House
from tests.api.work import give, opened, until
from tests.domain.stages import policy_with

LINE = "looked_back_at"
LIST = "/api/v1/desk/reviews"
SAID: dict[str, Any] = {
    "review": "V1",
    "cause": "poor_communication",
    "department": "front",
    "what": "WORDS",
    "improvement": "WORDS",
}


async def came_back(house: House, *, line: str, **section: Any) -> Case:
    """A case whose complainant was dissatisfied, under a pack that looks back at it."""
    for shelf in (SHELF, house.parts.shelf):
        shelf.put(policy_with(pack=line, service_lines=[line], case_reviews={"owner": "team_lead"} | section))
    case, agent = await opened(house, service_line=line, order_number=None), await house.hire("agent")
    await give(house, case, agent, "respond", text="That is how it is.", final=True)
    await house.http.post(f"{case.path}/satisfaction", json={"score": 1, "solved": False}, headers=case.headers)
    await until(house, case, cycle=2)
    return case


async def waiting(house: House, headers: dict[str, str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await house.http.get(LIST, headers=headers)).json()["items"]
    return items


class TestReview:
    async def test_is_opened_by_a_return_and_recorded_by_somebody_else(self, at_work: House) -> None:
        case = await came_back(at_work, line=LINE)
        agent, lead = await at_work.hire("agent"), await at_work.hire("team_lead", rung="team_lead")

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

    async def test_is_for_the_department_that_the_pack_names(self, at_work: House) -> None:
        case = await came_back(at_work, line="looked_at_by_others", department="technical")
        lead, other = [await at_work.hire("team_lead", department=d, rung="team_lead") for d in ("front", "technical")]
        agent = await at_work.hire("agent", department="technical")

        seen = [(await at_work.http.get(case.desk, headers=who.headers)).status_code for who in (lead, other, agent)]
        lists = [case.number in (await at_work.http.get(LIST, headers=who.headers)).text for who in (lead, other)]
        refused = await at_work.http.post(f"{case.desk}/record-review", json=SAID, headers=lead.headers)
        file = (await at_work.http.get(case.desk, headers=other.headers)).json()
        given = await at_work.http.post(f"{case.desk}/record-review", json=SAID, headers=other.headers)
        afterwards = await at_work.http.get(case.desk, headers=other.headers)

        assert (seen, lists) == ([200, 200, 403], [False, True])
        assert (refused.status_code, refused.json()["detail"]) == (403, "Review V1 is for Technical to record.")
        assert [command["name"] for command in file["commands"]] == ["record-review"]
        assert (file["reviews"][0]["reviewed_by"], file["reviews"][0]["reviewed_by_title"]) == (
            "technical",
            "Technical",
        )
        assert (given.status_code, afterwards.status_code) == (200, 403)

    async def test_lets_reviewers_of_another_department_see_evidence_and_not_hold_or_hand_it_over(
        self, at_work: House
    ) -> None:
        case = await came_back(at_work, line="looked_at_with_evidence", department="technical")
        other = await at_work.hire("team_lead", department="technical", rung="team_lead")
        await add(at_work, case)
        [piece] = await listed(at_work, case.desk, other.headers)
        own = f"{case.desk}/evidence/{piece['id']}"

        refused = [
            await at_work.http.post(f"{own}/{act}", json=said, headers=other.headers)
            for act, said in (("hold", {"reason": "mine"}), ("hand-over", {"to": "complainant"}))
        ]

        assert [answer.status_code for answer in refused] == [403, 403]

    async def test_stands_on_the_list_with_its_due_time_until_it_is_recorded(self, at_work: House) -> None:
        case = await came_back(at_work, line="looked_at_in_time")
        lead = await at_work.hire("team_lead", rung="team_lead")

        [before] = [each for each in await waiting(at_work, lead.headers) if each["tracking_number"] == case.number]
        file = (await at_work.http.get(case.desk, headers=lead.headers)).json()
        await give(at_work, case, lead, "record-review", **SAID)

        assert before["review_by"] == "front"
        assert before["review_due_at"] == file["reviews"][0]["due_at"]
        assert (file["reviews"][0]["overdue"], file["reviews"][0]["left"]) == (False, False)
        assert case.number not in {each["tracking_number"] for each in await waiting(at_work, lead.headers)}

    async def test_stands_among_those_left_undone_once_the_case_is_over(self, at_work: House) -> None:
        case = await came_back(at_work, line="never_looked_at")
        lead = await at_work.hire("team_lead", rung="team_lead")
        await at_work.http.post(f"{case.path}/withdrawal", json={}, headers=case.headers)
        await until(at_work, case, stage="withdrawn")

        left = await at_work.http.get(LIST, params={"left": "true"}, headers=lead.headers)
        timeline = (await at_work.http.get(f"{case.desk}/timeline", headers=lead.headers)).json()
        theirs = await at_work.http.get(f"{case.path}/timeline", headers=case.headers)

        assert case.number in {each["tracking_number"] for each in left.json()["items"]}
        assert case.number not in {each["tracking_number"] for each in await waiting(at_work, lead.headers)}
        assert "Review V1 was left undone: the case is in the archive" in {item["text"] for item in timeline["items"]}
        assert "V1" not in theirs.text

    async def test_is_listed_for_staff_who_read_cases(self, at_work: House) -> None:
        administrator = await at_work.hire("administrator", department=None)

        answers = [await at_work.http.get(LIST), await at_work.http.get(LIST, headers=administrator.headers)]

        assert [answer.status_code for answer in answers] == [401, 403]
