"""Tasks over HTTP: opened for people of the register, shown at the desk, done once, kept from the complainant."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.house import Case, Colleague, House, paths
from tests.api.work import give, opened


def in_an_hour() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat()


async def refused(house: House, case: Case, who: Colleague, command: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    """Give a command that must be refused, and give status and problem."""
    answer = await house.http.post(f"{case.desk}/{command}", json=fields, headers=who.headers)
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()


class TestTask:
    async def test_stands_in_the_case_file_from_its_opening_to_its_end(self, at_work: House) -> None:
        case, lead = await opened(at_work, order_number=None), await at_work.hire("team_lead", rung="team_lead")
        agent, due_at = await at_work.hire("agent"), in_an_hour()

        new = await give(
            at_work, case, lead, "open-task", title="Look at the meter", assignee=agent.member.id, due_at=due_at
        )
        done = await give(at_work, case, agent, "complete-task", task="T1", result="It ran on.")

        [task] = new["tasks"]
        assert {name: task[name] for name in ("id", "title", "assignee", "overdue", "done_at", "because")} == {
            "id": "T1",
            "title": "Look at the meter",
            "assignee": agent.member.id,
            "overdue": False,
            "done_at": None,
            "because": "",
        }
        assert datetime.fromisoformat(task["due_at"]) == datetime.fromisoformat(due_at)
        assert done["tasks"][0]["done_at"] >= done["tasks"][0]["opened_at"]

    async def test_is_offered_to_be_completed_only_where_there_is_one(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")

        before = (await at_work.http.get(case.desk, headers=agent.headers)).json()
        after = await give(at_work, case, agent, "open-task", title="Look")

        names = [[command["name"] for command in view["commands"]] for view in (before, after)]
        assert ["complete-task" in each for each in names] == [False, True]
        assert all("open-task" in each for each in names)

    async def test_tells_the_complainant_that_there_is_one_and_nothing_of_it(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")
        await give(at_work, case, agent, "open-task", title="WORDS", assignee=agent.member.id, due_at=in_an_hour())
        await give(at_work, case, agent, "complete-task", task="T1", result="WORDS")

        page = await at_work.http.get(case.path, headers=case.headers)
        timeline = (await at_work.http.get(f"{case.path}/timeline", headers=case.headers)).json()["items"]
        desk = (await at_work.http.get(f"{case.desk}/timeline", headers=agent.headers)).text

        told = [(item["text"], item["data"]) for item in timeline if item["kind"].startswith("task")]
        assert told == [("A task was opened", {}), ("A task was done", {})]
        assert "tasks" not in page.json()
        assert desk.count("WORDS") >= 2


class TestBadTask:
    async def test_is_422_for_people_who_are_none_or_work_elsewhere(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")
        gone, auditor = await at_work.hire("agent"), await at_work.hire("auditor", department=None)
        elsewhere = await at_work.hire("agent", department="technical")
        await at_work.staff.disable(gone.member.id)

        answers = [
            await refused(at_work, case, agent, "open-task", title="Look", assignee=who)
            for who in (gone.member.id, "nobody", auditor.member.id, elsewhere.member.id)
        ]

        assert [status for status, _ in answers] == [422] * 4
        assert answers[1][1]["detail"] == "assignee: no active member of staff 'nobody'"

    @pytest.mark.parametrize(
        ("fields", "path"),
        [
            ({"due_at": "2026-03-02T09:30:00"}, "due_at"),
            ({"due_at": 1_772_445_600}, "due_at"),
            ({"title": "a\x00b"}, "title"),
            ({"title": ""}, "title"),
            ({"title": "x" * 201}, "title"),
            ({"what": "x"}, "what"),
        ],
    )
    async def test_is_422_with_the_field_that_is_wrong(self, at_work: House, fields: dict[str, Any], path: str) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")

        answer = await at_work.http.post(
            f"{case.desk}/open-task", json={"title": "Look", **fields}, headers=agent.headers
        )

        assert (answer.status_code, paths(answer)) == (422, [path])

    async def test_is_422_when_it_would_be_late_at_once(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")

        status, problem = await refused(
            at_work, case, agent, "open-task", title="Look", due_at="2020-03-02T09:30:00+08:00"
        )

        assert (status, problem["detail"]) == (422, "due_at: must lie in the future")

    async def test_is_422_when_there_is_no_such_task_and_409_when_it_is_done(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")
        await give(at_work, case, agent, "open-task", title="Look")
        await give(at_work, case, agent, "complete-task", task="T1", result="seen")

        unknown = await refused(at_work, case, agent, "complete-task", task="T2", result="seen")
        twice = await refused(at_work, case, agent, "complete-task", task="T1", result="seen again")

        assert (unknown[0], unknown[1]["detail"]) == (422, "task: this case has no task 'T2'")
        assert (twice[0], twice[1]["detail"]) == (409, "Task T1 is done already.")

    async def test_is_403_for_somebody_else_and_for_roles_that_do_not_handle_cases(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")
        other, clerk = await at_work.hire("agent"), await at_work.hire("clerk")
        await give(at_work, case, agent, "open-task", title="Look", assignee=agent.member.id)

        answers = [
            await refused(at_work, case, who, "complete-task", task="T1", result="seen") for who in (other, clerk)
        ]

        assert [status for status, _ in answers] == [403, 403]


class TestAtOnce:
    async def test_of_two_who_complete_a_task_one_is_refused(self, at_work: House) -> None:
        case, colleagues = await opened(at_work, order_number=None), [await at_work.hire("agent") for _ in range(2)]
        await give(at_work, case, colleagues[0], "open-task", title="Look")

        answers = await asyncio.gather(
            *(
                at_work.http.post(
                    f"{case.desk}/complete-task", json={"task": "T1", "result": "seen"}, headers=who.headers
                )
                for who in colleagues
            )
        )

        assert sorted(answer.status_code for answer in answers) == [200, 409]
