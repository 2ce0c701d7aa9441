"""Time in a case, on the real engine: one life with much of what others got wrong, and an outage of every worker."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.events import Event
from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with, row
from tests.engine.site import Site
from tests.engine.town import LiveCase

pytestmark = pytest.mark.engine

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)
NOTHING_DUE = trial.FINDING | {"cause": "unknown", "responsible": "none", "overcharged_fen": 0}
TIMED = policy_with(
    pack="timed",
    service_lines=["timed_bike"],
    milestones=[
        row("found", {"working_hours": 8}, "finding_recorded", when="level == 1", pauses=True, warn_at=[0.5]),
        row("found", {"working_hours": 12}, "finding_recorded", pauses=True, warn_at=[0.5]),
        row("solved", {"working_days": 3}, "resolved", pauses=True, warn_at=[0.5]),
    ],
)
SECONDS = policy_with(
    pack="seconds",
    service_lines=["seconds_bike"],
    milestones=[row(name, f"PT{length}S", warn_at=[0.9]) for name, length in (("a", 6), ("b", 7), ("c", 8))],
    climb_every="PT1S",
)
LADDER = (EventKind.BREACHED, EventKind.CLIMBED, EventKind.REMINDED)
TOLD = (
    *LADDER,
    EventKind.WARNED,
    EventKind.PAUSED,
    EventKind.RESUMED,
    EventKind.MILESTONE_MET,
    EventKind.MILESTONE_CANCELLED,
)
SAID = {"milestone", "milestones", "fraction", "due_at", "periods", "rung_index", "late"}


@pytest.fixture(autouse=True, scope="module")
def packs() -> None:
    """What the cases here are filed under."""
    for policy in (TIMED, SECONDS):
        SHELF.put(policy)


def next_monday(after: datetime) -> datetime:
    """Give ten in the morning of the Monday after, in Shanghai: a weekend lies before it."""
    local = after.astimezone(SHANGHAI).replace(hour=10, minute=0, second=0, microsecond=0)
    return local + timedelta(days=7 - local.weekday())


async def pass_until(case: LiveCase, instant: datetime) -> None:
    passed = (await case.case()).last_event_at
    await case.pass_time(seconds=(instant - passed).total_seconds())


async def live(case: LiveCase) -> list[Event]:
    """Ask over a weekend, grade anew in between, miss what is due, climb to the top, resolve, appeal, withdraw."""
    opened = await case.until(Stage.INVESTIGATING)
    monday = next_monday(opened.received_at)
    await case.do("ask", of="complainant", text="Which one?")
    await pass_until(case, monday - timedelta(days=1))
    await case.do("grade", trial.LEAD, level=2, reason="harder")
    await pass_until(case, monday)
    await case.say("reply", text="That one.")
    await case.until_happened(EventKind.RESUMED)
    await pass_until(case, monday + timedelta(days=1, hours=8, minutes=30))
    await case.until_happened(EventKind.REMINDED)
    await case.do("record-finding", trial.MANAGER, **NOTHING_DUE)
    await case.do("respond", trial.AGENT, text="No.", final=True)
    await case.pass_time(days=1)
    await case.say("appeal", reason="unheard")
    await case.until_happened(EventKind.REOPENED)
    await case.pass_time(days=2)
    await case.until_happened(EventKind.WARNED, times=3)
    await case.say("withdraw", reason="enough")
    return await case.until_happened(EventKind.ARCHIVED)


ACTS: dict[EventKind, Callable[[Life], None]] = {
    EventKind.ASKED: lambda life: life.do("ask", of="complainant", text="Which one?"),
    EventKind.GRADED: lambda life: life.do("grade", trial.LEAD, level=2, reason="harder"),
    EventKind.REPLIED: lambda life: life.say("reply", text="That one."),
    EventKind.FINDING_RECORDED: lambda life: life.do("record-finding", trial.MANAGER, **NOTHING_DUE),
    EventKind.ANSWERED: lambda life: life.do("respond", trial.AGENT, text="No.", final=True),
    EventKind.APPEALED: lambda life: life.say("appeal", reason="unheard"),
    EventKind.WITHDRAWN: lambda life: life.say("withdraw", reason="enough"),
}


def on_the_core(events: list[Event]) -> Life:
    """Play the same acts at the same instants with no engine."""
    received_at = datetime.fromisoformat(events[0].data["received_at"])
    life = Life(policy=TIMED, at=events[0].at, received_at=received_at, order_number=None, service_line="timed_bike")
    for event in events:
        if event.kind in ACTS and event.actor != "system":
            life.pass_time(microseconds=(event.at - life.now) // timedelta.resolution)
            ACTS[event.kind](life)
    return life


def told(events: list[Event]) -> list[tuple[EventKind, dict[str, Any]]]:
    """Give what is said about deadlines, but for whom it concerns and when it was seen."""
    return [
        (event.kind, {name: value for name, value in event.data.items() if name in SAID})
        for event in events
        if event.kind in TOLD
    ]


class TestOneLife:
    async def test_is_told_by_the_engine_as_by_the_core(self, site: Site) -> None:
        async with site.worker():
            case = await site.town.open(pack="timed", service_line="timed_bike", order_number=None)
            events = await live(case)

        assert told(events) == told(on_the_core(events).events)
        kinds = [kind for kind, data in told(events) if data.get("milestone") == "found"]
        assert kinds[:6] == [
            EventKind.WARNED,
            EventKind.BREACHED,
            EventKind.CLIMBED,
            EventKind.CLIMBED,
            EventKind.REMINDED,
            EventKind.MILESTONE_MET,
        ]
        reopened = next(event.sequence for event in events if event.kind is EventKind.REOPENED)
        warned_anew = [event for event in events if event.kind is EventKind.WARNED and event.sequence > reopened]
        assert warned_anew


class TestOutage:
    async def test_breaches_once_with_the_true_due_time_what_passed_while_no_worker_ran(self, site: Site) -> None:
        async with site.worker():
            case = await site.town.open(pack="seconds", service_line="seconds_bike", order_number=None)
            opened = await case.until(Stage.INVESTIGATING)
        before = await case.kinds()

        await asyncio.sleep(12)
        async with site.worker():
            events = await case.until_happened(EventKind.BREACHED, times=3)
            await case.say("withdraw", reason="enough")
            events = await case.until_happened(EventKind.ARCHIVED)

        assert not set(before) & {*LADDER, EventKind.WARNED}
        breached = [event for event in events if event.kind is EventKind.BREACHED]
        assert [event.data["milestone"] for event in breached] == ["a", "b", "c"]
        assert [datetime.fromisoformat(event.data["due_at"]) - opened.received_at for event in breached] == [
            6 * SECOND,
            7 * SECOND,
            8 * SECOND,
        ]
        assert {event.data["rung"] for event in breached} == {"senior_management"}
        assert len({event.at for event in breached}) == 1
        assert not [event for event in events if event.kind in {EventKind.CLIMBED, EventKind.WARNED}]
