"""`redress bench payments`: payments through the real neighbours, a fifth of them going wrong, beside as many without.

Refusals, dropped answers, late and doubled callbacks, in turn. Afterwards each complaint's money has to have moved
once, and `redress ledger reconcile` has to find no difference.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final

import httpx

from bench.crew import run_redress
from bench.report import report
from bench.rounds import ARGUMENTS, Rounds, rounds_on
from local.stack import Stack

FAULTS: Final = ("refuse", "drop_answer", "late", "double_callback")
ONE_IN: Final = 5


def main(*, payments: int = 1_000) -> None:
    """Measure and report; ends with 1 where money moved twice, or not at all."""
    if asyncio.run(_measure(payments)):
        raise SystemExit(1)


async def _measure(payments: int) -> int:
    began = time.monotonic()
    async with Stack(arguments=ARGUMENTS) as stack, rounds_on(stack, with_floor=False) as made:
        await made.of_payments(min(payments, 50), before=_nothing)
        plain = await made.of_payments(payments, before=_nothing)
        numbers = list(made.numbers)
        faulty = await _with_faults(stack, made, payments)
        numbers += made.numbers
        moved = await _moved(stack, numbers)
        differences = await _reconciled(stack)
    doubled = sum(times - 1 for times in moved.values())
    lost = len(numbers) - len(moved)
    report(
        "payments",
        {
            "payments": payments,
            "faults": payments // ONE_IN,
            "per_second": round(plain, 2),
            "per_second_with_faults": round(faulty, 2),
            "ratio": round(faulty / plain, 3),
            "doubled": doubled,
            "lost": lost,
            "reconciled": not differences,
            "seconds": round(time.monotonic() - began),
        },
        wanted={"ratio": ">= 0.5", "doubled": "0", "lost": "0", "reconciled": "true"},
    )
    print(differences, end="")
    return doubled + lost + bool(differences)


async def _with_faults(stack: Stack, made: Rounds, payments: int) -> float:
    async with httpx.AsyncClient(base_url=stack.ready.neighbours or "", trust_env=False) as http:

        async def break_something(place: int) -> None:
            if place % ONE_IN == 0:
                fault = {"on": "payments", "what": FAULTS[place // ONE_IN % len(FAULTS)]}
                (await http.post("/faults", json=fault)).raise_for_status()

        return await made.of_payments(payments, before=break_something)


async def _reconciled(stack: Stack) -> str:
    """Compare the ledger with the neighbours' lists; give the differences, nothing where there are none."""
    try:
        await run_redress("ledger", "reconcile", folder=stack.folder)
    except RuntimeError as error:
        return f"{error}\n"
    return ""


async def _nothing(_place: int) -> None:
    pass


async def _moved(stack: Stack, numbers: Sequence[str]) -> Counter[str]:
    """Count how often the money of each complaint has moved."""
    wanted = set(numbers)
    async with httpx.AsyncClient(base_url=stack.ready.neighbours or "", trust_env=False, timeout=60) as http:
        items = (await http.get("/payments")).raise_for_status().json()["items"]
    return Counter(number for item in items if (number := item["key"].rpartition("-R")[0]) in wanted)
