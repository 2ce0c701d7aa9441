"""Notices: one key goes out once, however often it is tried."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.notices import Notice, Notices, NoticeState
from storage.tables import notices
from tests.storage.rows import rows


@pytest.fixture
def register(engine: AsyncEngine) -> Notices:
    return Notices(engine=engine)


def notice(key: str) -> Notice:
    return Notice(key=key, tracking_number="T1", what="acknowledgement", receiver="complainant", channel="sms")


class TestNotices:
    async def test_are_reserved_until_they_are_sent(self, register: Notices) -> None:
        assert await register.state("n1") is None
        assert await register.reserve(notice("n1"))
        assert await register.state("n1") is NoticeState.RESERVED

        await register.mark_sent("n1")

        assert await register.state("n1") is NoticeState.SENT
        assert not await register.reserve(notice("n1"))

    async def test_may_be_tried_again_after_an_attempt_that_failed(
        self, register: Notices, engine: AsyncEngine
    ) -> None:
        await register.reserve(notice("n2"))
        await register.mark_failed("n2", failure="the carrier refused: no such number")

        assert await register.reserve(notice("n2"))
        await register.mark_sent("n2")

        (row,) = await rows(engine, notices, key="n2")
        assert (row["attempts"], row["failure"], row["state"]) == (2, None, "sent")
        assert row["sent_at"] is not None

    async def test_keep_when_they_were_first_sent(self, register: Notices, engine: AsyncEngine) -> None:
        await register.reserve(notice("n3"))
        await register.mark_sent("n3")
        before = await rows(engine, notices, key="n3")

        await register.mark_sent("n3")

        assert await rows(engine, notices, key="n3") == before

    async def test_count_every_attempt(self, register: Notices, engine: AsyncEngine) -> None:
        await asyncio.gather(*(register.reserve(notice("n4")) for _ in range(5)))

        (row,) = await rows(engine, notices, key="n4")
        assert row["attempts"] == 5
