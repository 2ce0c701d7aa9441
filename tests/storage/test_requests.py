"""Requests: the same again is the same, and another body is refused."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.requests import OtherBody, Requests
from storage.tables import requests
from tests.storage.rows import rows

KEY = "k" * 16


@pytest.fixture
def known(engine: AsyncEngine) -> Requests:
    return Requests(engine=engine)


class TestRequests:
    async def test_tell_the_first_from_the_second(self, known: Requests) -> None:
        first = await known.remember(scope="one", key=KEY, digest="d")

        assert (first, await known.remember(scope="one", key=KEY, digest="d")) == ("new", "same")

    async def test_refuse_another_body(self, known: Requests) -> None:
        await known.remember(scope="two", key=KEY, digest="d")

        with pytest.raises(OtherBody, match="a new request needs a new key"):
            await known.remember(scope="two", key=KEY, digest="e")

    async def test_keep_scopes_and_keys_apart(self, known: Requests) -> None:
        await known.remember(scope="three", key=KEY, digest="d")

        assert await known.remember(scope="four", key=KEY, digest="e") == "new"
        assert await known.remember(scope="three", key=KEY + "2", digest="e") == "new"

    async def test_are_known_once_they_came(self, known: Requests) -> None:
        before = await known.knows(scope="nine", key=KEY)
        await known.remember(scope="nine", key=KEY, digest="d")

        assert (before, await known.knows(scope="nine", key=KEY)) == (False, True)
        assert not await known.knows(scope="ten", key=KEY)

    async def test_let_one_of_many_be_the_first(self, known: Requests) -> None:
        many = [known.remember(scope="five", key=KEY, digest="d") for _ in range(12)]

        assert sorted(await asyncio.gather(*many)) == ["new"] + ["same"] * 11

    async def test_forget_what_was_refused(self, known: Requests) -> None:
        await known.remember(scope="six", key=KEY, digest="d")

        await known.forget(scope="six", key=KEY)

        assert await known.remember(scope="six", key=KEY, digest="e") == "new"

    async def test_forget_what_is_old(self, known: Requests) -> None:
        await known.remember(scope="seven", key=KEY, digest="d")

        assert await known.purge(older_than=timedelta(hours=24)) == 0
        assert await known.purge(older_than=timedelta(0)) > 0
        assert await known.remember(scope="seven", key=KEY, digest="e") == "new"

    async def test_keep_no_key_in_plain(self, known: Requests, engine: AsyncEngine) -> None:
        await known.remember(scope="eight", key="somebody's own words", digest="d")

        assert "words" not in str(await rows(engine, requests, scope="eight"))
