"""Cases are moved some at a time, and what became of each is told, whatever befalls the one beside it."""

import pytest

from api.engine import EngineUnavailable
from console.migrating import AT_ONCE, Outcome, each_moved

NUMBERS = [f"RD-{number:02d}" for number in range(2 * AT_ONCE + 1)]


class TestEachMoved:
    async def test_gives_every_outcome_in_order(self) -> None:
        async def move(number: str) -> Outcome:
            return Outcome(number)

        assert [outcome.number async for outcome in each_moved(NUMBERS, move=move)] == NUMBERS

    async def test_tells_of_those_beside_one_that_could_not_be_asked_and_then_stops(self) -> None:
        asked, told = [], []

        async def move(number: str) -> Outcome:
            asked.append(number)
            if number == NUMBERS[1]:
                raise EngineUnavailable("no worker answers")
            return Outcome(number)

        async def tell() -> None:
            async for outcome in each_moved(NUMBERS, move=move):
                told.append(outcome.number)

        with pytest.raises(EngineUnavailable):
            await tell()

        assert asked == NUMBERS[:AT_ONCE]
        assert told == [NUMBERS[0], *NUMBERS[2:AT_ONCE]]
