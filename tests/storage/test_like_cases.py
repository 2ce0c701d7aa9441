"""Like cases: found by what they have in common, within their scope, and bounded however many there are (A6)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.complaint import Complaint
from domain.likeness import Why
from storage.erasure import Erasure
from storage.journal import PostgresJournal
from storage.like_cases import MOST_FOUND, MOST_OF_A_MARK, LikeCases
from storage.tables import likeness_marks
from storage.vault import Vault
from tests.storage.rows import rows
from tests.storage.stories import NOON, assigned, number, received, story

WORDS = "昨晚在{}号地铁站还车，锁一直锁不上，客服电话打了半小时没有人接，最后多扣了我四十元。"
NOBODY: dict[str, Any] = {"title": None, "complainant": {"name": "王小明"}, "order_number": None}


@pytest.fixture
def like_cases(engine: AsyncEngine, vault: Vault) -> LikeCases:
    return LikeCases(engine=engine, vault=vault)


async def filed(journal: PostgresJournal, *, received_at: str | None = None, **complaint: Any) -> str:
    """Write a case with these personal parts into the journal, and give its number."""
    tracking_number = number()
    kind, actor, data, private = received(tracking_number, **{**NOBODY, "description": {"text": ""}, **complaint})
    data |= {"received_at": received_at or data["received_at"]}
    events = story((kind, actor, data, private), assigned())
    await journal.record(tracking_number=tracking_number, events=events)
    return tracking_number


def complaint(**changes: Any) -> Complaint:
    usual = {**NOBODY, "service_line": "bikes", "channel": "web", "description": {"text": ""}, "reading": {}}
    return Complaint.model_validate({**usual, **changes})


async def found(like_cases: LikeCases, own: str = "", **changes: Any) -> dict[str, tuple[Why, ...]]:
    since = NOON - timedelta(days=90)
    cases = await like_cases.find(complaint(**changes), number=own, since=since)
    return {case.tracking_number: case.why for case in cases}


def person(**contact: str) -> dict[str, Any]:
    return {"complainant": {"name": "Anybody", **contact}}


class TestLikeCases:
    async def test_are_those_of_the_same_person(self, journal: PostgresJournal, like_cases: LikeCases) -> None:
        by_phone = await filed(journal, **person(phone="13900000101"))
        by_mail = await filed(journal, **person(email="one@example.com"))
        await filed(journal, **person(phone="13900000102"))

        both = await found(like_cases, **person(phone="+86 139-0000-0101", email="One@Example.com"))

        assert both == {by_phone: (Why.SAME_PERSON,), by_mail: (Why.SAME_PERSON,)}

    async def test_are_those_about_the_same_order_or_respondent(
        self, journal: PostgresJournal, like_cases: LikeCases
    ) -> None:
        order = await filed(journal, order_number="OD 4711-a")
        respondent = await filed(journal, respondent="Wheels Ltd")

        shared = await found(like_cases, order_number="od4711-A", respondent="wheels ltd")

        assert shared == {order: (Why.SAME_ORDER,), respondent: (Why.SAME_RESPONDENT,)}

    async def test_are_those_in_nearly_the_same_words(self, journal: PostgresJournal, like_cases: LikeCases) -> None:
        same = await filed(journal, description={"text": WORDS.format("陆家嘴") + "我的电话是13812345678"})
        other = await filed(
            journal, description={"text": "保洁员上门迟到一个半小时，厨房没有打扫干净，还把花瓶打碎了。"}
        )

        asked = complaint(description={"text": "你好，" + WORDS.format("陆家嘴")})
        cases = {case.tracking_number: case for case in await like_cases.find(asked, number="", since=NOON)}

        assert other not in cases
        assert cases[same].why == (Why.SAME_TEXT,)
        assert "138" not in cases[same].words

    async def test_are_compared_by_words_and_respondent_within_a_service_line(
        self, journal: PostgresJournal, like_cases: LikeCases
    ) -> None:
        await filed(journal, description={"text": WORDS.format("世纪公园")}, respondent="Master Zhang")
        order = await filed(journal, order_number="CROSS-1")

        elsewhere = {"service_line": "cars", "respondent": "Master Zhang", "order_number": "CROSS-1"}
        shared = await found(like_cases, description={"text": WORDS.format("世纪公园")}, **elsewhere)

        assert shared == {order: (Why.SAME_ORDER,)}

    async def test_say_everything_that_they_share(self, journal: PostgresJournal, like_cases: LikeCases) -> None:
        whole: dict[str, Any] = {**person(phone="13900000103"), "order_number": "ALL-1", "respondent": "Zhao Liu"}
        other = await filed(journal, **whole)

        assert {each: set(why) for each, why in (await found(like_cases, **whole)).items()} == {
            other: {Why.SAME_PERSON, Why.SAME_ORDER, Why.SAME_RESPONDENT}
        }

    async def test_leave_out_the_case_itself_and_what_is_too_old(
        self, journal: PostgresJournal, like_cases: LikeCases
    ) -> None:
        itself = await filed(journal, **person(phone="13900000104"))
        await filed(journal, received_at="2025-11-01T00:00:00+00:00", **person(phone="13900000104"))

        assert await found(like_cases, itself, **person(phone="13900000104")) == {}

    async def test_are_the_newest_however_many_there_are(self, journal: PostgresJournal, like_cases: LikeCases) -> None:
        numbers = [
            await filed(journal, order_number="MANY-1", received_at=(NOON - timedelta(minutes=minute)).isoformat())
            for minute in range(MOST_OF_A_MARK + 5)
        ]

        assert list(await found(like_cases, order_number="MANY-1")) == numbers[:MOST_OF_A_MARK]
        assert MOST_OF_A_MARK < MOST_FOUND

    async def test_are_none_where_nothing_is_known(self, journal: PostgresJournal, like_cases: LikeCases) -> None:
        await filed(journal)

        assert await found(like_cases) == {}

    async def test_are_not_those_of_somebody_erased(
        self, journal: PostgresJournal, like_cases: LikeCases, engine: AsyncEngine, vault: Vault
    ) -> None:
        erased = await filed(journal, **person(phone="13900000105"), description={"text": WORDS.format("静安寺")})

        await Erasure(engine=engine, vault=vault).erase(erased)

        assert await found(like_cases, **person(phone="13900000105")) == {}
        assert erased not in await found(like_cases, description={"text": WORDS.format("静安寺")})


class TestMarks:
    async def test_are_written_once_with_the_first_step(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        case = await filed(journal, **person(phone="13900000106"))
        written = await rows(engine, likeness_marks, tracking_number=case)

        await journal.record(tracking_number=case, events=story(assigned(), first=3))

        assert len(written) == 1
        assert await rows(engine, likeness_marks, tracking_number=case) == written

    async def test_tell_nothing_of_what_they_stand_for(self, engine: AsyncEngine) -> None:
        columns = {column.name for column in likeness_marks.columns}

        assert columns == {"mark", "received_at", "tracking_number"}
