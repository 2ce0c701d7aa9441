"""Notices on the real engine: mails to a real SMTP server, short messages by the neighbours, each once (G2)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.case import Handler
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from tests import trial
from tests.domain.stages import policy_with, row
from tests.engine.post_room import PostRoom, open_post_room
from tests.engine.silent_worker import COMMITTED
from tests.engine.site import Site
from tests.engine.town import LiveCase, relaying

pytestmark = pytest.mark.engine

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOSS_PHONE, PHONE = "+8613900000001", "+8613800000000"
BY_MAIL = {"name": "Zhang San", "email": "zhang@house.example", "language": "en"}
NIGHTLY = policy_with(
    pack="nightly",
    service_lines=["nightly_bike"],
    quiet_hours={"from": "22:00", "to": "08:00"},
    milestones=[row("solved", "P9D")],
)


@pytest.fixture
async def post(site: Site) -> AsyncIterator[PostRoom]:
    """Notices of the site; whoever a test hires is gone afterwards."""
    SHELF.put(NIGHTLY)
    async with open_post_room(site) as post:
        yield post


async def open_case(site: Site, **complaint: Any) -> LiveCase:
    """A case that nobody has touched."""
    case = await site.town.open(order_number=None, **complaint)
    await case.until(Stage.INVESTIGATING)
    return case


async def open_at_night(site: Site, **complaint: Any) -> LiveCase:
    """A case whose clock shows half past eleven at night, in Shanghai, in the quiet hours of its pack."""
    case = await open_case(site, pack="nightly", service_line="nightly_bike", **complaint)
    local = (await case.case()).received_at.astimezone(SHANGHAI)
    night = local.replace(hour=23, minute=30, second=0, microsecond=0)
    await pass_until(case, night if night > local else night + timedelta(days=1))
    return case


async def pass_until(case: LiveCase, instant: datetime) -> None:
    passed = (await case.case()).last_event_at
    await case.pass_time(seconds=(instant - passed).total_seconds())


async def pass_until_happened(case: LiveCase, kind: EventKind, *, times: int = 1, **length: float) -> None:
    await case.pass_time(**length)
    await case.until_happened(kind, times=times)


class TestStaff:
    async def test_get_a_mail_for_each_warning_breach_climb_and_reminder(self, site: Site, post: PostRoom) -> None:
        """Named case: a ladder where only the first rung fires.

        Named case: a reminder suppressed because the one before had the same text.
        """
        for name, rung in (("agent", "handler"), ("lead", "team_lead"), ("head", "department_head")):
            await post.hire(name, rung=rung)
        await post.hire("boss", rung="senior_management")
        async with site.worker():
            case = await open_case(site)
            for kind, times, minutes in (
                (EventKind.WARNED, 1, 61),
                (EventKind.WARNED, 2, 36),
                (EventKind.BREACHED, 1, 24),
                (EventKind.CLIMBED, 1, 60),
                (EventKind.CLIMBED, 2, 60),
                (EventKind.REMINDED, 1, 60),
                (EventKind.REMINDED, 2, 60),
                (EventKind.REMINDED, 3, 60),
            ):
                await pass_until_happened(case, kind, times=times, minutes=minutes)
                await post.deliver()

        told = {name: post.mails(case, name) for name in ("agent", "lead", "head", "boss")}
        assert {name: len(lines) for name, lines in told.items()} == {"agent": 2, "lead": 1, "head": 1, "boss": 4}
        assert ["50%" in told["agent"][0], "80%" in told["agent"][1]] == [True, True]
        assert "was missed" in told["lead"][0]
        assert "has come up to" in told["head"][0]
        assert "has come up to" in told["boss"][0]
        assert [f"reminder {number}" in line for number, line in enumerate(told["boss"])] == [False, True, True, True]

    async def test_are_told_no_more_of_a_deadline_that_was_switched_off(self, site: Site, post: PostRoom) -> None:
        """Named case: notices go on after a deadline was switched off."""
        await post.hire("lead", rung="team_lead")
        async with site.worker():
            case = await open_case(site)
            await pass_until_happened(case, EventKind.BREACHED, hours=2, minutes=1)
            await case.do("respond", trial.AGENT, text="It was our fault.", final=True)
            await case.pass_time(hours=6)
            await case.do("close", trial.LEAD, reason="answered")
            await post.deliver()

        assert post.mails(case, "lead") == []
        states = {each.what: each.state for each in await post.owed(case) if each.receiver != "complainant"}
        assert states[EventKind.BREACHED] == "dropped"
        assert EventKind.CLIMBED not in states

    async def test_who_handed_a_case_over_are_told_no_more_of_it(self, site: Site, post: PostRoom) -> None:
        """Named case: the old team is told after re-assignment."""
        old, new = [await post.hire(name, rung="handler") for name in ("old", "new")]
        async with site.worker():
            case = await open_case(site)
            for somebody in (old, new):
                handler = Handler(id=somebody.id, department="front")
                await case.do("assign", trial.LEAD, people=(handler,), handler=somebody.id)
            await case.say("reply", text="I wait.")
            await case.until_happened(EventKind.REPLIED)
            await pass_until_happened(case, EventKind.WARNED, minutes=61)
            await post.deliver()

        assert post.mails(case, "old") == []
        assert len(post.mails(case, "new")) == 3

    async def test_get_one_mail_for_all_that_was_missed_while_nobody_worked(self, site: Site, post: PostRoom) -> None:
        """Named case: hundreds of notices after a restart."""
        await post.hire("boss", rung="senior_management")
        async with site.worker():
            cases = [await open_case(site, pack="nightly", service_line="nightly_bike") for _ in range(20)]
        passing = asyncio.gather(*(case.pass_time(days=9, minutes=30) for case in cases))
        await asyncio.sleep(0.5)

        async with site.worker():
            await passing
            await asyncio.gather(*(case.until_happened(EventKind.BREACHED) for case in cases))
        await post.deliver()
        await post.deliver()

        assert post.count("boss") == 1
        assert [len(post.mails(case, "boss")) for case in cases] == [1] * 20


class TestRedAlert:
    async def test_rings_at_once_at_night_too_until_somebody_acknowledges(self, site: Site, post: PostRoom) -> None:
        boss = await post.hire("boss", rung="senior_management", phone=BOSS_PHONE)
        async with site.worker(), relaying(post.relay()):
            case = await open_at_night(site)
            await case.do("raise-alert", trial.AGENT, reason="smoke")
            await self.rings(post, case, 1)
            for times in (2, 3):
                await case.pass_time(minutes=10)
                await self.rings(post, case, times)
            await case.do("acknowledge-alert", Actor(role="senior_management", id=boss.id, rung="senior_management"))
            await case.pass_time(hours=1)
            await case.do("note", text="It was the toaster.")
        await post.deliver()

        assert len(post.calls(case, BOSS_PHONE)) == 3
        assert post.mails(case, "boss") == []
        owed = [(each.what, each.state, each.failure) for each in await post.owed(case)]
        assert owed[:3] == [("red_alert_raised", "sent", None), *[("alert_repeated", "sent", None)] * 2]
        # Where the case's clock ran ahead of the acknowledgement one more was owed by then, and nobody was told of it.
        assert set(owed[3:]) <= {("alert_repeated", "dropped", "not_needed")}

    async def test_is_silent_after_closing(self, site: Site, post: PostRoom) -> None:
        """Named case: an alert after closing."""
        await post.hire("boss", rung="senior_management", phone=BOSS_PHONE)
        async with site.worker():
            case = await open_case(site)
            await case.do("raise-alert", trial.AGENT, reason="smoke")
            await case.do("respond", trial.AGENT, text="It is out.", final=True)
            await case.do("close", trial.LEAD, reason="out")
            await case.pass_time(days=3)
            await case.do("acknowledge-alert", trial.MANAGER)
            await post.deliver()

        assert EventKind.ALERT_REPEATED not in await case.kinds()
        assert post.calls(case, BOSS_PHONE) == []

    async def rings(self, post: PostRoom, case: LiveCase, times: int) -> None:
        """Wait until the telephone has rung so often; nobody makes the outbox any older."""
        for _ in range(200):
            if len(post.calls(case, BOSS_PHONE)) == times:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{case.number}: {post.calls(case, BOSS_PHONE)}, {await post.owed(case)}")


class TestComplainants:
    @pytest.mark.parametrize("update_limit", [900, 3])
    async def test_get_one_message_in_the_morning(self, site: Site, post: PostRoom, update_limit: int) -> None:
        """With a small limit the case goes on in a new run while it holds what is to be told."""
        async with site.worker():
            case = await open_at_night(site, update_limit=update_limit)
            first_run = await case.run_id()
            await case.do("respond", trial.AGENT, text="We look into it.", final=False)
            await case.do("ask", of="complainant", text="Which one?")
            for number in range(4):
                await case.do("note", text=f"note {number}")
            await post.deliver()
            at_night = post.calls(case, PHONE)

            await case.pass_time(hours=9)
            events = await case.until_happened(EventKind.NOTICES_RELEASED)
            await post.deliver()

        released = next(event for event in events if event.kind is EventKind.NOTICES_RELEASED)
        [text] = post.calls(case, PHONE)
        assert at_night == []
        assert "There is an answer" in text
        assert "We need something from you" in text
        assert released.at.astimezone(SHANGHAI).hour == 8
        assert (await case.run_id() != first_run) is (update_limit == 3)

    async def test_who_called_and_have_only_an_e_mail_get_their_number_by_it(self, site: Site, post: PostRoom) -> None:
        async with site.worker():
            case = await open_case(site, channel="hotline", complainant=BY_MAIL)
            await post.deliver()
            events = await case.until_happened(EventKind.ACKNOWLEDGED)

        assert len(post.mails(case, "zhang")) > 0
        assert post.count("zhang") == 1
        assert [event.data["by"] for event in events if event.kind is EventKind.ACKNOWLEDGED] == ["email"]

    async def test_whom_no_carrier_takes_are_told_by_a_person_once(self, site: Site, post: PostRoom) -> None:
        post.office.rcpt = "550 no such box"
        async with site.worker():
            case = await open_case(site, complainant=BY_MAIL)
            await case.do("respond", trial.AGENT, text="We look into it.", final=False)
            await post.deliver()
            events = await case.until_happened(EventKind.TASK_OPENED)
            for _ in range(3):
                await post.deliver_after_a_crash()
            await case.do("note", text="I call her.")
            events = await site.town.timeline(case.number)

        failed = [event for event in events if event.kind is EventKind.NOTICE_FAILED]
        tasks = [event for event in events if event.kind is EventKind.TASK_OPENED]
        assert (len(failed), len(tasks)) == (1, 1)
        assert (failed[0].data["receiver"], failed[0].data["because"]) == ("complainant", "refused")
        assert post.office.envelopes == []


class TestCrash:
    async def test_between_a_step_s_commit_and_its_completion_tells_nobody_twice(
        self, site: Site, post: PostRoom
    ) -> None:
        """Named case: a timer that fires twice after a crash between marking and sending."""
        await post.hire("lead", rung="team_lead")
        async with site.worker_process(silent_after=EventKind.BREACHED) as worker:
            case = await open_case(site)
            passing = asyncio.create_task(case.pass_time(hours=2, minutes=1))
            assert worker.stdout is not None
            assert (await worker.stdout.readline()).decode().strip() == COMMITTED
            await post.deliver()
            told_before = post.mails(case, "lead")
            worker.kill()
            await worker.wait()
            async with site.worker():
                await passing
                await case.do("note", text="Somebody works again.")
        await post.deliver()

        assert (await case.kinds()).count(EventKind.BREACHED) == 1
        assert len(told_before) == 1
        assert post.mails(case, "lead") == told_before

    async def test_of_the_relay_while_a_mail_is_under_way_never_sends_it_twice(
        self, site: Site, post: PostRoom
    ) -> None:
        post.office.slow = True
        async with site.worker():
            case = await open_case(site, complainant=BY_MAIL)
            await case.do("respond", trial.AGENT, text="We look into it.", final=False)
            async with relaying(post.relay(last_words=0)):
                await post.arrival()
            post.office.slow = False
            for _ in range(2):
                await post.deliver_after_a_crash()
            events = await case.until_happened(EventKind.TASK_OPENED)

        [failed] = [event for event in events if event.kind is EventKind.NOTICE_FAILED]
        assert failed.data["because"] == "unclear"
        assert post.count("zhang") == 1
