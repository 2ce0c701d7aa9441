"""Payments under fire: at each step of one, the worker, PostgreSQL or the neighbours are killed; each is paid once.

`make chaos` plays the whole matrix, a test one kill of each.
"""

import time
from collections.abc import Sequence
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from bench.caller import Caller
from bench.crew import Post, hire, run_redress
from bench.durability import BACK_WITHIN, LIMITS, PACK, WINDOWS
from bench.payment_steps import AMOUNT_FEN, STEPS, Scene, set_scene
from bench.population import Population
from bench.retimed import write_retimed
from domain.kinds import EventKind, Stage
from local.stack import Stack

VICTIMS: Final = ("worker", "postgres", "neighbours")
POSTS: Final = (Post("agent", "front"), Post("team_lead", "front"), Post("auditor"))
CHECKS: Final = (("audit", "verify"),)

Blow = tuple[str, str]
MATRIX: Final[tuple[Blow, ...]] = tuple(product((step.__name__ for step in STEPS), VICTIMS))


class Paid(NamedTuple):
    """What became of one payment: who was killed at which step, and after how long the case was resolved."""

    step: str
    victim: str
    seconds: float
    wrong: list[str]

    @property
    def figures(self) -> dict[str, Any]:
        """Give all of it for a program to read."""
        return {**self._asdict(), "seconds": round(self.seconds, 1)}


async def play_matrix(blows: Sequence[Blow] = MATRIX) -> tuple[list[Paid], list[str]]:
    """Make a payment for each blow on one stack; give what became of each, and what the books say in the end.

    Args:
        blows: the steps by name, each with the part that is killed there.
    """
    by_name = {step.__name__: step for step in STEPS}
    with TemporaryDirectory(prefix="redress-packs-") as folder:
        write_retimed(PACK, folder=Path(folder), windows=WINDOWS | {"silence": {"after": "PT5M"}}, allowances={})
        stack = Stack(arguments=["--policies", folder], environment=LIMITS)
        async with stack, Caller(address=stack.ready.api) as caller:
            crew = await hire(POSTS, stack=stack)
            population = Population(caller=caller, crew=crew, neighbours=stack.ready.neighbours or "", faults=())
            population.hurry()
            paid = []
            for step, victim in blows:
                scene = await set_scene(stack, population)
                began, killed = time.monotonic(), stack.pid(victim)
                await by_name[step](scene, partial(stack.kill, victim))
                await stack.revived(victim, since=killed, within=BACK_WITHIN)
                await scene.life.reach(Stage.RESOLVED)
                seconds = time.monotonic() - began
                paid.append(Paid(step=step, victim=victim, seconds=seconds, wrong=await amiss(scene)))
            return paid, await _said_by_the_books(stack) + caller.mistakes


async def amiss(scene: Scene) -> list[str]:
    """Say what is wrong with a payment that is over."""
    wrong = []
    if (moved := await scene.movements()) != [AMOUNT_FEN]:
        wrong.append(f"{scene.remedy}: the neighbours moved {moved}")
    if (told := await scene.told(EventKind.PAID)) != 1:
        wrong.append(f"{scene.remedy}: paid {told} times by its timeline")
    return wrong


async def _said_by_the_books(stack: Stack) -> list[str]:
    wrong = []
    for command in CHECKS:
        try:
            await run_redress(*command, folder=stack.folder)
        except RuntimeError as error:
            wrong.append(str(error))
    return wrong
