"""What goes wrong is a page to a browser and problem details to a program."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from tests.api.house import House, open_house

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}


def add_mistake(app: FastAPI) -> None:
    """Add a page that fails."""

    async def fail() -> None:
        raise ZeroDivisionError

    app.add_api_route("/mistake", fail)


class TestBrowser:
    async def test_reads_a_page_where_there_is_none(self, house: House) -> None:
        page = await house.http.get("/nowhere", headers=BROWSER)

        assert page.status_code == 404
        assert page.headers["content-type"].startswith("text/html")
        assert "There is no page at this address." in page.text

    async def test_reads_a_page_when_we_made_a_mistake(
        self, quiet: Client, engine: AsyncEngine, tmp_path: Path
    ) -> None:
        async with open_house(client=quiet, engine=engine, folder=tmp_path) as house:
            add_mistake(house.app)

            page = await house.http.get("/mistake", headers=BROWSER)

        assert page.status_code == 500
        assert "Something went wrong on our side" in page.text
        assert "ZeroDivision" not in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'self'")

    async def test_reads_when_to_come_back_after_too_many_requests(
        self, quiet: Client, engine: AsyncEngine, tmp_path: Path
    ) -> None:
        async with open_house(client=quiet, engine=engine, folder=tmp_path, requests_per_minute=2) as house:
            pages = [await house.http.get("/", headers=BROWSER) for _ in range(3)]
            style = await house.http.get(house.app.state.press.assets.address("tabler.css"))

        assert [page.status_code for page in pages] == [200, 200, 429]
        assert "Too many requests; try again in" in pages[-1].text
        assert int(pages[-1].headers["retry-after"]) > 0
        assert style.status_code == 200

    async def test_reads_a_page_for_a_method_that_an_address_does_not_take(self, house: House) -> None:
        page = await house.http.post("/rules", headers=BROWSER)

        assert page.status_code == 405
        assert "This address does not take this method." in page.text


class TestProgram:
    @pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/static/nothing.css"])
    async def test_reads_problem_details(self, house: House, path: str) -> None:
        answer = await house.http.get(path, headers={"Accept": "*/*"})

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize("path", ["/api/v1/nowhere", "/static/nothing.css", "/codec/default/decode/x"])
    async def test_is_what_reads_of_the_api_whatever_it_accepts(self, house: House, path: str) -> None:
        answer = await house.http.get(path, headers=BROWSER)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
