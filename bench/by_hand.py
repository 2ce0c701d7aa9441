"""Payments by hand: what no gateway takes is paid at a bank, and two people say the same of it."""

from bench.caller import Answer
from bench.population import Life


async def pay_by_hand(life: Life, remedy: str) -> Answer:
    """Let finance and somebody above say that a remedy was paid; gives the last answer."""
    crew = life.population.crew
    for member in (crew.any_of("finance"), crew.any_of("senior_management")):
        answer = await life.do("confirm-remedy", member, remedy=remedy, how="by transfer", reference=f"BANK {remedy}")
        if not answer.is_success:
            break
    return answer
