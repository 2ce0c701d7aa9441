"""Merging on the engine: two workflows take part, and either may end, begin anew or be merged at that moment (A6)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError

from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import LiveCase, Town

pytestmark = pytest.mark.engine


async def opened(town: Town, *, event_limit: int = 1_800, hours_ago: float = 0) -> LiveCase:
    received_at = datetime.now(UTC) - timedelta(hours=hours_ago)
    case = await town.open(order_number=None, received_at=received_at, event_limit=event_limit)
    await case.until(Stage.INVESTIGATING)
    return case


async def times(case: LiveCase, kind: EventKind) -> int:
    return (await case.kinds()).count(kind)


class TestMerging:
    async def test_is_answered_once_the_other_case_has_taken_over(self, town: Town) -> None:
        survivor, duplicate = await opened(town), await opened(town)

        answer = await duplicate.merge_into(survivor.number)

        assert answer.stage == Stage.MERGED
        assert (await duplicate.handle.result())["stage"] == "merged"
        assert (await duplicate.case()).merged_into == survivor.number
        assert (await survivor.case()).merged_from == (duplicate.number,)

    async def test_lets_the_surviving_case_take_over_the_earliest_due_moment(self, town: Town) -> None:
        duplicate, survivor = await opened(town, hours_ago=1), await opened(town)
        await duplicate.merge_into(survivor.number)
        await survivor.do("grade", trial.LEAD, level=2, reason="harder")
        await survivor.do("grade", trial.LEAD, level=1, reason="after all not")

        taken = {m.name: m.due_at for m in (await survivor.case()).open_milestones}
        handed = {m.name: m.due_at for m in (await duplicate.case()).milestones}
        await survivor.pass_time(minutes=70)
        [breached] = [e for e in await survivor.until_happened(EventKind.BREACHED) if e.kind is EventKind.BREACHED]

        assert taken["solved"] == handed["solved"]
        assert breached.data["due_at"] == handed["solved"].isoformat()

    async def test_ends_what_the_merged_case_would_have_escalated(self, town: Town) -> None:
        """Named case: a merged case escalates."""
        duplicate, survivor = await opened(town), await opened(town)
        await duplicate.merge_into(survivor.number)
        await duplicate.handle.result()

        await survivor.pass_time(hours=5)
        await survivor.until_happened(EventKind.CLIMBED)

        merged = await duplicate.kinds()
        assert merged[-1] is EventKind.ARCHIVED
        assert {EventKind.WARNED, EventKind.BREACHED, EventKind.CLIMBED}.isdisjoint(merged)

    async def test_asked_twice_under_one_request_happens_once(self, town: Town) -> None:
        survivor, duplicate = await opened(town), await opened(town)

        first, second = await asyncio.gather(
            *(duplicate.merge_into(survivor.number, request_id="the same") for _ in range(2))
        )

        assert first == second
        assert await times(survivor, EventKind.ABSORBED) == await times(duplicate, EventKind.MERGED) == 1

    async def test_passes_a_line_of_three_on(self, town: Town) -> None:
        first, second, third = [await opened(town) for _ in range(3)]
        await third.merge_into(second.number)
        await second.merge_into(first.number)

        await first.do("note", text="all three are here")

        assert (await first.case()).merged_from == (second.number,)
        assert (await third.case()).merged_into == second.number


class TestOppositeDirections:
    @pytest.mark.parametrize("attempt", range(4))
    async def test_at_once_end_in_one(self, town: Town, attempt: int) -> None:
        first, second = await opened(town), await opened(town)

        answers = await asyncio.gather(
            first.merge_into(second.number), second.merge_into(first.number), return_exceptions=True
        )

        refused = [each for each in answers if isinstance(each, ApplicationError)]
        merged = [case for case in (first, second) if (await case.case()).has_ended]
        [staying] = {first, second} - set(merged)
        assert len(refused) == 1
        assert len(merged) == 1
        assert refused[0].details[0] == 409
        assert (await staying.do("note", text="goes on")).stage == Stage.INVESTIGATING
        assert await times(staying, EventKind.ABSORBED) == 1

    async def test_round_a_ring_of_three_lets_nobody_wait_for_ever(self, town: Town) -> None:
        ring = [await opened(town) for _ in range(3)]

        answers = await asyncio.gather(
            *(case.merge_into(ring[place - 1].number) for place, case in enumerate(ring)), return_exceptions=True
        )

        staying = [case for case in ring if not (await case.case()).has_ended]
        assert len(answers) == 3
        assert staying
        for case in staying:
            assert (await case.do("note", text="goes on")).stage == Stage.INVESTIGATING


class TestSurvivingCase:
    async def test_that_ended_meanwhile_refuses_and_the_duplicate_goes_on(self, town: Town) -> None:
        survivor, duplicate = await opened(town), await opened(town)
        await survivor.say("withdraw", reason="Found it.")
        await survivor.handle.result()

        with pytest.raises(ApplicationError, match="only a case in work") as refusal:
            await duplicate.merge_into(survivor.number)

        assert refusal.value.details[0] == 409
        assert (await duplicate.do("note", text="goes on")).stage == Stage.INVESTIGATING
        assert (await duplicate.case()).next_due_at() is not None

    @pytest.mark.parametrize("attempt", range(4))
    async def test_that_ends_at_that_very_moment_takes_over_or_does_not(self, town: Town, attempt: int) -> None:
        survivor, duplicate = await opened(town), await opened(town)

        _, answer = await asyncio.gather(
            survivor.say("withdraw", reason="Found it."),
            duplicate.merge_into(survivor.number),
            return_exceptions=True,
        )

        await survivor.handle.result()
        is_refused = isinstance(answer, ApplicationError)
        assert await times(survivor, EventKind.ABSORBED) == (0 if is_refused else 1)
        assert (await duplicate.case()).has_ended is not is_refused

    async def test_that_never_was_refuses(self, town: Town) -> None:
        duplicate = await opened(town)

        with pytest.raises(ApplicationError, match="only a case in work"):
            await duplicate.merge_into("RD-GHOST")

        assert (await duplicate.case()).merging is None

    async def test_that_is_the_case_itself_is_refused_at_once(self, town: Town) -> None:
        case = await opened(town)

        with pytest.raises(ApplicationError, match="into itself"):
            await case.merge_into(case.number)

        assert await times(case, EventKind.MERGING) == 0

    async def test_of_another_pack_is_refused_at_once(self, town: Town) -> None:
        survivor, duplicate = await opened(town), await opened(town)

        with pytest.raises(ApplicationError, match="another policy pack"):
            await duplicate.merge_into(survivor.number, pack="another")

    async def test_that_is_beginning_a_new_run_takes_over_all_the_same(self, town: Town) -> None:
        survivor = await opened(town, event_limit=20)
        duplicates = [await opened(town) for _ in range(6)]

        await asyncio.gather(
            *(survivor.do("note", text=f"note {number}") for number in range(6)),
            *(duplicate.merge_into(survivor.number) for duplicate in duplicates),
        )

        assert set((await survivor.case()).merged_from) == {duplicate.number for duplicate in duplicates}
        assert await times(survivor, EventKind.NOTE) == 6
