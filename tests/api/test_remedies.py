"""Remedies over HTTP: changed, explained, carried out each in its own way, and told to the complainant in words."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.house import Case, House
from tests.api.work import give, opened, until
from tests.gateways.letters import Page, pdf_text
from workflows.messages import NOTICE_SIGNAL, NoticeNews

NOTE = "We should have called you back."
AHEAD = (datetime.now(tz=UTC) + timedelta(days=2)).isoformat()


async def agreed(house: House, *remedies: dict[str, Any]) -> tuple[Case, Any]:
    case, agent = await opened(house, order_number=None), await house.hire("agent")
    lead = await house.hire("team_lead", rung="team_lead")
    await give(house, case, agent, "propose", remedies=list(remedies))
    await give(house, case, lead, "approve")
    await house.http.post(f"{case.path}/decision", json={"accept": True}, headers=case.headers)
    await until(house, case, stage="remedying")
    return case, agent


class TestChanging:
    async def test_takes_the_case_back_and_answers_to_the_old_total_in_words(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")
        lead, other = [await at_work.hire("team_lead", rung="team_lead") for _ in range(2)]
        await give(at_work, case, agent, "propose", remedies=[{"kind": "refund", "amount_fen": 900}])
        await give(at_work, case, lead, "approve", total_fen=900)

        change = {"remedy": f"{case.number}-R1", "amount_fen": 700, "reason": "two days only"}
        changed = await give(at_work, case, lead, "change-remedy", **change)
        stale = await at_work.http.post(f"{case.desk}/approve", json={"total_fen": 900}, headers=other.headers)
        own = await at_work.http.post(f"{case.desk}/approve", json={"total_fen": 700}, headers=lead.headers)
        await give(at_work, case, other, "approve", total_fen=700)
        accepted = await at_work.http.post(
            f"{case.path}/decision", json={"accept": True, "total_fen": 700}, headers=case.headers
        )
        seen = await until(at_work, case, stage="resolved")

        assert (changed["stage"], changed["total_fen"]) == ("deciding", 700)
        assert (stale.status_code, own.status_code, accepted.status_code) == (409, 403, 202)
        assert stale.json()["detail"] == "The total is ¥7.00 now, not ¥9.00; look again, then decide."
        [remedy] = seen["remedies"]
        assert remedy["because"] == "put from ¥9.00 to ¥7.00 by a person"
        assert remedy["carried_out"].startswith("carried out by the payment system, ")


class TestCarryingOut:
    async def test_is_told_to_the_complainant_with_nobody_s_name(self, at_work: House) -> None:
        case, agent = await agreed(at_work, {"kind": "redo"}, {"kind": "exchange"})
        redo, exchange = (f"{case.number}-R{number}" for number in (1, 2))

        visit = {"remedy": redo, "at": AHEAD, "who": "Li", "place": "gate 3"}
        made = await at_work.http.post(f"{case.desk}/make-appointment", json=visit, headers=agent.headers)
        seen = await until(at_work, case, stage="remedying")
        await give(at_work, case, agent, "confirm-remedy", remedy=redo, how="cleaned anew")
        sent = {"remedy": exchange, "step": "sent", "how": "by post", "parcel": "SF1234567"}
        await give(at_work, case, agent, "confirm-remedy", **sent)
        again = await at_work.http.post(f"{case.desk}/confirm-remedy", json=sent, headers=agent.headers)
        await give(at_work, case, agent, "confirm-remedy", remedy=exchange, step="returned", how="at the counter")
        done = await until(at_work, case, stage="resolved")
        timeline = (await at_work.http.get(f"{case.path}/timeline", headers=case.headers)).json()["items"]

        assert seen["remedies"][0]["appointment"]["place"] == "gate 3"
        assert "redone" in {milestone["name"] for milestone in seen["milestones"]}
        assert (made.status_code, again.status_code) == (200, 409)
        assert done["remedies"][0]["carried_out"].startswith("confirmed by our staff, cleaned anew, ")
        assert (done["remedies"][0]["done_by"], done["remedies"][1]["parcel"]) == ("staff", "SF1234567")
        texts = [item["text"] for item in timeline]
        assert "exchange: the replacement was sent (by post), parcel SF1234567" in texts
        assert any(text.startswith("redo: appointment on ") and text.endswith(", gate 3") for text in texts)


class TestTwoAtOnce:
    async def test_take_one_confirmation(self, at_work: House) -> None:
        case, agent = await agreed(at_work, {"kind": "redo"}, {"kind": "exchange"})
        other = await at_work.hire("agent")
        said = {"remedy": f"{case.number}-R1", "how": "cleaned anew"}

        answers = await asyncio.gather(
            *(
                at_work.http.post(f"{case.desk}/confirm-remedy", json=said, headers=who.headers)
                for who in (agent, other)
            )
        )

        assert sorted(answer.status_code for answer in answers) == [200, 409]


class TestApology:
    async def test_is_read_as_a_letter_and_done_once_a_carrier_took_it(self, at_work: House) -> None:
        case, _ = await agreed(at_work, {"kind": "apology", "note": NOTE})
        letter = f"{case.path}/letters/apology"

        page = await at_work.http.get(letter, headers=case.headers)
        pdf = await at_work.http.get(letter, headers={**case.headers, "Accept": "application/pdf"})
        key = f"{case.number}/1/{case.number}-R1/apology_written/-/9.9/complainant"
        news = NoticeNews(request_id=key, key=key, what="apology_written", receiver="complainant", by="email")
        await at_work.parts.client.get_workflow_handle(case.number).signal(NOTICE_SIGNAL, news)
        done = await until(at_work, case, stage="resolved")

        assert NOTE in Page(page.text).words
        assert NOTE.replace(" ", "") in pdf_text(pdf.content)
        assert done["remedies"][0]["carried_out"].startswith("by e-mail, ")

    async def test_is_404_where_none_is_due(self, house: House) -> None:
        case = await house.journaled()

        answer = await house.http.get(f"{case.path}/letters/apology", headers=case.headers)

        assert (answer.status_code, answer.json()["detail"]) == (
            404,
            "There is no letter of apology of this complaint so far.",
        )
