"""Signing in by password: the cookie, what goes with it, and what guessers are told."""

import logging
from typing import NamedTuple

import httpx
import pytest
from starlette.responses import Response

from api.cookies import Cookies
from storage.credentials import Credentials
from storage.staff import StaffMember
from tests.api.house import ENGLISH, House

PASSWORD = "correct horse battery"
DESK = "/api/v1/desk/complaints"


class Browser(NamedTuple):
    """Somebody at a browser of their own."""

    http: httpx.AsyncClient
    member: StaffMember
    login: str

    async def sign_in(self, *, password: str = PASSWORD, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"login": self.login, "password": password}
        return await self.http.post("/api/v1/sign-in", json=body, headers={**ENGLISH, **named})

    async def post(self, path: str, *, csrf: str | None = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(path, headers={**ENGLISH, **named, **({"X-CSRF-Token": csrf} if csrf else {})})


async def browser_of(house: House, role: str = "team_lead", *, address: str = "198.51.100.1") -> Browser:
    """Somebody with a password, and a browser that keeps cookies."""
    colleague = await house.hire(role)
    credentials = house.parts.doors.credentials
    assert isinstance(credentials, Credentials)
    login = f"user.{colleague.member.id}"
    await credentials.set(colleague.member.id, login=login, password=PASSWORD)
    transport = httpx.ASGITransport(app=house.app, raise_app_exceptions=False, client=(address, 40_000))
    return Browser(httpx.AsyncClient(transport=transport, base_url="http://api"), colleague.member, login)


class TestSignIn:
    async def test_opens_the_desk(self, house: House) -> None:
        browser = await browser_of(house)

        answer = await browser.sign_in()

        assert answer.status_code == 200
        assert answer.json()["id"] == browser.member.id
        assert (await browser.http.get(DESK)).status_code == 200
        me = (await browser.http.get("/api/v1/me")).json()
        assert me == answer.json()
        assert me["csrf_token"]

    async def test_gives_a_cookie_that_no_script_reads(self, house: House) -> None:
        answer = await (await browser_of(house)).sign_in()

        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("redress_session=")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("url", ["https://complaints.example", "http://complaints.example"])
    def test_gives_a_cookie_that_neighbours_cannot_set_away_from_loopback(self, url: str) -> None:
        answer = Response()

        Cookies(url).set(answer, "token")

        assert answer.headers["set-cookie"].startswith("__Host-redress=token")
        assert "Secure" in answer.headers["set-cookie"]

    async def test_says_the_same_to_a_wrong_name_and_a_wrong_password(self, house: House) -> None:
        browser = await browser_of(house)
        stranger = Browser(browser.http, browser.member, "nobody.of.that.name")

        wrong, unknown, impossible = (
            await browser.sign_in(password="wrong"),
            await stranger.sign_in(),
            await Browser(browser.http, browser.member, "no name \0").sign_in(),
        )

        assert {answer.status_code for answer in (wrong, unknown, impossible)} == {401}
        assert wrong.json() == unknown.json() == impossible.json()
        assert "set-cookie" not in wrong.headers

    async def test_begins_another_session_each_time_and_ends_the_one_before(self, house: House) -> None:
        browser = await browser_of(house)
        await browser.sign_in()
        before = browser.http.cookies["redress_session"]

        await browser.sign_in()

        assert browser.http.cookies["redress_session"] != before
        old = await house.http.get(DESK, headers={"Cookie": f"redress_session={before}"})
        assert old.status_code == 401

    async def test_holds_off_who_guesses_and_says_until_when(self, house: House) -> None:
        browser = await browser_of(house, address="198.51.100.2")

        answers = [await browser.sign_in(password=f"guess {n}") for n in range(6)]
        right = await browser.sign_in()

        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert right.status_code == 429
        assert 0 < int(right.headers["retry-after"]) <= 2
        assert "Too many attempts" in right.json()["detail"]

    async def test_by_a_page_of_another_site_is_refused(self, house: House) -> None:
        browser = await browser_of(house)

        answers = [
            await browser.sign_in(Origin="https://evil.example"),
            await browser.sign_in(Sec_Fetch_Site="cross-site"),
        ]

        assert {answer.status_code for answer in answers} == {403}
        assert (await browser.sign_in(Origin="http://api", Sec_Fetch_Site="same-origin")).status_code == 200

    async def test_names_what_is_missing_and_repeats_nothing(self, house: House) -> None:
        answer = await house.post("/api/v1/sign-in", {"login": "x", "password": 7_654_321})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == "password"
        assert "7654321" not in answer.text

    async def test_leaves_nothing_of_what_was_typed_in_the_log(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        browser = await browser_of(house)

        with caplog.at_level(logging.DEBUG, logger="api"):
            await browser.sign_in(password="hunter2 hunter2")

        assert "hunter2" not in caplog.text
        assert browser.login not in caplog.text


class TestCookie:
    async def test_alone_changes_nothing(self, house: House) -> None:
        browser = await browser_of(house)
        csrf = (await browser.sign_in()).json()["csrf_token"]
        other = (await (await browser_of(house)).sign_in()).json()["csrf_token"]

        refused = [
            await browser.post("/api/v1/sign-out-everywhere"),
            await browser.post("/api/v1/sign-out-everywhere", csrf=other),
            await browser.post("/api/v1/sign-out-everywhere", csrf=csrf, Origin="https://evil.example"),
            await browser.post("/api/v1/sign-out-everywhere", csrf=csrf, Sec_Fetch_Site="same-site"),
        ]

        assert [answer.status_code for answer in refused] == [403] * 4
        assert "nothing was done" in refused[0].json()["detail"]
        assert (await browser.http.get("/api/v1/me")).status_code == 200

    async def test_with_its_token_gives_commands(self, house: House) -> None:
        browser = await browser_of(house)
        csrf = (await browser.sign_in()).json()["csrf_token"]
        case = await house.file()

        bare = await browser.http.post(f"{case.desk}/no-such-command", json={})
        proved = await browser.http.post(f"{case.desk}/no-such-command", json={}, headers={"X-CSRF-Token": csrf})

        assert (bare.status_code, proved.status_code) == (403, 404)

    async def test_that_is_none_opens_no_desk_and_closes_no_portal(self, house: House) -> None:
        forged = {"Cookie": "redress_session=forged", **ENGLISH}
        case = await house.file()

        assert (await house.http.get(DESK, headers=forged)).status_code == 401
        portal = await house.http.get(case.path, headers={**forged, "X-Access-Code": case.code})
        assert portal.status_code == 200

    async def test_gives_way_to_a_bearer_token_which_needs_no_other(self, house: House) -> None:
        browser, lead = await browser_of(house), await house.hire("team_lead")
        await browser.sign_in()

        answer = await browser.http.post("/api/v1/sign-out-everywhere", headers=lead.headers)
        me = await browser.http.get("/api/v1/me", headers=lead.headers)

        assert answer.status_code == 204
        assert (me.json()["id"], me.json()["csrf_token"]) == (lead.member.id, None)


class TestSignOut:
    async def test_ends_this_session(self, house: House) -> None:
        browser = await browser_of(house)
        csrf = (await browser.sign_in()).json()["csrf_token"]
        kept = {"Cookie": f"redress_session={browser.http.cookies['redress_session']}"}

        answer = await browser.post("/api/v1/sign-out", csrf=csrf)

        assert answer.status_code == 204
        assert "redress_session" not in browser.http.cookies
        assert (await house.http.get(DESK, headers=kept)).status_code == 401
        assert (await browser.post("/api/v1/sign-out")).status_code == 204

    async def test_everywhere_ends_all_of_ones_own(self, house: House) -> None:
        browser = await browser_of(house)
        await browser.sign_in()
        kept = {"Cookie": f"redress_session={browser.http.cookies['redress_session']}"}
        browser.http.cookies.clear()
        csrf = (await browser.sign_in()).json()["csrf_token"]

        assert (await browser.post("/api/v1/sign-out-everywhere", csrf=csrf)).status_code == 204

        assert (await house.http.get(DESK, headers=kept)).status_code == 401
        assert (await browser.http.get("/api/v1/me")).status_code == 401

    async def test_of_somebody_disabled_comes_by_itself(self, house: House) -> None:
        browser = await browser_of(house)
        await browser.sign_in()

        await house.staff.disable(browser.member.id)

        assert (await browser.http.get(DESK)).status_code == 401
        assert (await browser.sign_in()).status_code == 401
