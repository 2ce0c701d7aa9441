"""A running case moves to a newer version of its pack, on the engine (time rule 14, C5)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.worker import Replayer

from domain.calendar import Calendar
from domain.case import Case
from domain.kinds import EventKind, Stage
from domain.policy import SHELF, Policy
from tests import trial
from tests.domain.stages import policy_with, row
from tests.engine.conftest import KEYS
from tests.engine.town import LiveCase, Town
from workflows.complaint import ComplaintWorkflow
from workflows.plugin import redress_plugin
from workflows.search_attributes import PACK

EVERY_DAY = {day: [("00:00", "24:00")] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def shelve(pack: str, version: int, *rows: dict[str, Any], years: tuple[int, ...] = (), **keys: Any) -> Policy:
    """Put a version of a pack of the test's own on the shelf, in a calendar of its own."""
    own = policy_with(pack=pack, version=version, service_lines=[pack], milestones=list(rows), **keys)
    calendar = Calendar.model_validate({"calendar": "own", "weekly": EVERY_DAY, "years": list(years)})
    policy = Policy(pack=own.pack, calendar=calendar)
    SHELF.put(policy)
    return policy


async def opened(town: Town, pack: str, **limits: Any) -> LiveCase:
    case = await town.open(pack=pack, service_line=pack, order_number=None, **limits)
    await case.until(Stage.INVESTIGATING)
    return case


async def replays(case: LiveCase) -> None:
    replayer = Replayer(workflows=[ComplaintWorkflow], plugins=[redress_plugin(key_ring=KEYS)], build_id="redress")
    await replayer.replay_workflow(await case.handle.fetch_history())


def hours_given(case: Case) -> dict[str, float]:
    return {m.name: (m.due_at - m.clock_start) / timedelta(hours=1) for m in case.open_milestones}


class TestMigration:
    async def test_moves_a_running_case_and_says_what_it_gains_and_loses(self, town: Town) -> None:
        shelve("moving", 1, row("kept", "PT2H"), row("lost", "PT3H"))
        case = await opened(town, "moving")
        shelve("moving", 2, row("kept", "PT5H"), row("gained", "PT6H"))

        answer = await case.migrate(2)

        assert answer.moves is not None
        assert [due.milestone for due in answer.moves.gained] == ["gained"]
        assert [due.milestone for due in answer.moves.lost] == ["lost"]
        assert [moved.milestone for moved in answer.moves.moved] == ["kept"]
        assert hours_given(await case.case()) == {"kept": 5.0, "gained": 6.0}
        described = await case.handle.describe()
        assert described.typed_search_attributes[PACK] == "moving@2"
        await replays(case)

    async def test_lets_the_timer_ring_by_the_new_version(self, town: Town) -> None:
        shelve("ringing", 1, row("a", "PT2H"))
        case = await opened(town, "ringing")
        shelve("ringing", 2, row("a", "PT5H"), climb_every="PT1H")
        await case.migrate(2)

        await case.pass_time(hours=4)
        assert EventKind.BREACHED not in await case.kinds()
        await case.pass_time(hours=2, minutes=1)

        events = await case.until_happened(EventKind.CLIMBED)
        [breached] = [event for event in events if event.kind is EventKind.BREACHED]
        given = datetime.fromisoformat(breached.data["due_at"]) - (await case.case()).received_at
        assert given == timedelta(hours=5)
        await replays(case)

    async def test_breaches_at_once_what_it_makes_overdue_and_says_why(self, town: Town) -> None:
        shelve("overdue", 1, row("a", "PT5H"))
        case = await opened(town, "overdue")
        shelve("overdue", 2, row("a", "PT1H"))
        await case.pass_time(hours=2)

        answer = await case.migrate(2)

        [breached] = [e for e in await town.timeline(case.number) if e.kind is EventKind.BREACHED]
        assert answer.moves is not None
        assert answer.moves.breached == ("a",)
        assert breached.data["because"] == "migrated"
        await replays(case)

    async def test_goes_on_in_a_new_run_by_the_version_that_the_case_came_to(self, town: Town) -> None:
        levels = (row("first", "PT2H", when="level == 1"), row("second", "PT4H", when="level == 2"))
        shelve("carried", 1, *levels)
        case = await opened(town, "carried", event_limit=40)
        first_run = await case.run_id()
        shelve("carried", 2, row("first", "PT3H", when="level == 1"), row("second", "PT9H", when="level == 2"))

        await case.migrate(2)
        await replays(case)
        for i in range(8):
            await case.do("note", text=f"fill {i}")
        await case.do("grade", trial.LEAD, level=2, reason="harder")

        assert await case.run_id() != first_run
        assert hours_given(await case.case()) == {"second": 9.0}
        await replays(case)

    async def test_asked_for_twice_happens_once_and_is_answered_the_same(self, town: Town) -> None:
        shelve("repeated", 1, row("a", "PT2H"))
        case = await opened(town, "repeated", event_limit=40)
        shelve("repeated", 2, row("a", "PT5H"))

        first, beside = await asyncio.gather(case.migrate(2), case.migrate(2))
        for i in range(8):
            await case.do("note", text=f"fill {i}")
        later = await case.migrate(2)

        assert first == beside == later
        assert (await case.kinds()).count(EventKind.MIGRATED) == 1

    async def test_refuses_a_version_without_the_case_s_department_and_goes_on_as_before(self, town: Town) -> None:
        shelve("lacking", 1, row("a", "PT2H"))
        case = await opened(town, "lacking")
        content = trial.policy().pack.model_dump(mode="json")
        departments = {name if name != "front" else "counter": each for name, each in content["departments"].items()}
        shelve("lacking", 2, row("a", "PT5H"), departments=departments)
        before = await case.case()

        with pytest.raises(ApplicationError, match="lacks what the case stands on: department 'front'"):
            await case.migrate(2)

        assert await case.case() == before
        await case.do("note", text="We go on.")
        await replays(case)

    async def test_waits_for_a_version_that_the_worker_does_not_have_yet(self, town: Town) -> None:
        shelve("awaited", 1, row("a", "PT2H"))
        case = await opened(town, "awaited")

        with pytest.raises(ApplicationError) as refused:
            await case.migrate(2)
        shelve("awaited", 2, row("a", "PT5H"))
        await case.migrate(2)

        assert refused.value.details[0] == 503
        assert hours_given(await case.case()) == {"a": 5.0}


class TestProvisionalDeadlines:
    async def test_are_planned_anew_when_the_year_is_loaded(self, town: Town) -> None:
        # No year is covered at first; those of the version after it are all that the deadline can touch.
        year = datetime.now(tz=UTC).year
        shelve("yearly", 1, row("a", {"working_days": 3}))
        case = await opened(town, "yearly")
        [before] = (await case.case()).open_milestones
        shelve("yearly", 2, row("a", {"working_days": 3}), years=(year - 1, year, year + 1))

        answer = await case.migrate(2)

        [after] = (await case.case()).open_milestones
        assert (before.provisional, after.provisional) == (True, False)
        assert answer.moves is not None
        assert [moved.after.provisional for moved in answer.moves.moved] == [False]
