"""A respondent who got hold of the complainant's code: it makes nobody the respondent, and says where it was used."""

from domain.custody import CustodyAct
from tests import trial
from tests.api.files import add, listed
from tests.api.house import ENGLISH, House
from tests.api.test_hearing import begun
from tests.api.work import until_told
from tests.domain.inquiries import TELLING


class TestTheComplainantsCode:
    async def test_answers_for_no_respondent(self, at_work: House) -> None:
        hearing, lead = await begun(at_work), await at_work.hire("team_lead", rung="team_lead")
        words = {"text": "I, the cleaner, took nothing."}

        answer = await at_work.http.post(f"{hearing.case.path}/replies", json=words, headers=hearing.case.headers)
        await until_told(at_work, hearing.case, "replied")
        finding = {**trial.FINDING, "responsible": "respondent", "evidence": []}
        against = await at_work.http.post(f"{hearing.case.desk}/record-finding", json=finding, headers=lead.headers)
        page = await at_work.http.get(hearing.case.path, headers=hearing.headers)
        theirs = await at_work.http.get(f"{hearing.case.path}/timeline", headers=hearing.headers)

        assert answer.status_code == 202
        assert (against.status_code, "may answer until" in against.json()["detail"]) == (409, True)
        assert page.json()["heard_at"] is None
        assert words["text"] not in theirs.text

    async def test_puts_evidence_in_as_the_complainant_s_with_where_it_came_from(self, at_work: House) -> None:
        hearing, auditor = await begun(at_work), await at_work.hire("auditor", department=None)

        await add(at_work, hearing.case)
        await listed(at_work, hearing.case.path, hearing.case.headers)
        chain = await at_work.http.get(f"{hearing.case.desk}/custody", headers=auditor.headers)
        [act] = chain.json()["items"]
        found = await at_work.parts.complaints.find(hearing.case.number)

        assert (act["act"], act["actor"], act["address"]) == (CustodyAct.UPLOADED, "complainant", "203.0.113.7")
        assert found is not None
        assert {party.value for party in found.inquiry.sources.values()} == {"complainant"}
        assert await listed(at_work, hearing.case.path, hearing.headers, count=0) == []

    async def test_is_sent_to_no_telephone_of_the_respondent_s(self, at_work: House) -> None:
        hearing = await begun(at_work)
        at_work.sms.sent.clear()
        form = {"tracking_number": hearing.case.number, "phone": TELLING["phone"]}

        answer = await at_work.http.post("/api/v1/access-codes", json=form, headers=ENGLISH)

        assert answer.status_code == 202
        assert [to for to, _ in at_work.sms.sent if to.endswith(TELLING["phone"][-4:])] == []
