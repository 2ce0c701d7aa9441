"""`redress bench intake`: filing and reading over HTTP at a steady rate, with the worker busy on what is filed.

Open loop: a request is sent when its time has come, whether or not the one before was answered, and its latency counts
from that time, so waiting in line is not hidden.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.report import report, spread
from bench.wire import Wire
from local.stack import Stack

PACKS = Path(__file__).parent / "packs"
ENVIRONMENT = {"REDRESS_LIMITS_REQUESTS_PER_MINUTE": "1000000", "REDRESS_LIMITS_INTAKES_PER_MINUTE": "1000000"}


class Load:
    """Posts and reads, with how long each took and what went wrong."""

    def __init__(self, api: Wire) -> None:
        self._api = api
        self.post_ms: list[float] = []
        self.read_ms: list[float] = []
        self.errors: list[str] = []
        self._filed: list[tuple[str, str]] = []

    async def post(self, number: int, *, due: float) -> None:
        """File a complaint that people will have to look at: registered, graded and assigned by the worker at once."""
        body = {
            "service_line": "swift_bike",
            "channel": "web",
            "description": "The bike would not lock and I waited for half an hour; nobody answered the telephone.",
            "complainant": {"name": "Zhang San", "phone": "+8613800000000", "language": "en"},
            "region": f"district-{number % 16}",
            "amount_fen": 600,
        }
        answer = await self._send("POST", "", self.post_ms, due, 201, body=body)
        if answer:
            self._filed.append((answer["tracking_number"], answer["access_code"]))

    async def read(self, *, due: float) -> None:
        """Read one of the cases filed so far."""
        if self._filed:
            number, code = random.choice(self._filed)
            await self._send("GET", f"/{number}", self.read_ms, due, 200, headers={"X-Access-Code": code})

    async def _send(
        self, method: str, path: str, into: list[float], due: float, wanted: int, **request: Any
    ) -> dict[str, Any] | None:
        try:
            status, answer = await self._api.request(method, f"/api/v1/complaints{path}", **request)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.errors.append(type(error).__name__)
            return None
        into.append((time.perf_counter() - due) * 1000)
        if status != wanted:
            self.errors.append(f"{method} {status}")
            return None
        return answer


async def measure(*, rate: float, reads: float, seconds: float) -> None:
    """Measure and report."""
    async with Stack(arguments=["--policies", str(PACKS)], environment=ENVIRONMENT) as stack:
        address = urlsplit(stack.ready.api)
        api = Wire(host=address.hostname or "127.0.0.1", port=address.port or 80)
        await _run(Load(api), rate=rate, reads=reads, seconds=3)
        load = Load(api)
        await _run(load, rate=rate, reads=reads, seconds=seconds)
        api.close()
    report(
        "intake",
        {
            "posted": len(load.post_ms),
            "errors": len(load.errors),
            "post_ms": spread(load.post_ms),
            "read_ms": spread(load.read_ms),
            "posts_per_second": rate,
            "reads_per_second": reads,
            "kinds_of_errors": sorted(set(load.errors)),
        },
        wanted={"errors": "0", "post_ms": "p99 < 50", "read_ms": "p99 < 20"},
    )


async def _run(load: Load, *, rate: float, reads: float, seconds: float) -> None:
    posts = (load.post(number, due=due) async for number, due in _every(1 / rate, seconds=seconds))
    # Reads come between the posts, not on their heels.
    looks = (load.read(due=due) async for _, due in _every(1 / reads, seconds=seconds, after=0.5 / rate))
    await asyncio.gather(_send_all(posts), _send_all(looks))


async def _every(period: float, *, seconds: float, after: float = 0.0) -> AsyncIterator[tuple[int, float]]:
    """Give numbers and the instants at which they are due, each when its time has come."""
    began = time.perf_counter() + after
    for number in range(int(seconds / period)):
        due = began + number * period
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        yield number, due


async def _send_all(requests: AsyncIterator[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as sent:
        async for request in requests:
            sent.create_task(request)


def main(*, rate: float = 50, reads: float = 10, seconds: float = 20) -> None:
    """Run the bench."""
    asyncio.run(measure(rate=rate, reads=reads, seconds=seconds))


if __name__ == "__main__":
    main()
