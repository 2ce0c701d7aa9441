"""Bad luck, end to end: each gets a sentence that a person understands, and nothing is lost (A6, D2, D4)."""

from typing import Any

import pytest
from temporalio.client import Client

from tests.api.files import PNG, add, listed
from tests.api.house import HOOKS_SECRET, Case, Colleague, House
from tests.api.test_acts import told
from tests.api.test_repair_hooks import LOCK, news, post
from tests.api.work import give, opened, until_told
from workflows.messages import RepairNews


async def refused(house: House, case: Case, who: Colleague, command: str, **fields: Any) -> tuple[int, str]:
    answer = await house.http.post(f"{case.desk}/{command}", json=fields, headers=who.headers)
    return answer.status_code, answer.json()["detail"]


class TestMergingInARing:
    async def test_ends_in_one_case_that_has_all_the_others_and_says_why_no_more(self, at_work: House) -> None:
        ring = [await opened(at_work, order_number=None) for _ in range(3)]
        lead = await at_work.hire("team_lead", rung="team_lead")
        for case in ring:
            await add(at_work, case)
            await listed(at_work, case.path, case.headers)
        first, second, third = ring

        await give(at_work, first, lead, "merge-into", tracking_number=second.number)
        await give(at_work, second, lead, "merge-into", tracking_number=third.number)
        status, words = await refused(at_work, third, lead, "merge-into", tracking_number=first.number)

        staying = (await at_work.http.get(third.desk, headers=lead.headers)).json()
        assert (status, "settled or over" in words) == (409, True)
        assert (staying["stage"], staying["merged_from"]) == ("investigating", [second.number])
        for case in ring:
            [item] = await listed(at_work, case.desk, lead.headers)
            file = await at_work.http.get(item["links"]["download"], headers=lead.headers)
            assert file.content == PNG


class TestATaskOfSomebodyElse:
    async def test_is_refused_by_name_and_stays_theirs(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")
        other = await at_work.hire("agent")
        await give(at_work, case, agent, "open-task", title="Look", assignee=agent.member.id)

        status, words = await refused(at_work, case, other, "complete-task", task="T1", result="seen")
        done = await give(at_work, case, agent, "complete-task", task="T1", result="I was there.")

        assert status == 403
        assert words == f"Task T1 is for '{agent.member.id}'; they complete it, or a team lead and up."
        assert done["tasks"][0]["result"] == "I was there."


class TestAWorkOrderCallback:
    @pytest.mark.parametrize(
        ("secret", "late"), [("another-secret-altogether", 0), (HOOKS_SECRET, 301)], ids=["forged", "replayed late"]
    )
    async def test_that_nobody_vouches_for_is_told_so(
        self, house: House, quiet: Client, secret: str, late: int
    ) -> None:
        case = await house.file()

        answer = await post(house, news(case), secret=secret, late=late)

        assert answer.status_code == 401
        assert len(answer.json()["detail"].split()) > 3, answer.text
        assert await told(quiet, case, RepairNews) == []

    async def test_that_is_replayed_or_for_another_case_repairs_nothing_twice(self, at_work: House) -> None:
        case, other = await opened(at_work), await opened(at_work, order_number="ORDER-2")
        agent = await at_work.hire("agent")
        await give(at_work, case, agent, "order-repair", **LOCK)
        await until_told(at_work, case, "work_order_sent")

        answers = [
            await post(at_work, news(case)),
            await post(at_work, news(case)),
            await post(at_work, news(case, id="again", reference=other.number)),
        ]
        await until_told(at_work, case, "work_order_done")

        kinds = [
            [
                item["kind"]
                for item in (await at_work.http.get(f"{each.path}/timeline", headers=each.headers)).json()["items"]
            ]
            for each in (case, other)
        ]
        assert [answer.status_code for answer in answers] == [202, 202, 422]
        assert answers[2].json()["errors"][0]["path"] == "reference"
        assert [each.count("work_order_done") for each in kinds] == [1, 0]
