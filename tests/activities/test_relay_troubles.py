"""The relay in trouble: nobody is told twice, nothing is lost, and what fails holds up nothing else."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from activities.delivery import FEWEST_TRIES, FIRST_WAIT, GIVE_UP_AFTER, LEASE, LONGEST_WAIT
from activities.relay import AT_ONCE
from domain.contacts import Contacts
from domain.kinds import EventKind
from domain.outgoing import NoticeState
from domain.policy import SHELF
from domain.ports import DeliveryUnclear, NeighbourRefused, NeighbourUnavailable, NeighbourUnreachable
from tests import trial
from tests.activities.office import Office, life, told, until
from tests.domain.stages import policy_with


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
        await office.work(after=GIVE_UP_AFTER)
        assert office.news.heard == []
        for _ in range(FEWEST_TRIES):
            await office.work(after=LONGEST_WAIT)

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
        office.sms.troubles.append(NeighbourUnreachable("down"))
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

    async def test_of_one_case_keep_its_news_alone(self, office: Office) -> None:
        deaf, hearing = life(), life()
        office.sms.troubles += [NeighbourRefused("no")] * 2
        office.news.deaf.add(deaf.case.tracking_number)
        for case in (deaf, hearing):
            await office.owe(case, told(case, EventKind.RESPONDED))
            await office.work()
        assert [news.tracking_number for news in office.news.heard] == [hearing.case.tracking_number]

        office.news.deaf.clear()
        await office.work()
        await office.work()

        assert [news.tracking_number for news in office.news.heard[1:]] == [deaf.case.tracking_number]

    async def test_of_an_answer_that_was_lost_let_nobody_else_say_it_again(self, office: Office) -> None:
        office.book.contacts["9"] = Contacts(email="b@example.com", phone="13900000000")
        office.sms.troubles.append(NeighbourUnavailable("no answer within 5 s"))
        case = life(reading=trial.FIRE)
        await office.owe(case, told(case, EventKind.RED_ALERT_RAISED, "staff:9", urgent=True))
        await office.work(urgent=True)
        assert office.mail.taken == []

        await office.work(urgent=True, after=FIRST_WAIT)

        assert len(office.sms.keys) == 2
        assert len(set(office.sms.keys)) == 1
        assert office.mail.taken == []

    async def test_at_night_are_tried_again_in_the_morning(self, office: Office) -> None:
        """Time rule 13."""
        policy = policy_with(pack="drowsy", quiet_hours={"from": "22:00", "to": "08:00"})
        SHELF.put(policy)
        case = life(policy=policy)
        office.sms.troubles.append(NeighbourUnreachable("down"))
        await office.owe(case, told(case, EventKind.RESPONDED, may_wait=True))
        await office.work()
        office.now = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
        await office.work(after=FIRST_WAIT)
        assert len(office.sms.keys) == 1

        office.now = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
        await office.work(after=timedelta(hours=6))

        assert len(office.sms.taken) == 1

    async def test_with_one_message_hold_up_no_other(self, office: Office) -> None:
        sealed, sound = life(), life()
        office.files.unreadable.add(sealed.case.tracking_number)
        await office.owe(sealed, told(sealed, EventKind.RESPONDED))
        await office.owe(sound, told(sound, EventKind.RESPONDED))
        await office.work()

        assert len(office.sms.taken) == 1
        assert await office.states(sealed) == ["waiting"]

    async def test_with_one_colleague_are_told_to_one_of_many_cases(self, office: Office) -> None:
        office.book.contacts["7"] = Contacts(email="gone@example.com")
        office.mail.troubles.append(NeighbourRefused("no such mailbox"))
        for _ in range(5):
            case = life()
            case.pass_time(hours=3)
            await office.owe(case, told(case, EventKind.BREACHED, "staff:7", milestone="solved", rung="team_lead"))
        await office.work()

        assert len(office.news.heard) == 1

    async def test_of_a_slow_carrier_let_an_alert_pass(self, office: Office) -> None:
        """An alert never waits behind other notices."""
        office.book.contacts["9"] = Contacts(phone="13900000000")
        mails = [life(complainant={"name": "Zhang San", "email": "zhang@example.com"}) for _ in range(AT_ONCE + 5)]
        for slow in mails:
            await office.owe(slow, told(slow, EventKind.RESPONDED))
        case = life(reading=trial.FIRE)
        await office.owe(case, told(case, EventKind.RED_ALERT_RAISED, "staff:9", urgent=True))
        office.mail.gate = asyncio.Event()
        lanes = [asyncio.create_task(office.relay.serve(urgent=urgent)) for urgent in (False, True)]

        await until(lambda: len(office.sms.taken) == 1 and len(office.mail.keys) == AT_ONCE)
        assert office.mail.taken == []

        office.mail.gate.set()
        await until(lambda: len(office.mail.taken) == len(mails))
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)


class TestCrashes:
    @pytest.mark.parametrize(("way", "sent"), [("sms", 1), ("email", 0)])
    async def test_while_sending_never_tell_anybody_twice(self, office: Office, way: str, sent: int) -> None:
        """Named case: a timer that fires twice after a crash between marking and sending."""
        only = {"phone": "13800000000"} if way == "sms" else {"email": "zhang@example.com"}
        case = life(complainant={"name": "Zhang San", **only})
        await office.owe(case, told(case, EventKind.RESPONDED))
        (message,) = await office.outbox.claim(urgent=False, most=10, lease=LEASE)
        await office.outbox.trying(message, channel=way, lease=LEASE)

        await office.work(after=LEASE)

        post = office.sms if way == "sms" else office.mail
        assert post.keys == [message.id] * sent
        assert [news.failure for news in office.news.heard] == ([] if sent else ["unclear"])

    async def test_on_a_second_way_do_not_go_back_to_the_first(self, office: Office) -> None:
        both = {"email": "zhang@example.com", "phone": "13800000000"}
        case = life(channel="email", complainant={"name": "Zhang San", **both})
        await office.owe(case, told(case, EventKind.RESPONDED))
        (message,) = await office.outbox.claim(urgent=False, most=10, lease=LEASE)
        await office.outbox.trying(message, channel="sms", lease=LEASE)

        await office.work(after=LEASE)

        assert office.mail.keys == []
        assert office.sms.keys == [message.id]

    async def test_before_sending_lose_nothing(self, office: Office) -> None:
        case = life(complainant={"name": "Zhang San", "email": "zhang@example.com"})
        await office.owe(case, told(case, EventKind.RESPONDED))
        await office.outbox.claim(urgent=False, most=10, lease=LEASE)

        await office.work(after=LEASE)

        assert len(office.mail.taken) == 1
