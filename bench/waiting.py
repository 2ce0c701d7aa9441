"""`redress bench waiting`: open cases that wait, so many a second of which fall due, and what that costs the worker.

The cases that fall due are none that the worker has in its memory: others were opened after them. A row each for a
thousand open cases and for all of them, in one run on the same servers: lateness must not grow with what is open.
"""

import asyncio
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any, Final, NamedTuple

import psutil
from rich.console import Console
from rich.table import Table
from temporalio.client import Client

from bench.inspection import owner_url
from bench.processes import Process, worker_beside
from bench.punctual import ALLOWANCE, CLIMB_EVERY, punctual
from bench.punctuality import Punctuality, punctuality_of
from bench.recorded import Register, journal, keep_commit_times
from bench.report import report
from bench.rounds import ARGUMENTS
from bench.starts import connect_to, open_all, open_by, start_complaint, wait_until
from local.stack import Stack

FEW: Final = 1_000
MEGABYTE: Final = 1_000_000


class Shares(NamedTuple):
    """How many cases are opened, in this order: those that only wait, those that fall due, and more that only wait."""

    older: int
    due: int
    younger: int


class Row(NamedTuple):
    """What was measured with so many cases open."""

    open: int
    due: int
    opened_per_second: float
    worker_mb: float
    punctuality: Punctuality

    @property
    def figures(self) -> dict[str, Any]:
        """Give it for people and programs."""
        return {
            "open": self.open,
            "due": self.due,
            "lateness_ms": self.punctuality.lateness_ms,
            "missed": self.punctuality.missed,
            "doubled": self.punctuality.doubled,
            "early": self.punctuality.early,
            "worker_mb": self.worker_mb,
            "opened_per_second": self.opened_per_second,
        }


def sizes(open_: int) -> list[int]:
    """Give how many cases are open in each row: a thousand first, where there are to be more."""
    return [FEW, open_] if open_ > FEW else [open_]


def shares(new: int, *, due: int, max_cached: int) -> Shares:
    """Divide `new` cases: at most half of them fall due, and after them come enough to push them out of the cache."""
    falling = min(due, new // 2)
    younger = min((new - falling) // 2, max_cached)
    return Shares(older=new - falling - younger, due=falling, younger=younger)


class Waiting:
    """Opens more and more cases, and lets some of them fall due one after the other."""

    def __init__(self, *, client: Client, register: Register, worker: Process) -> None:
        """Prepare.

        Args:
            client: connected as the house does.
            register: where what fell due is on record.
            worker: the process that works on them.
        """
        self._client = client
        self._register = register
        self._worker = worker
        self._size = 0
        self._numbers = (f"WAIT-{number:06d}" for number in count())

    async def row(self, size: int, *, due_per_second: float, seconds: float, max_cached: int) -> Row:
        """Open cases until there are `size`, and measure while some fall due.

        Raises:
            OpenedTooLate: some fell due before all were open.
        """
        parts = shares(size - self._size, due=round(due_per_second * seconds), max_cached=max_cached)
        rate = await self._open_more(parts.older)
        begins_at = open_by(parts.due + parts.younger, per_second=rate, now=datetime.now(tz=UTC))
        prefix = f"DUE-{size:06d}-"
        due = {
            f"{prefix}{number:06d}": begins_at + timedelta(seconds=number / due_per_second)
            for number in range(parts.due)
        }
        await self._open(due)
        await self._open_more(parts.younger)
        await wait_until(begins_at)
        await asyncio.sleep(parts.due / due_per_second)
        recorded = await self._register.once_served(prefix, count=parts.due)
        self._size = size
        return Row(
            open=size,
            due=parts.due,
            opened_per_second=round(rate, 1),
            worker_mb=round(psutil.Process(self._worker.pid).memory_info().rss / MEGABYTE, 1),
            punctuality=punctuality_of(due, recorded, climb_every=CLIMB_EVERY),
        )

    async def _open_more(self, more: int) -> float:
        far = datetime.now(tz=UTC) + ALLOWANCE
        return await self._open(dict.fromkeys(islice(self._numbers, more), far))

    async def _open(self, due: Mapping[str, datetime]) -> float:
        async def start(number: str) -> None:
            await start_complaint(self._client, punctual(number, due_at=due[number]))

        return await open_all(list(due), start, client=self._client, worker=self._worker)


async def measure(*, open_: int, due_per_second: float, seconds: float, max_cached: int) -> bool:
    """Measure and report; tell whether each case was served, once and not before its time."""
    async with Stack(arguments=ARGUMENTS) as stack:
        await keep_commit_times(stack)
        async with worker_beside(stack, "--max-cached", str(max_cached)) as worker:
            client = await connect_to(stack)
            waiting = Waiting(client=client, register=journal(owner_url(stack)), worker=worker)
            rows = [
                await waiting.row(size, due_per_second=due_per_second, seconds=seconds, max_cached=max_cached)
                for size in sizes(open_)
            ]
    figures = [row.figures for row in rows]
    _print_growth(figures)
    report(
        "waiting",
        {
            **figures[-1],
            **{name: sum(each[name] for each in figures) for name in ("missed", "doubled", "early")},
            "due_per_second": due_per_second,
            "max_cached_workflows": max_cached,
        },
        wanted={
            **dict.fromkeys(("missed", "doubled", "early"), "0"),
            "lateness_ms": "p50 < 100, p99 <= 1000",
            "worker_mb": "< 300" if open_ <= 5_000 else "< 400",
        },
        details={"rows": figures},
    )
    return all(row.punctuality.is_faultless for row in rows)


def _print_growth(figures: list[dict[str, Any]]) -> None:
    table = Table(
        "open", "due", "p50 ms", "p99 ms", "max ms", "worker MB", title="how lateness grows with what is open"
    )
    for row in figures:
        late = row["lateness_ms"]
        cells = (row["open"], row["due"], late["p50"], late["p99"], late["max"], row["worker_mb"])
        table.add_row(*map(str, cells))
    Console().print(table)


def main(*, open_: int = 5_000, due_per_second: float = 10, seconds: float = 60, max_cached: int = 200) -> None:
    """Run the bench; exits 1 where a case was missed, served twice or before its time."""
    is_faultless = asyncio.run(
        measure(open_=open_, due_per_second=due_per_second, seconds=seconds, max_cached=max_cached)
    )
    if not is_faultless:
        sys.exit(1)


if __name__ == "__main__":
    main()
