"""Repeats that nobody could see at arrival: filed in the same moment, or while no worker was there (A6)."""

import asyncio
from typing import Any

import pytest

from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from tests import trial
from tests.engine.town import LiveCase, Town

pytestmark = pytest.mark.engine


async def filed(town: Town, phone: str, **complaint: Any) -> LiveCase:
    """A complaint that knew of no other as it was filed, under a pack by which a repeat is of level 2."""
    SHELF.put(trial.repeating())
    usual: dict[str, Any] = {"order_number": None, "complainant": {"name": "Li Si", "phone": phone}}
    return await town.open(pack="repeating", service_line="repeating", **(usual | complaint))


class TestRepeat:
    async def test_is_counted_and_graded_once_it_is_on_record(self, town: Town) -> None:
        first = await filed(town, "13900000301")
        await first.until(Stage.INVESTIGATING)

        second = await filed(town, "+86 139 0000 0301")

        repeat = await second.until_true(lambda it: it.repeat_count == 1, what="count of repeats")
        events = await second.until_happened(EventKind.LIKENESS_FOUND)
        assert [each.tracking_number for each in repeat.likenesses] == [first.number]
        assert (repeat.level, (await first.case()).level, (await first.case()).repeat_count) == (2, 1, 0)
        assert [event.kind for event in events].count(EventKind.LIKENESS_FOUND) == 1

    async def test_of_the_same_moment_is_counted_by_at_least_one_of_the_two(self, town: Town) -> None:
        cases = await asyncio.gather(*(filed(town, "13900000302") for _ in range(2)))

        for case in cases:
            await case.until(Stage.INVESTIGATING)
            # Heard after what the step that put it on record has found.
            await case.do("note", text="seen")

        counts = [(await case.case()).repeat_count for case in cases]
        assert sorted(counts) in ([0, 1], [1, 1])

    async def test_of_another_person_is_none(self, town: Town) -> None:
        first = await filed(town, "13900000303")
        await first.until(Stage.INVESTIGATING)
        second = await filed(town, "13900000304")
        await second.until(Stage.INVESTIGATING)

        await second.do("note", text="seen")

        assert (await second.case()).repeat_count == 0
        assert EventKind.LIKENESS_FOUND not in await second.kinds()
