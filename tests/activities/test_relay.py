"""The relay: every message once, by a way that works, and a word to the case where none does."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.relay import FIRST_WAIT, GIVE_UP_AFTER, LEASE
from domain.case import Handler
from domain.contacts import Contacts
from domain.kinds import EventKind
from domain.notices import COMPLAINANT, Addressed
from domain.outgoing import NoticeState
from domain.policy import SHELF
from domain.ports import DeliveryUnclear, NeighbourRefused, NeighbourUnavailable
from domain.words import Words
from storage.house_notices import HouseNotices
from storage.journal import PostgresJournal
from storage.staff import StaffRegister
from tests import trial
from tests.activities.office import Office, Post
from tests.domain.life import Life
from tests.storage.conftest import engine, journal, vault  # noqa: F401 - fixtures
from tests.storage.owed import notice
from tests.storage.stories import number


@pytest.fixture
async def office(engine: AsyncEngine, journal: PostgresJournal) -> Office:  # noqa: F811
    SHELF.put(trial.policy())
    office = Office(engine=engine, journal=journal)
    for urgent in (True, False):
        # What other tests of this database have left is of cases that are not here.
        await office.work(urgent=urgent, after=timedelta(days=2))
    office.news.heard.clear()
    return office


def life(**complaint: Any) -> Life:
    return Life(number=number(), order_number=None, **complaint)


def told(life: Life, what: EventKind, receiver: str = COMPLAINANT, **more: object) -> Addressed:
    return notice(life.case.tracking_number, what=what, receiver=receiver, **more)


def texts(post: Post) -> Sequence[str]:
    return [text for _, _, text in post.taken]


class TestComplainants:
    async def test_get_a_short_message_with_a_link_and_nothing_of_what_they_wrote(self, office: Office) -> None:
        case = life()
        await office.owe(case, told(case, EventKind.RESPONDED))
        await office.work()

        ((to, _, text),) = office.sms.taken
        assert to == "+8613800000000"
        assert f"https://redress.example/complaints/{case.case.tracking_number}" in text
        assert "overcharged" not in text
        assert await office.states(case) == ["sent"]

    async def test_who_write_mails_get_the_result_letter_by_mail(self, office: Office) -> None:
        case = life(
            channel="email",
            complainant={"name": "Zhang San", "email": "zhang@example.com", "phone": "13800000000", "language": "en"},
        )
        case.do("respond", text="It was our fault", final=True)
        await office.owe(case, told(case, EventKind.RESOLVED))
        await office.work()

        ((to, subject, text),) = office.mail.taken
        assert to == "zhang@example.com"
        assert case.case.tracking_number in subject
        assert "Dear Zhang San," in text
        assert "It was our fault" in text
        assert office.sms.taken == []

    async def test_are_told_in_one_message_what_one_step_brought(self, office: Office) -> None:
        case = life()
        await office.owe(case, told(case, EventKind.RESPONDED), told(case, EventKind.PAID))
        await office.work()

        (text,) = texts(office.sms)
        assert "There is an answer" in text
        assert "has been paid" in text

    async def test_are_told_by_another_way_where_the_first_refuses(self, office: Office) -> None:
        case = life(complainant={"name": "Zhang San", "email": "zhang@example.com", "phone": "13800000000"})
        office.sms.troubles.append(NeighbourRefused("no such number"))
        await office.owe(case, told(case, EventKind.RESPONDED))
        await office.work()

        assert [to for to, _, _ in office.mail.taken] == ["zhang@example.com"]
        assert office.news.heard == []

    async def test_are_not_told_what_has_been_settled_since(self, office: Office) -> None:
        case = life()
        case.do("ask", of="complainant", text="Which bike?")
        await office.owe(case, told(case, EventKind.ASKED))
        case.say("reply", text="The red one")
        await office.work()

        assert office.sms.taken == []
        assert await office.states(case) == ["dropped"]


class TestStaff:
    async def test_get_one_message_for_many_cases(self, office: Office) -> None:
        """Named case: hundreds of notices after a restart."""
        office.book.contacts["7"] = Contacts(email="lead@example.com")
        for _ in range(60):
            case = life()
            case.pass_time(hours=3)
            await office.owe(case, told(case, EventKind.BREACHED, "staff:7", milestone="solved", rung="team_lead"))
        await office.work()

        ((_, subject, text),) = office.mail.taken
        assert subject == "Complaints: 60 items"
        assert text.count("was missed") == 50
        assert "and 10 more" in text

    async def test_are_reached_by_chat_before_mail_and_by_telephone_when_it_burns(self, office: Office) -> None:
        office.book.contacts["9"] = Contacts(email="b@example.com", phone="13900000000", chat="jsons://bot")
        case = life(reading=trial.FIRE)
        await office.owe(
            case,
            told(case, EventKind.ESCALATED, "staff:9", rung="team_lead"),
            told(case, EventKind.RED_ALERT_RAISED, "staff:9", urgent=True),
        )
        await office.work(urgent=True)
        await office.work()

        assert "RED ALERT" in texts(office.sms)[0]
        assert "was raised to" in texts(office.chat)[0]
        assert office.mail.taken == []

    async def test_who_named_no_way_to_be_reached_see_it_at_the_desk(self, office: Office) -> None:
        case = life()
        await office.owe(case, told(case, EventKind.ESCALATED, "staff:404"))
        await office.work()

        (kept,) = await office.outbox.of_case(case.case.tracking_number)
        assert (kept.state, kept.failure) == (NoticeState.DROPPED, "no_contact")
        assert office.news.heard == []

    async def test_who_handed_the_case_over_are_not_told_of_it(self, office: Office) -> None:
        """Named case: the old team is told after re-assignment."""
        office.book.contacts["agent-1"] = Contacts(email="a@example.com")
        case = life()
        case.do("assign", trial.LEAD, people=(Handler(id="agent-2", department="front"),), handler="agent-2")
        await office.owe(case, told(case, EventKind.REPLIED, "staff:agent-1"))
        await office.work()

        assert office.mail.taken == []


class TestHouse:
    async def test_tells_staff_what_is_of_no_case(self, office: Office, engine: AsyncEngine) -> None:  # noqa: F811
        boss = await StaffRegister(engine=engine).add(name="Boss", role="administrator", rung="handler")
        office.book.contacts[boss.id] = Contacts(email="boss@example.com")
        words = Words(zh="日历到期", en="The calendar ends")
        await HouseNotices(engine=engine).tell("administrator", key="calendar/x/2041", what="calendar", words=words)
        await office.work()

        ((to, subject, text),) = office.mail.taken
        assert (to, subject, text) == ("boss@example.com", "The calendar ends", "The calendar ends")
        assert office.news.heard == []


class TestTroubles:
    async def test_that_pass_are_waited_out_longer_each_time(self, office: Office) -> None:
        case = life()
        office.sms.troubles += [NeighbourUnavailable("down")] * 3
        await office.owe(case, told(case, EventKind.RESPONDED))

        await office.work(after=timedelta())
        for wait in (FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT):
            assert await office.states(case) == ["waiting"]
            await office.work(after=wait - timedelta(seconds=2))
            assert office.sms.taken == []
            await office.work(after=timedelta(seconds=2))

        assert len(office.sms.taken) == 1
        assert len(set(office.sms.keys)) == 1
        assert await office.states(case) == ["sent"]

    async def test_of_a_whole_day_are_told_to_the_case(self, office: Office) -> None:
        case = life()
        office.sms.troubles += [NeighbourUnavailable("down")] * 500
        await office.owe(case, told(case, EventKind.RESPONDED))
        await office.work()
        await office.work(after=GIVE_UP_AFTER)

        (news,) = office.news.heard
        assert (news.state, news.failure, news.what) == (NoticeState.FAILED, "unavailable", "responded")

    async def test_that_nobody_can_tell_the_end_of_are_never_tried_again(self, office: Office) -> None:
        case = life(complainant={"name": "Zhang San", "email": "zhang@example.com"})
        office.mail.troubles.append(DeliveryUnclear("the connection broke"))
        await office.owe(case, told(case, EventKind.RESPONDED))
        await office.work()
        await office.work(after=timedelta(days=2))

        assert len(office.mail.keys) == 1
        assert [news.failure for news in office.news.heard] == ["unclear"]

    async def test_of_one_way_let_an_alert_take_the_next_at_once(self, office: Office) -> None:
        office.book.contacts["9"] = Contacts(email="b@example.com", phone="13900000000")
        office.sms.troubles.append(NeighbourUnavailable("down"))
        case = life(reading=trial.FIRE)
        await office.owe(case, told(case, EventKind.RED_ALERT_RAISED, "staff:9", urgent=True))
        await office.work(urgent=True)

        assert len(office.mail.taken) == 1

    async def test_of_the_engine_keep_the_news_until_it_is_back(self, office: Office) -> None:
        case = life()
        office.sms.troubles.append(NeighbourRefused("no"))
        office.news.is_down = True
        await office.owe(case, told(case, EventKind.RESPONDED))
        await office.work()
        assert office.news.heard == []

        office.news.is_down = False
        await office.work()
        await office.work()

        assert len(office.news.heard) == 1


class TestCrashes:
    @pytest.mark.parametrize(("way", "sent"), [("sms", 1), ("email", 0)])
    async def test_while_sending_never_tell_anybody_twice(self, office: Office, way: str, sent: int) -> None:
        """Named case: a timer that fires twice after a crash between marking and sending."""
        only = {"phone": "13800000000"} if way == "sms" else {"email": "zhang@example.com"}
        case = life(complainant={"name": "Zhang San", **only})
        await office.owe(case, told(case, EventKind.RESPONDED))
        (message,) = await office.outbox.claim(urgent=False, most=10, lease=LEASE)
        await office.outbox.trying(message, channel=way)

        await office.work(after=LEASE)

        post = office.sms if way == "sms" else office.mail
        assert post.keys == [message.id] * sent
        assert [news.failure for news in office.news.heard] == ([] if sent else ["unclear"])

    async def test_on_a_second_way_do_not_go_back_to_the_first(self, office: Office) -> None:
        both = {"email": "zhang@example.com", "phone": "13800000000"}
        case = life(channel="email", complainant={"name": "Zhang San", **both})
        await office.owe(case, told(case, EventKind.RESPONDED))
        (message,) = await office.outbox.claim(urgent=False, most=10, lease=LEASE)
        await office.outbox.trying(message, channel="sms")

        await office.work(after=LEASE)

        assert office.mail.keys == []
        assert office.sms.keys == [message.id]

    async def test_before_sending_lose_nothing(self, office: Office) -> None:
        case = life(complainant={"name": "Zhang San", "email": "zhang@example.com"})
        await office.owe(case, told(case, EventKind.RESPONDED))
        await office.outbox.claim(urgent=False, most=10, lease=LEASE)

        await office.work(after=LEASE)

        assert len(office.mail.taken) == 1


class TestAcknowledgements:
    async def test_are_told_to_the_case_with_the_channel(self, office: Office) -> None:
        case = life(channel="hotline")
        await office.owe(case, told(case, EventKind.ACKNOWLEDGED))
        await office.work()

        (news,) = office.news.heard
        assert (news.state, news.channel) == (NoticeState.SENT, "sms")
        assert case.case.tracking_number in texts(office.sms)[0]
