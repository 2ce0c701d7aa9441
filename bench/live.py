"""`redress bench live`: one case with many open streams, half its complainant's and half the desk's (G3).

The streams are held by a process of their own. The complainant replies, the worker journals it, and each item counts
from the journal's announcement until it came on each stream. Memory is that of the API's process in the end.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, NamedTuple

import httpx
import psutil

from bench.crew import Post, hire
from bench.lives import OTHER
from bench.report import report, spread
from bench.rounds import PACKS
from local.stack import Stack
from storage.announcements import Announcements
from storage.database import make_engine

MEGABYTE: Final = 1e6
_ARGUMENTS: Final = ("--policies", str(PACKS), "--no-neighbours")
_WATCHERS: Final = (sys.executable, "-P", "-m", "bench.live_watchers")
_LONGEST_LINE: Final = 2**28
# A member of staff may have twice as many streams open.
_A_MEMBER: Final = 50
_SETTLES: Final = 5.0
_BETWEEN: Final = 0.5
_DESK: Final = "senior_management"


class Side(NamedTuple):
    """Where one side reads the case, and by what right."""

    path: str
    headers: Mapping[str, str]


def main(*, connections: int = 500, replies: int = 20) -> None:
    """Run the bench."""
    asyncio.run(_measure(connections=connections, replies=replies))


async def _measure(*, connections: int, replies: int) -> None:
    async with Stack(arguments=_ARGUMENTS) as stack:
        api = psutil.Process(stack.pid("api"))
        async with httpx.AsyncClient(base_url=stack.ready.api, trust_env=False, timeout=30) as http:
            sides = await _sides(stack, http, connections=connections)
            before = [await _sequences(http, side) for side in sides]
            streams = [_asked(side, last=known[-1]) for side, known in zip(sides, before, strict=True)]
            announced: dict[int, float] = {}
            async with _announced(stack, announced), _watching(stack, streams) as process:
                for number in range(replies):
                    answer = await http.post(
                        f"{sides[0].path}/replies", json={"text": f"Reply {number}."}, headers=dict(sides[0].headers)
                    )
                    answer.raise_for_status()
                    await asyncio.sleep(_BETWEEN)
                await asyncio.sleep(_SETTLES)
                memory = api.memory_info().rss
                said, _ = await process.communicate(b"")
            new = [set(await _sequences(http, side)) - set(old) for side, old in zip(sides, before, strict=True)]
    figures = _figures(json.loads(said), expected=new, announced=announced)
    wanted = {"p99": "< 1000", "memory_mb": "< 300", "missed": "0", "doubled": "0"}
    whole = {"connections": connections} | figures | {"memory_mb": round(memory / MEGABYTE, 1)}
    report("live", whole, wanted=wanted)


async def _sides(stack: Stack, http: httpx.AsyncClient, *, connections: int) -> list[Side]:
    """File a complaint; give who watches it, the complainant and the desk by turns."""
    receipt = (await http.post("/api/v1/complaints", json=dict(OTHER))).raise_for_status().json()
    await asyncio.sleep(_SETTLES)
    number, code = receipt["tracking_number"], receipt["access_code"]
    theirs = Side(f"/api/v1/complaints/{number}", {"X-Access-Code": code})
    crew = [await hire([Post(_DESK)], stack=stack) for _ in range(connections // (2 * _A_MEMBER) + 1)]
    desk = [Side(f"/api/v1/desk/complaints/{number}", members.any_of(_DESK).headers) for members in crew]
    return [desk[place // (2 * _A_MEMBER)] if place % 2 else theirs for place in range(connections)]


def _asked(side: Side, *, last: int) -> dict[str, Any]:
    return {"path": f"{side.path}/live?cursor={last}", "headers": dict(side.headers)}


async def _sequences(http: httpx.AsyncClient, side: Side) -> list[int]:
    answer = (await http.get(f"{side.path}/timeline", headers=dict(side.headers))).raise_for_status()
    return [item["sequence"] for item in answer.json()["items"]]


@asynccontextmanager
async def _announced(stack: Stack, announced: dict[int, float]) -> AsyncIterator[None]:
    """Note meanwhile when each step was announced."""
    engine = make_engine(url=stack.settings()["REDRESS_DATABASE_URL"], application_name="redress bench", pool_size=1)

    async def note() -> None:
        async for each in Announcements(engine=engine, application_name="redress bench").follow():
            if each is not None:
                announced[each.sequence] = time.monotonic()

    task = asyncio.create_task(note())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await engine.dispose()


@asynccontextmanager
async def _watching(stack: Stack, streams: Sequence[Mapping[str, Any]]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Hold so many streams open in another process."""
    pipe = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*_WATCHERS, stdin=pipe, stdout=pipe, limit=_LONGEST_LINE)
    try:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the watchers have no pipes")
        process.stdin.write(json.dumps({"address": stack.ready.api, "streams": streams}).encode() + b"\n")
        if await process.stdout.readline() != b"ready\n":
            raise RuntimeError("the streams were not all opened")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _figures(
    came: Sequence[Sequence[tuple[int, float]]], *, expected: Sequence[set[int]], announced: Mapping[int, float]
) -> dict[str, Any]:
    """Give how late what came was, in milliseconds; a step's events are announced by the last of them."""
    times = sorted(announced.items())
    late = [
        1_000 * (at - next(told for last, told in times if last >= sequence))
        for stream in came
        for sequence, at in stream
    ]
    numbers = [[sequence for sequence, _ in stream] for stream in came]
    return {
        "events": len(set().union(*expected)),
        **spread(late),
        "missed": sum(len(new - set(seen)) for new, seen in zip(expected, numbers, strict=True)),
        "doubled": sum(len(seen) - len(set(seen)) for seen in numbers),
    }


if __name__ == "__main__":
    main()
