"""What people were told of a case, for whoever may read its file."""

from datetime import timedelta
from typing import Any, Final, get_args

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.delivery import LEASE
from api.titles import ACKNOWLEDGED_BY, NOTICE_STATES, TOLD_OF
from domain.addresses import Way
from domain.kinds import EventKind
from domain.notice_words import TO_COMPLAINANT, TO_STAFF
from domain.notices import COMPLAINANT
from domain.outgoing import Message, NoticeState
from domain.respondent_words import TO_RESPONDENT
from storage.outbox import Outbox
from tests import trial
from tests.api.house import Case, House
from tests.api.work import answers_to_those_who_may_not
from tests.storage.owed import let_time_pass, notice
from tests.storage.stories import responded_story

FIELDS: Final = ["key", "what", "what_title", "receiver", "channel", "state", "state_title", "failure", "attempts"]
LEAD: Final = {"role": "team_lead", "department": "technical"}


class TestTitles:
    def test_are_there_for_all_that_anybody_is_told(self) -> None:
        assert TOLD_OF.keys() == TO_COMPLAINANT.keys() | TO_STAFF.keys() | TO_RESPONDENT.keys() | {
            EventKind.ACKNOWLEDGED
        }

    def test_are_there_for_every_state_and_way(self) -> None:
        assert NOTICE_STATES.keys() == set(NoticeState)
        assert set(get_args(Way)) <= ACKNOWLEDGED_BY.keys()


