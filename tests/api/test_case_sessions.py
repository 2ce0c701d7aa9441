"""The cookie of one case: a code once, then a browser that needs none; never for another case, site or party (A4)."""

from http.cookies import SimpleCookie

import httpx
import pytest

from tests.api.house import ENGLISH, Case, House
from tests.api.test_hearing import begun
from tests.api.work import give, until_told

OURS = {"Sec-Fetch-Site": "same-origin"}
THEIRS = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}


async def entered(house: House, case: Case, **headers: str) -> httpx.Response:
    """Enter the code on the page."""
    answer = await house.http.post(f"{case.path}/session", headers=case.headers | headers)
    # A browser would keep it for its own address alone; here each test shows it where it likes.
    house.http.cookies.clear()
    return answer


def cookie(answer: httpx.Response) -> dict[str, str]:
    """Give the header by which a browser shows a cookie again."""
    name, value = answer.headers.get_list("set-cookie")[0].partition(";")[0].split("=", 1)
    return ENGLISH | {"Cookie": f"{name}={value}"}


class TestCookie:
    async def test_opens_what_the_code_opens(self, house: House) -> None:
        case = await house.journaled()
        shown = cookie(await entered(house, case))

        page, timeline = [await house.http.get(f"{case.path}{at}", headers=shown) for at in ("", "/timeline")]

        assert (page.status_code, timeline.status_code) == (200, 200)
        assert page.json() == (await house.http.get(case.path, headers=case.headers)).json()

    async def test_is_for_the_addresses_of_its_case_and_no_script(self, house: House) -> None:
        case = await house.journaled()

        set_cookies = [SimpleCookie(each) for each in (await entered(house, case)).headers.get_list("set-cookie")]

        marks = [each["redress_case"] for each in set_cookies]
        assert [mark["path"] for mark in marks] == [case.path, f"/complaints/{case.number}"]
        assert all(mark["httponly"] and mark["samesite"] == "strict" and mark["max-age"] == "43200" for mark in marks)

    async def test_goes_over_https_alone_where_it_was_set_so(self, house: House) -> None:
        case = await house.journaled()

        answer = await house.http.post(f"https://api{case.path}/session", headers=case.headers)
        house.http.cookies.clear()

        assert all("; Secure" in each for each in answer.headers.get_list("set-cookie"))

    async def test_holds_no_code(self, house: House) -> None:
        case = await house.journaled()

        assert case.code not in (await entered(house, case)).text + str(cookie(await entered(house, case)))

    async def test_opens_no_other_case(self, house: House) -> None:
        case, other = await house.journaled(), await house.journaled()
        shown = cookie(await entered(house, case))

        assert (await house.http.get(other.path, headers=shown)).status_code == 404

    @pytest.mark.parametrize("value", ["", ".", "a.b", "é.b", "e30.00", "x" * 3_000])
    async def test_of_ones_own_making_opens_nothing(self, house: House, value: str) -> None:
        case = await house.journaled()
        headers = httpx.Headers([(b"Cookie", f"redress_case={value}".encode())])

        assert (await house.http.get(case.path, headers=headers)).status_code == 404

    async def test_is_not_given_for_a_wrong_code_or_for_a_cookie(self, house: House) -> None:
        case = await house.journaled()
        shown = cookie(await entered(house, case))

        wrong = await house.http.post(f"{case.path}/session", headers={"X-Access-Code": "H3VW-80KC-ZN5E"})
        again = await house.http.post(f"{case.path}/session", headers=shown | OURS)

        assert (wrong.status_code, again.status_code) == (404, 404)
        assert "set-cookie" not in wrong.headers

    async def test_is_taken_back_on_leaving(self, house: House) -> None:
        case = await house.journaled()

        answer = await house.http.delete(f"{case.path}/session", headers=cookie(await entered(house, case)) | OURS)

        assert answer.status_code == 204
        assert all("Max-Age=0" in each for each in answer.headers.get_list("set-cookie"))


class TestActing:
    async def test_by_cookie_is_done_from_a_page_of_ours(self, house: House) -> None:
        case = await house.file()
        shown = cookie(await entered(house, case))

        by_site = await house.post(f"{case.path}/replies", {"text": "One."}, **shown, **OURS)
        by_origin = await house.post(f"{case.path}/replies", {"text": "Two."}, **shown, Origin="http://api")

        assert (by_site.status_code, by_origin.status_code) == (202, 202)

    @pytest.mark.parametrize("headers", [THEIRS, {"Origin": "https://evil.example"}, {"Origin": "null"}, {}])
    async def test_by_cookie_is_refused_from_anywhere_else(self, house: House, headers: dict[str, str]) -> None:
        case = await house.file()
        shown = cookie(await entered(house, case))

        answer = await house.post(f"{case.path}/replies", {"text": "Not me."}, **shown, **headers)

        assert answer.status_code == 403
        assert "did not come from a page of this site" in answer.json()["detail"]

    async def test_by_code_needs_no_page(self, house: House) -> None:
        case = await house.file()

        assert (await house.post(f"{case.path}/replies", {"text": "Me."}, **case.headers)).status_code == 202

    async def test_of_another_site_sets_no_cookie(self, house: House) -> None:
        case = await house.journaled()

        assert (await entered(house, case, **THEIRS)).status_code == 403


class TestRespondent:
    async def test_has_a_cookie_of_their_own_until_they_are_sent_another_code(self, at_work: House) -> None:
        hearing = await begun(at_work)
        theirs = Case(hearing.case.number, hearing.code)
        shown = cookie(await entered(at_work, theirs))

        before = await at_work.http.get(theirs.path, headers=shown)
        await give(at_work, hearing.case, hearing.agent, "renew-respondent-code", phone="13900000077")
        after = await at_work.http.get(theirs.path, headers=shown)

        assert "allegation" in before.json()
        assert after.status_code == 404


class TestFiledComplaint:
    async def test_takes_the_cookie_before_a_worker_has_seen_it(self, at_work: House) -> None:
        case = await at_work.file()
        shown = cookie(await entered(at_work, case))

        await until_told(at_work, case, "received")

        assert (await at_work.http.get(case.path, headers=shown)).status_code == 200
