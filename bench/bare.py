"""`redress bench floor`: the bare workflow of the same steps as a straight-through complaint, and how fast it goes."""

import asyncio

from bench import floor
from bench.lifecycle import print_steps
from bench.report import report
from bench.rounds import ARGUMENTS, rounds_on
from bench.sample import sample
from local.stack import Stack


async def measure(*, cases: int) -> None:
    """Measure and report."""
    async with Stack(arguments=ARGUMENTS) as stack, rounds_on(stack) as made:
        await made.of_floor(cases // 4)
        rate = await made.of_floor(cases)
        bare = await sample(made.bare, made.some_numbers())
        await made.of_complaints(1)
        whole = await sample(made.complaints, made.some_numbers())
    print(floor.__doc__)
    print_steps(bare.steps, whole.steps)
    figures = {
        "floor_per_second": round(rate, 2),
        "billable_actions": bare.common.billable_actions,
        "history_events": bare.common.history_events,
    }
    report("floor", figures)


def main(*, cases: int = 300) -> None:
    """Run the bench."""
    asyncio.run(measure(cases=cases))


if __name__ == "__main__":
    main()
