"""`redress bench lifecycle`: straight-through complaints a second, beside the floor in the same run.

Rounds of complaints and of bare workflows take turns on the same servers; the ratio is that of their median rates.
Both workers are processes of their own, set up as in a cluster, with the same limits and without the sandbox.
"""

import asyncio
import statistics

from bench.report import report
from bench.rounds import ARGUMENTS, rounds_on
from bench.sample import Sample, sample
from local.stack import Stack


async def measure(*, cases: int, rounds: int) -> None:
    """Measure and report."""
    floors, complaints = [], []
    async with Stack(arguments=ARGUMENTS) as stack, rounds_on(stack) as made:
        await made.of_floor(cases // 2)
        await made.of_complaints(cases // 2)
        for _ in range(rounds):
            floors.append(await made.of_floor(cases))
            bare_numbers = made.some_numbers()
            complaints.append(await made.of_complaints(cases))
        ours = await sample(made.complaints, made.some_numbers())
        bare = await sample(made.bare, bare_numbers)
    print_steps(bare.steps, ours.steps)
    floor, rate = statistics.median(floors), statistics.median(complaints)
    report(
        "lifecycle",
        {
            "complaints_per_second": round(rate, 2),
            "floor_per_second": round(floor, 2),
            "ratio_to_floor": round(rate / floor, 3),
            **_figures("", ours),
            **_figures("floor_", bare),
            "floor_rounds": [round(each, 1) for each in floors],
            "complaint_rounds": [round(each, 1) for each in complaints],
        },
        wanted={"ratio_to_floor": ">= 0.85", "billable_actions": "<= 16", "history_events": "<= 70"},
    )


def _figures(prefix: str, of: Sample) -> dict[str, int]:
    return {
        f"{prefix}billable_actions": of.common.billable_actions,
        f"{prefix}history_events": of.common.history_events,
        f"{prefix}most_history_events": of.most.history_events,
    }


def print_steps(floor: list[str], complaint: list[str]) -> None:
    """Print two histories side by side: what the floor does is what the complaint does."""
    width = max(map(len, floor))
    for row in range(max(len(floor), len(complaint))):
        bare, whole = (steps[row] if row < len(steps) else "" for steps in (floor, complaint))
        print(f"{bare:{width}}  {whole}")


def main(*, cases: int = 150, rounds: int = 5) -> None:
    """Run the bench."""
    asyncio.run(measure(cases=cases, rounds=rounds))


if __name__ == "__main__":
    main()
