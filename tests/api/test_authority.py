"""Lending authority over HTTP, and deciding a case by it (E3, I2)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.api.house import Colleague, House
from tests.api.work import give, opened

AHEAD = (datetime.now(tz=UTC) + timedelta(hours=2)).isoformat()
LOAN: dict[str, Any] = {"amount_fen": 20_000, "until": AHEAD, "reason": "on the road"}
REMEDY = [{"kind": "refund", "amount_fen": 20_000}]


async def lend(house: House, by: Colleague, to: Colleague, **changes: Any) -> httpx.Response:
    path = f"/api/v1/desk/staff/{to.member.id}/authority"
    return await house.http.post(path, json=LOAN | changes, headers=by.headers)


class TestLending:
    async def test_lets_a_colleague_decide_until_it_is_revoked(self, at_work: House) -> None:
        case, other = [await opened(at_work, order_number=None) for _ in range(2)]
        agent, colleague = await at_work.hire("agent"), await at_work.hire("agent")
        lead = await at_work.hire("team_lead", rung="team_lead")
        for each in (case, other):
            await give(at_work, each, agent, "propose", remedies=REMEDY)

        before = await at_work.http.post(f"{case.desk}/approve", json={}, headers=colleague.headers)
        lent = await lend(at_work, lead, colleague)
        await give(at_work, case, colleague, "approve", total_fen=20_000)
        own = f"/api/v1/desk/staff/{colleague.member.id}/authority"
        revoked = await at_work.http.delete(f"{own}/{lent.json()['id']}", headers=lead.headers)
        again = await at_work.http.delete(f"{own}/{lent.json()['id']}", headers=lead.headers)
        after = await at_work.http.post(f"{other.desk}/approve", json={}, headers=colleague.headers)
        timeline = (await at_work.http.get(f"{case.desk}/timeline", headers=lead.headers)).json()["items"]
        listed = (await at_work.http.get(own, headers=colleague.headers)).json()["items"]

        assert (before.status_code, lent.status_code, after.status_code) == (403, 201, 403)
        assert (lent.json()["good"], lent.json()["given_by"]) == (True, f"staff:{lead.member.id}")
        assert (revoked.json()["good"], again.status_code) == (False, 409)
        [approved] = [item for item in timeline if item["kind"] == "remedy_approved"]
        assert approved["data"]["authority"] == {"kind": "loan", "id": lent.json()["id"], "of": lead.member.id}
        assert [each["id"] for each in listed] == [lent.json()["id"]]

    async def test_is_refused_in_words(self, house: House) -> None:
        lead, agent = await house.hire("team_lead", rung="team_lead"), await house.hire("agent")
        past = (datetime.now(tz=UTC) - timedelta(seconds=1)).isoformat()

        refused = [
            await lend(house, lead, lead),
            await lend(house, lead, agent, amount_fen=50_001),
            await lend(house, agent, lead),
            await lend(house, lead, agent, until=past),
            await lend(house, lead, agent, amount_fen=0),
            await lend(house, lead, agent, colour="red"),
        ]

        assert [answer.status_code for answer in refused] == [403, 403, 403, 422, 422, 422]
        assert "themselves" in refused[0].json()["detail"]

    async def test_with_the_same_key_lends_once(self, house: House) -> None:
        lead, agent = await house.hire("team_lead", rung="team_lead"), await house.hire("agent")
        path = f"/api/v1/desk/staff/{agent.member.id}/authority"
        headers = {**lead.headers, "Idempotency-Key": f"lend-once-to-{agent.member.id:>8}"}

        answers = [await house.http.post(path, json=LOAN, headers=headers) for _ in range(2)]
        listed = (await house.http.get(path, headers=lead.headers)).json()["items"]

        assert answers[0].json()["id"] == answers[1].json()["id"]
        assert len(listed) == 1

    async def test_is_read_by_auditors_and_not_by_other_colleagues(self, house: House) -> None:
        agent, other = await house.hire("agent"), await house.hire("agent")
        auditor = await house.hire("auditor", department=None)
        path = f"/api/v1/desk/staff/{agent.member.id}/authority"

        answers = [await house.http.get(path, headers=who.headers) for who in (agent, auditor, other)]

        assert [answer.status_code for answer in answers] == [200, 200, 403]
        assert (await house.http.get(path)).status_code == 401

    async def test_of_somebody_else_is_not_found_by_guessing(self, house: House) -> None:
        lead = await house.hire("team_lead", rung="team_lead")

        answer = await house.http.delete("/api/v1/desk/staff/none/authority/L999999", headers=lead.headers)

        assert answer.status_code == 404
