"""The relay: every message once, by a way that works, and a word to the case where none does."""

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.case import Handler
from domain.contacts import Contacts
from domain.kinds import EventKind
from domain.outgoing import NoticeState
from domain.ports import NeighbourRefused
from domain.words import Words
from storage.house_notices import HouseNotices
from storage.staff import StaffRegister
from tests import trial
from tests.activities.office import Office, life, texts, told


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
        await office.owe(case, told(case, EventKind.REPLIED, "staff:agent-1", to_handler=True))
        await office.work()

        assert office.mail.taken == []


class TestHouse:
    async def test_tells_staff_what_is_of_no_case(self, office: Office, engine: AsyncEngine) -> None:
        boss = await StaffRegister(engine=engine).add(name="Boss", role="administrator", rung="handler")
        office.book.contacts[boss.id] = Contacts(email="boss@example.com")
        words = Words(zh="日历到期", en="The calendar ends")
        await HouseNotices(engine=engine).tell("administrator", key="calendar/x/2041", what="calendar", words=words)
        await office.work()

        ((to, subject, text),) = office.mail.taken
        assert (to, subject, text) == ("boss@example.com", "The calendar ends", "The calendar ends")
        assert office.news.heard == []


class TestAcknowledgements:
    async def test_are_told_to_the_case_with_the_channel(self, office: Office) -> None:
        case = life(channel="hotline")
        await office.owe(case, told(case, EventKind.ACKNOWLEDGED))
        await office.work()

        (news,) = office.news.heard
        assert (news.state, news.channel) == (NoticeState.SENT, "sms")
        assert case.case.tracking_number in texts(office.sms)[0]
