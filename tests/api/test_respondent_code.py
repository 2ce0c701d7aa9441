"""A respondent who lost the code gets another over HTTP, and in a new cycle reads that they are heard anew (D6)."""

from tests.api.house import House
from tests.api.test_hearing import begun, said, timeline
from tests.api.work import give, until_told


class TestNewCode:
    async def test_opens_what_the_old_one_opened_until_when_they_could_answer_before(self, at_work: House) -> None:
        hearing = await begun(at_work)
        before = (await at_work.http.get(hearing.case.path, headers=hearing.headers)).json()

        await give(at_work, hearing.case, hearing.agent, "renew-respondent-code", phone="13900000077")
        renewed = (await timeline(at_work, hearing.case, hearing.agent))[-1]
        code = at_work.identity.respondent_code_for(hearing.case.number, renewed["sequence"])
        new = hearing._replace(code=code)
        old = await at_work.http.get(hearing.case.path, headers=hearing.headers)
        after = (await at_work.http.get(hearing.case.path, headers=new.headers)).json()
        status = await said(at_work, new, "replies", {"text": "Here I am."})
        await until_told(at_work, hearing.case, "respondent_heard")

        assert renewed["text"] == "The respondent was sent a new code"
        assert (old.status_code, status) == (404, 202)
        assert (after["respond_until"], after["allegation"]) == (before["respond_until"], before["allegation"])

    async def test_is_nothing_that_the_complainant_reads_of(self, at_work: House) -> None:
        hearing = await begun(at_work)
        await give(at_work, hearing.case, hearing.agent, "renew-respondent-code")

        told = await at_work.http.get(f"{hearing.case.path}/timeline", headers=hearing.case.headers)

        assert "respondent_code_renewed" not in told.text


class TestNewCycle:
    async def test_tells_them_that_they_are_heard_anew(self, at_work: House) -> None:
        hearing, lead = await begun(at_work), await at_work.hire("team_lead", rung="team_lead")
        await said(at_work, hearing, "replies", {"text": "I took nothing."})
        await until_told(at_work, hearing.case, "respondent_heard")
        await give(at_work, hearing.case, lead, "respond", text="We could not prove it.", final=True)
        rating = {"score": 1, "solved": False}
        await at_work.http.post(f"{hearing.case.path}/satisfaction", json=rating, headers=hearing.case.headers)
        await until_told(at_work, hearing.case, "reopened")

        page = (await at_work.http.get(hearing.case.path, headers=hearing.headers)).json()

        assert "hear you again" in page["next_step"]
        assert (page["respond_until"], page["heard_at"]) == (None, None)
