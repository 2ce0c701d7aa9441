"""A long life goes on in a new run, with signals and updates in flight, and nothing lost or doubled."""

import asyncio

from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import Town


class TestContinuation:
    async def test_keeps_every_signal_and_update_that_is_under_way(self, town: Town) -> None:
        case = await town.open(order_number=None, event_limit=40)
        await case.until(Stage.INVESTIGATING)
        first_run = await case.run_id()

        said = [case.say("reply", text=f"reply {i}") for i in range(30)]
        done = [case.do("note", text=f"note {i}") for i in range(30)]
        await asyncio.gather(*said, *done)
        await case.until_happened(EventKind.REPLIED, times=30)

        events = await town.timeline(case.number)
        assert {e.private["text"] for e in events if e.kind is EventKind.REPLIED} == {f"reply {i}" for i in range(30)}
        assert sorted(e.private["text"] for e in events if e.kind is EventKind.NOTE) == sorted(
            f"note {i}" for i in range(30)
        )
        assert await case.run_id() != first_run

    async def test_comes_by_the_number_of_updates_with_others_under_way(self, town: Town) -> None:
        case = await town.open(order_number=None, update_limit=5)
        await case.until(Stage.INVESTIGATING)
        first_run = await case.run_id()

        answers = await asyncio.gather(*[case.do("note", text=f"note {i}") for i in range(12)])

        assert await case.run_id() != first_run
        notes = [e.private["text"] for e in await town.timeline(case.number) if e.kind is EventKind.NOTE]
        assert sorted(notes) == sorted(f"note {i}" for i in range(12))
        assert {answer.stage for answer in answers} == {"investigating"}

    async def test_remembers_what_was_answered(self, town: Town) -> None:
        case = await town.open(order_number=None, event_limit=30)
        first = await case.do("note", request_id="kept", text="once")
        first_run = await case.run_id()
        for i in range(6):
            await case.do("note", text=f"fill {i}")
        assert await case.run_id() != first_run

        again = await case.do("note", request_id="kept", text="once")

        assert again == first
        texts = [e.private["text"] for e in await town.timeline(case.number) if e.kind is EventKind.NOTE]
        assert texts.count("once") == 1

    async def test_remembers_what_the_complainant_said(self, town: Town) -> None:
        case = await town.open(order_number=None, event_limit=30)
        await case.say("reply", request_id="kept", text="once")
        await case.until_happened(EventKind.REPLIED)
        first_run = await case.run_id()
        for i in range(6):
            await case.do("note", text=f"fill {i}")
        assert await case.run_id() != first_run

        await case.say("reply", request_id="kept", text="once")
        await case.say("reply", request_id="another", text="done")
        events = await case.until_happened(EventKind.REPLIED, times=2)

        assert [e.private["text"] for e in events if e.kind is EventKind.REPLIED] == ["once", "done"]

    async def test_keeps_the_clocks_running(self, town: Town) -> None:
        case = await town.open(order_number=None, event_limit=30)
        for i in range(6):
            await case.do("note", text=f"fill {i}")

        await case.pass_time(hours=3)
        events = await case.until_happened(EventKind.BREACHED)

        breached = [e.data["milestone"] for e in events if e.kind is EventKind.BREACHED]
        assert breached == ["solved"]

    async def test_ends_in_the_archive(self, town: Town) -> None:
        case = await town.open(order_number=None, event_limit=30)
        for i in range(4):
            await case.do("note", text=f"fill {i}")
        await case.do("respond", trial.AGENT, text="That is all.", final=True)

        await case.pass_time(days=38)

        assert (await case.until_true(lambda case: case.has_ended, what="archive")).stage is Stage.CLOSED
