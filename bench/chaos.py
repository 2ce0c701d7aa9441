"""`make chaos`: rounds of durability, then kills at every step of a payment; exits 1 where anything is wrong."""

import asyncio
import json
import sys
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.durability import PARTS, Round, play_round
from bench.payment_kills import Paid, play_matrix
from bench.report import KEPT_IN, report

ROUNDS: Final = 5
SUMS: Final = ("cases", "actions", "answered_with_success", "refused", "asked_more_than_once", "events", "payments")


async def play_rounds(*, rounds: int, cases: int, every: float) -> list[Round]:
    """Play rounds, each on a stack of its own and with another seed, and print each when it is over."""
    played: list[Round] = []
    for number in range(1, rounds + 1):
        played.append(await play_round(cases=cases, every=every, seed=number))
        print_round(played[-1], number=number)
    return played


def print_round(played: Round, *, number: int) -> None:
    """Print what was killed, under which cases, and what is wrong."""
    title = f"round {number}: {played.cases} cases in {played.seconds:.0f} s, {len(played.findings.wrong)} things wrong"
    table = Table("killed", "seconds until a command was answered", "open cases, by stage", title=title)
    for blow in played.blows:
        stages = ", ".join(f"{times} {stage}" for stage, times in blow.stages.items())
        table.add_row(blow.part, f"{blow.seconds:.1f}", f"{sum(blow.stages.values())}: {stages}")
    Console().print(table)
    for line in played.findings.wrong:
        print(f"round {number}: {line}", file=sys.stderr, flush=True)


def print_payments(paid: list[Paid], *, wrong: list[str]) -> None:
    """Print who was killed at which step of a payment, and what is wrong."""
    table = Table("step", "killed", "seconds until resolved", title=f"{len(paid)} payments, {len(wrong)} things wrong")
    for each in paid:
        table.add_row(each.step.replace("_", " "), each.victim, f"{each.seconds:.1f}")
    Console().print(table)
    for line in wrong:
        print(f"payments: {line}", file=sys.stderr, flush=True)


def main(*, rounds: int = ROUNDS, cases: int = 40, every: float = 5.0) -> None:
    """Play and report; every round by itself is kept in `chaos-rounds.json`, beside the sums.

    Args:
        rounds: how many.
        cases: how many are open at least whenever something is killed.
        every: seconds of work before each blow.
    """
    played = asyncio.run(play_rounds(rounds=rounds, cases=cases, every=every))
    paid, books = asyncio.run(play_matrix())
    amiss = [line for payment in paid for line in payment.wrong] + books
    print_payments(paid, wrong=amiss)
    each = [one.figures for one in played]
    wrong = sum(len(one.findings.wrong) for one in played) + len(amiss)
    sums = {name: sum(figures[name] for figures in each) for name in SUMS}
    slowest = {part: max(blow.seconds for one in played for blow in one.blows if blow.part == part) for part in PARTS}
    seconds = {part: round(longest, 1) for part, longest in slowest.items()}
    report(
        "chaos",
        {
            "rounds": rounds,
            **sums,
            "seconds_until_answered": seconds,
            "payments_under_fire": len(paid),
            "wrong": wrong,
        },
        wanted={"wrong": "0"},
    )
    (KEPT_IN / "chaos-rounds.json").write_text(json.dumps(each, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main(**dict(zip(("rounds", "cases"), map(int, sys.argv[1:]), strict=False)))
