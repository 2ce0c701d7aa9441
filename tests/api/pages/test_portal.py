"""The pages that anybody may read, on the shipped packs and in both languages."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from domain.expressions import Condition
from domain.policy import Policy, PolicyShelf
from policies.reader import read_policy
from tests import trial
from tests.api.house import House, open_house
from tests.shipped import FILES
from translations.catalogue import LANGUAGES

PAGES = ("/", "/rules", "/no-such-page")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
MOST_BYTES = 200_000


@pytest.fixture(scope="module")
async def shop(quiet: Client, engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The API with the shipped packs."""
    async with open_house(client=quiet, engine=engine, folder=tmp_path_factory.mktemp("pages")) as house:
        stock(house, *(read_policy(path) for path in FILES))
        yield house


def stock(house: House, *policies: Policy) -> None:
    """Publish these packs and no others."""
    shelf = PolicyShelf()
    for policy in policies:
        shelf.put(policy)
    house.app.state.services = replace(house.app.state.services, shelf=shelf)


async def read(house: House, path: str, **headers: str) -> httpx.Response:
    """Read a page as a browser that has never been here."""
    house.http.cookies.clear()
    return await house.http.get(
        path, headers=BROWSER | {name.replace("_", "-"): said for name, said in headers.items()}
    )


def words(page: httpx.Response) -> str:
    """Give what a person reads of a page."""
    body = page.text.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class TestEveryPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("path", PAGES)
    async def test_is_written_in_the_language_that_is_asked_for(self, shop: House, path: str, language: str) -> None:
        page = await read(shop, path, Accept_Language=language)

        assert f'<html lang="{page.headers["content-language"]}">' in page.text
        assert page.headers["content-language"].startswith(language)
        said = words(page).replace("中文", "") if language == "en" else words(page)
        assert bool(re.search(r"[\u4e00-\u9fff]", said)) == (language == "zh")
        assert "None" not in said

    @pytest.mark.parametrize("path", PAGES)
    async def test_has_a_title_a_skip_link_and_the_other_language(self, shop: House, path: str) -> None:
        page = (await read(shop, path, Accept_Language="en")).text

        assert re.search(r"<title>\S.* · Redress</title>", page)
        assert re.search(r'<body>\s*<a class="skip-link[^>]* href="#content">', page)
        assert 'href="?lang=zh" hreflang="zh-Hans"' in page
        assert page.count("<h1") == 1

    @pytest.mark.parametrize("path", PAGES)
    async def test_allows_nothing_inline_and_nothing_of_others(self, shop: House, path: str) -> None:
        page = await read(shop, path)

        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'; ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert not re.search(r"<style|<script(?! [^>]*src=)|\s(?:style|on\w+|hx-on[^=]*)=|https?://", page.text)

    @pytest.mark.parametrize("path", PAGES)
    async def test_is_small_with_all_that_it_loads(self, shop: House, path: str) -> None:
        page = await read(shop, path, Accept_Encoding="gzip")
        loaded = [
            await read(shop, address, Accept_Encoding="gzip")
            for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        ]

        assert len(loaded) >= 2
        assert all(answer.headers["content-encoding"] == "gzip" for answer in [page, *loaded])
        assert sum(int(answer.headers["content-length"]) for answer in [page, *loaded]) < MOST_BYTES

    @pytest.mark.parametrize("path", PAGES)
    async def test_links_to_pages_that_are_there(self, shop: House, path: str) -> None:
        page = await read(shop, path)

        links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', page.text))
        assert links
        assert {(await read(shop, link)).status_code for link in links} == {200}


class TestLanguage:
    async def test_that_is_chosen_is_remembered_against_the_browsers_wish(self, shop: House) -> None:
        chosen = await read(shop, "/?lang=en", Accept_Language="zh")
        later = await shop.http.get("/rules", headers=BROWSER | {"Accept-Language": "zh"})

        assert "HttpOnly" in chosen.headers["set-cookie"]
        assert "SameSite=lax" in chosen.headers["set-cookie"]
        assert later.headers["content-language"] == "en"

    @pytest.mark.parametrize("asked", ["fr", "", "<script>", "en&lang=tlh"])
    async def test_that_there_is_not_is_passed_over(self, shop: House, asked: str) -> None:
        page = await read(shop, f"/?lang={asked}", Accept_Language="en")

        assert page.status_code == 200
        assert page.headers["content-language"] == "en"
        assert "set-cookie" not in page.headers
        assert "<script" not in page.text

    async def test_switch_never_leads_to_another_host(self, shop: House) -> None:
        page = await read(shop, "http://api//example.com/x", Accept_Language="en")

        assert page.status_code == 404
        assert "example.com" not in page.text


class TestFront:
    async def test_shows_two_choices_and_the_promise_of_each_pack(self, shop: House) -> None:
        said = words(await read(shop, "/", Accept_Language="en"))

        assert "Complain" in said
        assert "Track" in said
        assert "Retail complaints first contact within 30 min first response within 24 h" in said
        assert "resolution within 7 working days" in said

    async def test_answers_a_head_without_a_body(self, shop: House) -> None:
        answer = await shop.http.head("/", headers=BROWSER)

        assert answer.status_code == 200

    async def test_says_so_where_no_pack_is_published(
        self, quiet: Client, engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        async with open_house(client=quiet, engine=engine, folder=tmp_path_factory.mktemp("bare")) as bare:
            stock(bare)

            for path in ("/", "/rules"):
                assert "No rules are published yet" in words(await read(bare, path, Accept_Language="en"))


class TestRules:
    async def test_show_deadlines_remedies_powers_and_penalties(self, shop: House) -> None:
        said = words(await read(shop, "/rules", Accept_Language="en"))

        assert "first response 2 h urgency is critical" in said
        assert "refund overcharged × 2 what the system overcharged is paid back twice over" in said
        assert "the team lead ¥1,000.00" in said
        assert "2 points 1 y responsible is the respondent and severity is ordinary" in said
        assert "You have 3 d to answer a proposal; no answer means yes." in said

    async def test_have_words_for_every_condition_of_the_shipped_packs(self, shop: House) -> None:
        for language in LANGUAGES:
            page = await read(shop, "/rules", Accept_Language=language)

            assert page.text.count('<section class="mb-5"') == len(FILES)
            assert "<code>" not in page.text
            assert "_" not in words(page)

    async def test_show_a_condition_without_words_as_the_pack_writes_it(
        self, quiet: Client, engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        strange = trial.policy()
        row = strange.pack.milestones[0].model_copy(update={"when": Condition("region.startsWith('<b>')")})
        pack = strange.pack.model_copy(update={"milestones": (row,)})
        async with open_house(client=quiet, engine=engine, folder=tmp_path_factory.mktemp("odd")) as odd:
            stock(odd, strange.model_copy(update={"pack": pack}))

            page = await read(odd, "/rules", Accept_Language="en")

        assert "<code>region.startsWith(&#39;&lt;b&gt;&#39;)</code>" in page.text
