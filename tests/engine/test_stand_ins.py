"""What is for a colleague who is away goes to whoever stands in for them, once, whatever crashes meanwhile (C6, G2)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from domain.case import Handler
from domain.duty import Absence
from domain.kinds import EventKind, Stage
from storage.duty import Duties
from storage.staff import StaffMember
from tests import trial
from tests.engine.post_room import PostRoom, open_post_room
from tests.engine.silent_worker import COMMITTED
from tests.engine.site import Site
from tests.engine.town import LiveCase

pytestmark = pytest.mark.engine

YEARS = timedelta(days=5_000)


@pytest.fixture
async def post(site: Site) -> AsyncIterator[PostRoom]:
    """Notices of the site; whoever a test hires is gone afterwards."""
    async with open_post_room(site) as post:
        yield post


async def open_case(site: Site, handler: StaffMember) -> LiveCase:
    """A case of somebody."""
    case = await site.town.open(order_number=None)
    await case.until(Stage.INVESTIGATING)
    who = Handler(id=handler.id, department="front")
    await case.do("assign", trial.LEAD, people=(who,), handler=handler.id)
    return case


async def leave(site: Site, who: StaffMember, *, deputy: StaffMember | None = None) -> None:
    """Have somebody be away for long."""
    now = datetime.now(tz=UTC)
    absence = Absence(begins_at=now - YEARS, ends_at=now + YEARS, deputy=deputy.id if deputy else None)
    await Duties(engine=site.engine).add_absence(who.id, absence)


async def receivers(post: PostRoom, case: LiveCase) -> dict[str, tuple[str, str]]:
    """Give who was told what, and for whom."""
    owed = [each for each in await post.owed(case) if each.receiver != "complainant"]
    assert len({each.what for each in owed}) == len(owed)
    return {each.what: (each.receiver, each.instead_of) for each in owed}


class TestStandIns:
    async def test_are_told_what_is_for_a_handler_on_leave_and_for_one_who_was_disabled(
        self, site: Site, post: PostRoom
    ) -> None:
        away, deputy, colleague = [await post.hire(name, rung="handler") for name in ("away", "deputy", "colleague")]
        await leave(site, away, deputy=deputy)
        async with site.worker():
            case = await open_case(site, away)
            await case.say("reply", text="I wait.")
            await case.until_happened(EventKind.REPLIED)
            await site.town.staff.disable(away.id)
            await site.town.staff.disable(deputy.id)
            await case.pass_time(minutes=61)
            await case.until_happened(EventKind.WARNED)
            await post.deliver()

        assert await receivers(post, case) == {
            "assigned": (f"staff:{deputy.id}", away.id),
            "replied": (f"staff:{deputy.id}", away.id),
            "warned": (f"staff:{colleague.id}", away.id),
        }
        assert post.mails(case, "away") == []
        (line,) = post.mails(case, "colleague")
        assert line.startswith(f"For staff {away.id}, who is away: {case.number}")

    async def test_are_told_once_though_the_step_is_tried_again_when_others_are_there(
        self, site: Site, post: PostRoom
    ) -> None:
        away, deputy = [await post.hire(name, rung="handler") for name in ("away", "deputy")]
        await leave(site, away, deputy=deputy)
        async with site.worker():
            case = await open_case(site, away)
        async with site.worker_process(silent_after=EventKind.REPLIED) as worker:
            await case.say("reply", text="I wait.")
            assert worker.stdout is not None
            assert (await worker.stdout.readline()).decode().strip() == COMMITTED
            worker.kill()
            await worker.wait()
            await Duties(engine=site.engine).end_absences(away.id)
            async with site.worker():
                await case.until_happened(EventKind.REPLIED)
                await case.do("note", text="Somebody works again.")

        assert (await receivers(post, case))["replied"] == (f"staff:{deputy.id}", away.id)
