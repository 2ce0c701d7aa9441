"""`make chaos`: rounds of durability one after the other; prints a table and JSON, exits 1 where anything is wrong."""

import asyncio
import sys

from bench.durability import PARTS, Round, play_round
from bench.report import report

ROUNDS = 5


async def play_rounds(*, rounds: int, cases: int, every: float) -> list[Round]:
    """Play rounds, each on a stack of its own and with another seed."""
    played: list[Round] = []
    for number in range(1, rounds + 1):
        played.append(await play_round(cases=cases, every=every, seed=number))
        print(_told(number, played[-1]), flush=True)
    return played


def main(*, rounds: int = ROUNDS, cases: int = 40, every: float = 5.0) -> None:
    """Play and report."""
    played = asyncio.run(play_rounds(rounds=rounds, cases=cases, every=every))
    wrong = [line for each in played for line in each.findings.wrong]
    report(
        "chaos",
        {
            "rounds": len(played),
            "cases": sum(each.cases for each in played),
            "actions": sum(each.actions["actions"] for each in played),
            "answered_with_success": sum(each.actions["answered_with_success"] for each in played),
            "asked_more_than_once": sum(each.actions["asked_more_than_once"] for each in played),
            "events": sum(each.findings.events for each in played),
            "payments": sum(each.findings.payments for each in played),
            "seconds_until_all_answers": {part: _slowest(played, part) for part in PARTS},
            "wrong": len(wrong),
            "each": [each.figures for each in played],
        },
        wanted={"wrong": "0"},
    )
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        sys.exit(1)


def _slowest(played: list[Round], part: str) -> float:
    return round(max((blow.seconds for each in played for blow in each.blows if blow.part == part), default=0.0), 1)


def _told(number: int, played: Round) -> str:
    blows = ", ".join(f"{blow.part} under {sum(blow.stages.values())} open cases" for blow in played.blows)
    return (
        f"round {number}, {played.seconds:.0f} s: {played.cases} cases, {played.actions['actions']} actions, "
        f"{played.findings.payments} payments, {len(played.findings.wrong)} wrong; killed {blows}"
    )


if __name__ == "__main__":
    main(**dict(zip(("rounds", "cases"), map(int, sys.argv[1:]), strict=False)))
