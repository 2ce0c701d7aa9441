"""`redress bench lifecycle`: straight-through complaints a second, beside the floor in the same run.

Rounds of complaints and of bare workflows take turns on the same servers; the ratio is that of their median rates.
"""

import asyncio
import statistics

from bench.report import report
from bench.rounds import PACKS, costs, rounds_on, steps_of
from local.stack import Stack


async def measure(*, cases: int, rounds: int) -> None:
    """Measure and report."""
    floors, complaints = [], []
    async with Stack(arguments=["--policies", str(PACKS)]) as stack, rounds_on(stack) as made:
        await made.of_floor(cases // 4)
        await made.of_complaints(cases // 4)
        for _ in range(rounds):
            floors.append(await made.of_floor(cases))
            floor_number = made.first_number()
            complaints.append(await made.of_complaints(cases))
        number = made.first_number()
        ours, bare = await costs(made.complaints, number), await costs(made.bare, floor_number)
        steps, floor_steps = await steps_of(made.complaints, number), await steps_of(made.bare, floor_number)
    print_steps(floor_steps, steps)
    floor, rate = statistics.median(floors), statistics.median(complaints)
    report(
        "lifecycle",
        {
            "complaints_per_second": round(rate, 2),
            "floor_per_second": round(floor, 2),
            "ratio_to_floor": round(rate / floor, 3),
            "billable_actions": ours.billable_actions,
            "history_events": ours.history_events,
            "floor_billable_actions": bare.billable_actions,
            "floor_history_events": bare.history_events,
            "floor_rounds": [round(each, 1) for each in floors],
            "complaint_rounds": [round(each, 1) for each in complaints],
        },
        wanted={"ratio_to_floor": ">= 0.85", "billable_actions": "<= 16", "history_events": "<= 70"},
    )


def print_steps(floor: list[str], complaint: list[str]) -> None:
    """Print two histories side by side: what the floor does is what the complaint does."""
    width = max(map(len, floor))
    for row in range(max(len(floor), len(complaint))):
        bare, whole = (steps[row] if row < len(steps) else "" for steps in (floor, complaint))
        print(f"{bare:{width}}  {whole}")


def main(*, cases: int = 300, rounds: int = 3) -> None:
    """Run the bench."""
    asyncio.run(measure(cases=cases, rounds=rounds))


if __name__ == "__main__":
    main()