class Relay:
    """Does what a relay does, as far as the outbox sees it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.outbox = Outbox(engine=engine)
        self._engine = engine

    async def take(self) -> dict[str, Message]:
        """Take what is due, by receiver; a receiver that two cases tell of something has the later one."""
        await let_time_pass(self._engine, 60)
        messages = await self.outbox.claim(urgent=False, most=100, lease=timedelta(minutes=2))
        return {message.receiver: message for message in messages}


async def read(house: House, case: Case, **headers: str) -> list[dict[str, Any]]:
    lead = await house.hire("team_lead", department="technical")
    answer = await house.http.get(f"{case.desk}/notices", headers={**lead.headers, **headers})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestNotices:
    async def test_say_to_whom_by_which_way_and_how_far_each_came(self, house: House, engine: AsyncEngine) -> None:
        case = await house.journaled(
            reading=trial.LOCK,
            owing=[
                (EventKind.BREACHED, "staff:s1"),
                (EventKind.RESPONDED, COMPLAINANT),
                (EventKind.TASK_OPENED, "staff:s2"),
                (EventKind.WARNED, "staff:s3"),
            ],
        )
        relay = Relay(engine)
        due = await relay.take()
        await relay.outbox.trying(due["staff:s1"], channel="chat", lease=LEASE)
        await relay.outbox.settle(due["staff:s1"], state=NoticeState.FAILED, failure="refused")
        await relay.outbox.trying(due[COMPLAINANT], channel="sms", lease=LEASE)
        await relay.outbox.settle(due[COMPLAINANT], state=NoticeState.SENT)
        await relay.outbox.later(due["staff:s2"], wait=timedelta(hours=1), failure="unavailable")
        await relay.outbox.drop([each.key for each in due["staff:s3"].items], failure="not_needed")

        items = await read(house, case)

        assert [[item[name] for name in FIELDS[1:]] for item in items] == [
            ["breached", "a missed deadline", "staff:s1", "chat", "failed", "failed", "refused", 1],
            ["responded", "an answer", COMPLAINANT, "sms", "sent", "sent", None, 1],
            ["task_opened", "a new task", "staff:s2", None, "waiting", "waiting", "unavailable", 1],
            ["warned", "a deadline ahead", "staff:s3", None, "dropped", "no longer needed", "not_needed", 1],
        ]
        assert all(item["key"].startswith(f"{case.number}/1/-/{item['what']}/") for item in items)
        assert [bool(item["settled_at"]) for item in items] == [True, True, False, True]

    async def test_are_those_of_this_case_the_oldest_first(self, house: House, engine: AsyncEngine) -> None:
        await house.journaled(owing=[(EventKind.RESPONDED, COMPLAINANT)])
        case = await house.journaled(owing=[(EventKind.WARNED, "staff:s1")], reading=trial.LOCK)
        await let_time_pass(engine, 60)
        head = await house.parts.complaints.head(case.number)
        later = [notice(case.number, what=EventKind.ASSIGNED, receiver="staff:s1")]
        await house.journal.record(tracking_number=case.number, events=responded_story(first=head + 1), notices=later)

        assert [item["what"] for item in await read(house, case)] == ["warned", "assigned"]

    async def test_come_page_by_page_each_once(self, house: House, engine: AsyncEngine) -> None:
        owing = [(EventKind.WARNED, f"staff:s{number}") for number in range(5)]
        case = await house.journaled(owing=owing, reading=trial.LOCK)
        await let_time_pass(engine, 60)
        head = await house.parts.complaints.head(case.number)
        later = [notice(case.number, what=EventKind.ASSIGNED, receiver="staff:s1")]
        await house.journal.record(tracking_number=case.number, events=responded_story(first=head + 1), notices=later)
        lead = await house.hire(**LEAD)

        pages: list[Any] = [{"next": ""}]
        while (cursor := pages[-1]["next"]) is not None:
            wanted = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            answer = await house.http.get(f"{case.desk}/notices", params=wanted, headers=lead.headers)
            pages.append(answer.json())

        assert [len(page["items"]) for page in pages[1:]] == [2, 2, 2]
        assert [item for page in pages[1:] for item in page["items"]] == await read(house, case)

    @pytest.mark.parametrize("wrong", [{"cursor": "x"}, {"limit": 0}, {"limit": 201}, {"page": 2}])
    async def test_refuse_a_page_that_is_none(self, house: House, wrong: dict[str, Any]) -> None:
        case = await house.journaled(owing=[(EventKind.WARNED, "staff:s1")], reading=trial.LOCK)
        lead = await house.hire(**LEAD)

        answer = await house.http.get(f"{case.desk}/notices", params=wrong, headers=lead.headers)

        assert answer.status_code == 422
        assert [error["path"] for error in answer.json()["errors"]] == list(wrong)

    async def test_speak_chinese_too(self, house: House) -> None:
        case = await house.journaled(owing=[(EventKind.RESOLVED, COMPLAINANT)], reading=trial.LOCK)

        [item] = await read(house, case, **{"Accept-Language": "zh-CN"})

        assert (item["what_title"], item["state_title"]) == ("处理结果", "待发送")

    async def test_say_for_whom_they_went_to_somebody_else(self, house: House) -> None:
        case = await house.journaled(reading=trial.LOCK)
        head = await house.parts.complaints.head(case.number)
        owed = [
            notice(case.number, what=EventKind.ASSIGNED, receiver="staff:s8", instead_of="s7"),
            notice(case.number, what=EventKind.WARNED, receiver="staff:s9"),
        ]
        await house.journal.record(tracking_number=case.number, events=responded_story(first=head + 1), notices=owed)

        items = {item["receiver"]: item["instead_of"] for item in await read(house, case)}

        assert items == {"staff:s8": "staff:s7", "staff:s9": None}

    async def test_have_nothing_personal_in_them(self, house: House) -> None:
        case = await house.journaled(owing=[(EventKind.RESOLVED, COMPLAINANT)], reading=trial.LOCK)

        [item] = await read(house, case)

        assert item.keys() == {*FIELDS, "created_at", "settled_at", "instead_of"}
        assert not [words for words in ("Zhang", "13800000000", "overcharged") if words in str(item)]

    async def test_are_none_before_a_worker_has_seen_the_case(self, house: House) -> None:
        clerk, case = await house.hire("clerk"), await house.file()

        answer = await house.http.get(f"{case.desk}/notices", headers=clerk.headers)

        assert (answer.status_code, answer.json()) == (200, {"items": [], "next": None})

    async def test_are_for_those_who_may_read_the_file(self, house: House) -> None:
        statuses = await answers_to_those_who_may_not(house, "notices")

        assert statuses == [401, 401, 403, 403, 404]

    async def test_are_described_with_an_example(self, house: House) -> None:
        document = (await house.http.get("/openapi.json")).json()

        operation = document["paths"]["/api/v1/desk/complaints/{tracking_number}/notices"]["get"]
        [example] = document["components"]["schemas"]["NoticeView"]["examples"]
        assert operation["security"] == [{"staffToken": []}, {"staffSession": []}]
        assert {"200", "401", "403", "404", "422", "503"} <= operation["responses"].keys()
        assert example.keys() == document["components"]["schemas"]["NoticeView"]["properties"].keys()
