"""Lives of complaints over HTTP alone, from filing to the end."""

from tests.api.house import House
from tests.api.work import FINDING, give, opened, until, until_told


class TestALife:
    async def test_goes_from_filing_to_the_end_over_http(self, at_work: House) -> None:
        case = await opened(at_work)
        agent, lead = await at_work.hire("agent"), await at_work.hire("team_lead", rung="team_lead")

        decided = await give(at_work, case, agent, "record-finding", **FINDING)
        approved = await give(at_work, case, lead, "approve", note="fine")
        await at_work.http.post(f"{case.path}/decision", json={"accept": True}, headers=case.headers)
        resolved = await until(at_work, case, stage="resolved")
        await at_work.http.post(f"{case.path}/satisfaction", json={"score": 5, "solved": True}, headers=case.headers)
        closed = await until(at_work, case, stage="closed")

        assert decided["stage"] == "deciding"
        assert approved["stage"] == "awaiting_complainant"
        assert [(remedy["status"], remedy["amount_fen"]) for remedy in resolved["remedies"]] == [("paid", 1_200)]
        assert closed["appeal_until"] is not None

    async def test_is_dissatisfaction_that_opens_the_next_cycle(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        await give(at_work, case, agent, "respond", text="That is how it is.", final=True)

        await at_work.http.post(f"{case.path}/satisfaction", json={"score": 1, "solved": False}, headers=case.headers)

        again = await until(at_work, case, stage="investigating", cycle=2)
        assert again["level"] == 2

    async def test_keeps_what_does_not_fit_and_answers_it_in_words(self, at_work: House) -> None:
        case = await opened(at_work)

        answer = await at_work.http.post(f"{case.path}/decision", json={"accept": True}, headers=case.headers)
        kept = await until_told(at_work, case, "not_applicable")

        assert answer.status_code == 202
        assert kept["data"]["what"] == "accept"
        assert kept["text"].startswith("accept is kept, but did not fit: ")
        assert kept["text"].endswith("'Accept' does not fit now.")


LETTERS = {
    "en": [
        "(Overcharge):",
        "What we found: The meter ran on.",
        "Responsible: the platform.",
        "Remedy: refund of CNY 12.00: rule overcharge_doubled",
        "overcharged ¥6.00 × 2 = ¥12.00.",
        "What will improve: new meters",
        "Please rate how it went by ",
        "After closing you can appeal for 30 days.",
    ],
    "zh": [
        "（多收费）：",
        "调查情况：The meter ran on.",
        "责任方：平台。",
        "处理方案：退款 12.00 元：规则 overcharge_doubled",
        "多收金额 6.00 元 × 2 = 12.00 元。",
        "改进措施：new meters",
        "前评价",
        "结案后 30 天内仍可申诉。",
    ],
}


class TestResultLetter:
    async def test_reaches_the_complainant_once_the_case_is_resolved(self, at_work: House) -> None:
        case = await opened(at_work)
        agent, lead = await at_work.hire("agent"), await at_work.hire("team_lead", rung="team_lead")
        await give(at_work, case, agent, "record-finding", **FINDING, improvement="new meters")
        await give(at_work, case, lead, "approve")
        before = await letter(at_work, case.path, case.headers)

        await at_work.http.post(f"{case.path}/decision", json={"accept": True}, headers=case.headers)
        await until(at_work, case, stage="resolved")

        assert before is None
        for path, headers in ((case.path, case.headers), (case.desk, agent.headers)):
            for language, expected in LETTERS.items():
                words = await letter(at_work, path, {**headers, "Accept-Language": language})

                assert words is not None
                assert case.number in words
                assert [part for part in expected if part not in words] == []


async def letter(house: House, path: str, headers: dict[str, str]) -> str | None:
    """Read the result letter of a case."""
    answer = await house.http.get(path, headers=headers)
    assert answer.status_code == 200
    result: str | None = answer.json()["result"]
    return result
