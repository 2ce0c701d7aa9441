"""Letters over HTTP: who reads which, in which form and language, and what is said where there is none."""

import uuid
from typing import Any

from domain.complaint import LongText
from domain.investigation import Respond
from domain.policy import SHELF
from tests import trial
from tests.api.house import Case, Happening, House
from tests.api.work import give, opened
from tests.domain.reviewed import reviewed_life, reviewing_policy
from tests.gateways.letters import HOSTILE, Page, embedded_fonts, pdf_text

ANSWER = Respond(text="The meter ran on.", final=True)
PDF = {"Accept": "application/pdf"}


async def resolved(house: House, **changes: Any) -> Case:
    return await house.journaled(Happening(ANSWER, trial.AGENT), order_number=None, **changes)


async def get(house: House, case: Case, kind: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await house.http.get(f"{case.path}/letters/{kind}", headers={"X-Access-Code": case.code, **named})


class TestReadLetter:
    async def test_is_a_page_unless_something_else_is_wanted(self, house: House) -> None:
        case = await house.journaled()

        answer = await get(house, case, "acknowledgement")

        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        assert "style-src 'sha256-" in answer.headers["content-security-policy"]
        assert case.number in Page(answer.text).words

    async def test_is_a_pdf_where_that_is_wanted(self, house: House) -> None:
        case = await resolved(house)

        answer = await get(house, case, "result", Accept="application/pdf", Accept_Language="zh")

        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == f'inline; filename="{case.number}-result.pdf"'
        assert answer.content.startswith(b"%PDF-")
        assert "投诉处理结果告知函" in pdf_text(answer.content)
        assert all(embedded_fonts(answer.content).values())

    async def test_is_a_pdf_at_whatever_instant_the_complaint_was_filed(self, at_work: House) -> None:
        case = await opened(at_work, order_number=None)

        answer = await get(at_work, case, "acknowledgement", **PDF)

        assert answer.status_code == 200
        assert case.number in pdf_text(answer.content)

    async def test_is_406_in_any_other_form(self, house: House) -> None:
        case = await house.journaled()

        answer = await get(house, case, "acknowledgement", Accept="application/json", Accept_Language="en")

        assert answer.status_code == 406
        assert answer.json()["detail"] == "This comes as text/html, application/pdf only."

    async def test_is_in_the_complainants_language_unless_another_is_asked_for(self, house: House) -> None:
        case = await house.journaled()

        own = await get(house, case, "acknowledgement")
        chinese = await get(house, case, "acknowledgement", Accept_Language="zh")

        assert (own.headers["content-language"], chinese.headers["content-language"]) == ("en", "zh-CN")

    async def test_is_404_in_words_before_there_is_one(self, house: House) -> None:
        case = await house.journaled()

        answer = await get(house, case, "result", Accept_Language="en")

        assert answer.status_code == 404
        assert answer.json()["detail"] == "The complaint is not resolved, so there is no result letter yet."

    async def test_is_404_in_words_before_a_worker_has_seen_the_complaint(self, house: House) -> None:
        case = await house.file()

        answer = await get(house, case, "acknowledgement", Accept_Language="en")

        assert answer.status_code == 404
        assert answer.json()["detail"].startswith("The acknowledgement is not written yet")

    async def test_is_404_for_a_kind_that_there_is_not(self, house: House) -> None:
        answer = await get(house, await house.journaled(), "love", Accept_Language="en")

        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is no such letter; there are acknowledgement, result and apology."

    async def test_is_the_one_404_without_the_code(self, house: House) -> None:
        case = await resolved(house)

        answers = [await get(house, case._replace(code=code), "result") for code in ("", "H3VW-80KC-ZN5E")]
        nowhere = await get(house, case._replace(number="RD-7K2M-9QXD-04TB"), "result")

        assert [answer.status_code for answer in (*answers, nowhere)] == [404, 404, 404]
        assert answers[0].json() == answers[1].json() == nowhere.json()

    async def test_is_read_by_staff_by_their_rights(self, house: House) -> None:
        case = await resolved(house)
        readers = [
            await house.hire("agent"),
            await house.hire("agent", department="technical"),
            await house.hire("engineer", department=None),
            await house.hire("auditor", department=None),
        ]

        answers = [await house.http.get(f"{case.path}/letters/result", headers=reader.headers) for reader in readers]

        assert [answer.status_code for answer in answers] == [200, 403, 403, 200]

    async def test_takes_nobodys_words_for_markup(self, house: House) -> None:
        case = await opened_with(house, HOSTILE)

        page, pdf = await get(house, case, "acknowledgement"), await get(house, case, "acknowledgement", **PDF)

        assert HOSTILE.strip() in Page(page.text).words
        assert "script" not in Page(page.text).tags
        assert '#read("/etc/passwd")' in pdf_text(pdf.content)


async def opened_with(house: House, text: str) -> Case:
    return await house.journaled(description=LongText(text=text))


class TestHeldLetter:
    async def test_is_409_for_the_complainant_and_a_draft_for_staff(self, house: House) -> None:
        case = await held(house)
        agent = await house.hire("agent")

        theirs = await get(house, case, "result", Accept_Language="en")
        draft = await house.http.get(f"{case.path}/letters/result", headers=agent.headers)
        state = await house.http.get(case.path, headers=case.headers)

        assert theirs.status_code == 409
        assert theirs.json()["detail"].startswith("The result letter is being reviewed")
        assert "Draft: being reviewed, not sent yet" in Page(draft.text).words
        assert state.json()["result"] is None

    async def test_goes_out_once_somebody_else_has_released_it(self, at_work: House) -> None:
        for shelf in (SHELF, at_work.parts.shelf):
            shelf.put(reviewing_policy())
        case = await opened(at_work, service_line="reviewing_bike", order_number=None)
        agent, lead = await at_work.hire("agent"), await at_work.hire("team_lead", rung="team_lead")
        state = await give(at_work, case, agent, "respond", text="The meter ran on.", final=True)
        before = await get(at_work, case, "result")

        own = await at_work.http.post(f"{case.desk}/approve-letter", json={}, headers=agent.headers)
        released = await give(at_work, case, lead, "approve-letter")
        after = await get(at_work, case, "result", Accept_Language="en")

        assert [task["because"] for task in state["tasks"]] == ["letter_review"]
        assert {"approve-letter", "send-back-letter"}.isdisjoint(choice["name"] for choice in state["commands"])
        assert (before.status_code, own.status_code, after.status_code) == (409, 403, 200)
        assert released["tasks"][0]["done_at"] is not None
        assert "The meter ran on." in Page(after.text).words


async def held(house: House) -> Case:
    """A case whose letter is being reviewed."""
    number = house.identity.number_for(uuid.uuid4().hex)
    life = reviewed_life(number=number)
    house.parts.shelf.put(life.policy)
    await house.journal.record(tracking_number=number, events=life.events, notices=[])
    return Case(number, house.identity.code_for(number))
