"""A round of durability: cases in every stage, and parts killed under them; all end in the archive, paid once.

`make chaos` plays five rounds (`bench/chaos.py`), a test one short one.
"""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import psycopg

from bench.caller import Caller
from bench.crew import Post, hire
from bench.crowd import Crowd
from bench.inspection import Findings, inspect, owner_url
from bench.population import Life, Population
from bench.retimed import write_retimed
from local.stack import Stack

PACK: Final = Path(__file__).parent / "packs" / "swift.yaml"
PARTS: Final = ("worker", "api", "temporal", "postgres", "neighbours", "everything")
WINDOWS: Final = {"silence": {"after": "PT7S"}, "feedback_window": "PT5S", "appeal_window": "PT3S"}
LIMITS: Final = {"REDRESS_LIMITS_REQUESTS_PER_MINUTE": "1000000", "REDRESS_LIMITS_INTAKES_PER_MINUTE": "1000000"}
POSTS: Final = (
    Post("agent", "front"),
    Post("investigator", "front"),
    Post("team_lead", "front"),
    Post("department_head", "front"),
    Post("agent", "technical"),
    Post("team_lead", "technical"),
    Post("senior_management"),
    Post("senior_management"),
    Post("finance"),
    Post("auditor"),
)
BACK_WITHIN: Final = 60.0


class Blow(NamedTuple):
    """A part that was killed: how the open cases stood then, and after how long staff could act on a case again."""

    part: str
    stages: dict[str, int]
    seconds: float


class Round(NamedTuple):
    """What a round came to."""

    cases: int
    stories: dict[str, int]
    actions: dict[str, int]
    blows: list[Blow]
    seconds: float
    findings: Findings

    @property
    def stages(self) -> set[str]:
        """Give every stage in which a case stood when a part was killed."""
        return {stage for blow in self.blows for stage in blow.stages}

    @property
    def figures(self) -> dict[str, Any]:
        """Give all of it for a program to read."""
        return {
            "cases": self.cases,
            **self.actions,
            "kept_as_not_applicable": self.findings.kept,
            "events": self.findings.events,
            "payments": self.findings.payments,
            "seconds": round(self.seconds, 1),
            "killed": [{**blow._asdict(), "seconds": round(blow.seconds, 1)} for blow in self.blows],
            "stories": self.stories,
            "wrong": self.findings.wrong,
        }


async def strike(stack: Stack, part: str, *, open_cases: int, probe: Life) -> Blow:
    """Kill a part, or everything at once, and wait until a command on the case `probe` is answered again.

    Args:
        stack: whose part it is.
        part: one of `PARTS`.
        open_cases: how many cases have to be open first.
        probe: a case that stays open.
    """
    async with asyncio.timeout(BACK_WITHIN):
        while sum((stages := await _stages(stack)).values()) < open_cases:
            await asyncio.sleep(0.1)
    began = time.monotonic()
    if part == "everything":
        await stack.kill_everything()
        await stack.start()
    else:
        killed = stack.kill(part)
        await stack.revived(part, since=killed, within=BACK_WITHIN)
    await probe.handle("note", text=f"after {part} was killed")
    return Blow(part=part, stages=stages, seconds=time.monotonic() - began)


async def _stages(stack: Stack) -> dict[str, int]:
    query = "SELECT stage, count(*) FROM complaints WHERE archived_at IS NULL GROUP BY stage ORDER BY stage"
    async with await psycopg.AsyncConnection.connect(owner_url(stack), autocommit=True) as connection:
        return dict(await (await connection.execute(query)).fetchall())


async def play_round(*, cases: int = 40, parts: Sequence[str] = PARTS, every: float = 5.0, seed: int = 1) -> Round:
    """Play one round on a stack of its own.

    Args:
        cases: how many are open at least whenever something is killed.
        parts: what is killed, in this order.
        every: seconds of work before each blow.
        seed: of what people leave to chance.
    """
    began = time.monotonic()
    with TemporaryDirectory(prefix="redress-packs-") as folder:
        write_retimed(PACK, folder=Path(folder), windows=WINDOWS, allowances={})
        async with Stack(arguments=["--policies", folder], environment=LIMITS) as stack:
            crew = await hire(POSTS, stack=stack)
            async with Caller(address=stack.ready.api) as caller:
                population = Population(caller=caller, crew=crew, neighbours=stack.ready.neighbours or "", seed=seed)
                # Somebody is always between two cases.
                async with Crowd(population, size=cases + cases // 5) as crowd:
                    probe = await crowd.gather()
                    blows = []
                    for part in parts:
                        await asyncio.sleep(every)
                        blows.append(await strike(stack, part, open_cases=cases, probe=probe))
                    await crowd.disperse()
                findings = await inspect(stack, population, crowd.lives)
    return Round(
        cases=len(crowd.lives),
        stories={name: crowd.stories.count(name) for name in dict.fromkeys(crowd.stories)},
        actions=population.diary.figures,
        blows=blows,
        seconds=time.monotonic() - began,
        findings=findings._replace(wrong=crowd.wrong + findings.wrong),
    )
