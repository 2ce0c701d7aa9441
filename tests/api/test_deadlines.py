"""Why each milestone is due when it is due, for whoever may read the case file."""

from datetime import timedelta

from domain.investigation import Ask
from domain.kinds import WaitingOn
from tests import trial
from tests.api.house import Happening, House
from tests.api.work import answers_to_those_who_may_not

DAY = timedelta(days=1)


def asked() -> Happening:
    return Happening(Ask(of=WaitingOn.COMPLAINANT, text="Which bike?"), trial.TECHNICIAN, trial.MONDAY + DAY / 2)


class TestDeadlines:
    async def test_explain_every_due_moment_of_the_case_file(self, house: House) -> None:
        lead = await house.hire("team_lead", department="technical")
        case = await house.journaled(reading=trial.LOCK, received_at=trial.MONDAY, filed_by="clerk-1")

        answer = await house.http.get(f"{case.desk}/deadlines", headers=lead.headers)
        file = (await house.http.get(case.desk, headers=lead.headers)).json()

        body = answer.json()
        assert answer.status_code == 200
        assert body["tracking_number"] == case.number
        assert [{name: each[name] for name in file["milestones"][0]} for each in body["milestones"]] == file[
            "milestones"
        ]
        assert all(each["steps"][-1]["at"] == each["due_at"] for each in body["milestones"])
        resolved = {each["name"]: each for each in body["milestones"]}["resolved"]
        assert [(step["step"], step["text"]) for step in resolved["steps"]] == [
            ("clock_start", "the clock starts at Mon 2026-03-02 11:00"),
            ("allowance", "7 working days from then is Wed 2026-03-11 18:00"),
            ("skipped", "not worked: 2026-03-07 – 2026-03-08 (weekend)"),
            ("due", "due at Wed 2026-03-11 18:00"),
        ]
        assert resolved["steps"][1]["allowance"] == {"working_days": 7}
        assert resolved["steps"][2]["days"][0] == {"on": "2026-03-07", "reason": "weekend"}

    async def test_speak_chinese_too(self, house: House) -> None:
        lead = await house.hire("team_lead")
        case = await house.journaled(received_at=trial.MONDAY, filed_by="clerk-1")

        answer = await house.http.get(f"{case.desk}/deadlines", headers={**lead.headers, "Accept-Language": "zh-CN"})

        first = answer.json()["milestones"][0]
        assert first["title"] == "首次联系"
        assert first["steps"][0]["text"] == "自2026-03-02（周一）11:00起算"

    async def test_say_what_stands_still(self, house: House) -> None:
        agent = await house.hire("agent", department="technical")
        case = await house.journaled(asked(), reading=trial.LOCK, at=trial.MONDAY)

        answer = await house.http.get(f"{case.desk}/deadlines", headers=agent.headers)

        still = {each["name"]: each for each in answer.json()["milestones"]}["fault_confirmed"]
        assert still["paused"] is True
        assert [step["step"] for step in still["steps"]] == ["clock_start", "allowance", "stands_still", "due"]

    async def test_are_none_before_a_worker_has_seen_the_case(self, house: House) -> None:
        clerk, case = await house.hire("clerk"), await house.file()

        answer = await house.http.get(f"{case.desk}/deadlines", headers=clerk.headers)

        assert (answer.status_code, answer.json()["milestones"]) == (200, [])

    async def test_are_for_those_who_may_read_the_file(self, house: House) -> None:
        statuses = await answers_to_those_who_may_not(house, "deadlines")

        assert statuses == [401, 401, 403, 403, 404]

    async def test_are_described_with_an_example(self, house: House) -> None:
        document = (await house.http.get("/openapi.json")).json()

        operation = document["paths"]["/api/v1/desk/complaints/{tracking_number}/deadlines"]["get"]
        [example] = document["components"]["schemas"]["DeadlineView"]["examples"]
        assert operation["security"] == [{"staffToken": []}, {"staffSession": []}]
        assert {"200", "401", "403", "404", "503"} <= operation["responses"].keys()
        assert example["steps"][-1]["at"] == example["due_at"]
