"""`redress bench upload`: what a large file costs the API in memory while it comes in over HTTP (A7).

The process is the stack's own API. Its peak is what the kernel counts, begun anew before each upload; idle is what it
holds after a small file was taken, so that nothing is loaded for the first time. What looks into the file is a process
of its own, of 1 GiB at most, and not counted.
"""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import psutil

from bench.report import report
from bench.rounds import PACKS
from local.stack import Stack

MEGABYTE: Final = 1e6
_PIECE: Final = 2**20
_ARGUMENTS: Final = ("--policies", str(PACKS), "--no-worker", "--no-neighbours")
_TAKEN: Final = 201


class Cost(NamedTuple):
    """What one upload cost; memory in megabytes."""

    idle: float
    peak: float
    seconds: float


def main(*, mebibytes: int = 50, rounds: int = 5) -> None:
    """Measure and report."""
    asyncio.run(_measure(size=mebibytes * 2**20, rounds=rounds))


async def _measure(*, size: int, rounds: int) -> None:
    async with Stack(arguments=_ARGUMENTS) as stack:
        process = psutil.Process(stack.pid("api"))
        async with httpx.AsyncClient(base_url=stack.ready.api, trust_env=False, timeout=120) as http:
            path, headers = await _file(http)
            await _upload(http, path, headers, size=_PIECE)
            costs = [await _cost(http, path, headers, process, size=size) for _ in range(rounds)]
    figures = {
        "mebibytes": size / 2**20,
        "idle_mb": [round(each.idle, 1) for each in costs],
        "peak_mb": [round(each.peak, 1) for each in costs],
        "extra_mb": round(max(each.peak - costs[0].idle for each in costs), 1),
        "seconds": [round(each.seconds, 2) for each in costs],
    }
    report("upload", figures, wanted={"extra_mb": "< 80"})


async def _file(http: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """File a complaint; give where its evidence goes, and the right to add some."""
    body = {
        "service_line": "swift_bike",
        "channel": "web",
        "description": "The bike would not lock.",
        "complainant": {"name": "Zhang San", "phone": "+8613800000000", "language": "en"},
    }
    answer = await http.post("/api/v1/complaints", json=body)
    answer.raise_for_status()
    receipt = answer.json()
    path = f"/api/v1/complaints/{receipt['tracking_number']}/evidence"
    return path, {"X-Access-Code": receipt["access_code"]}


async def _cost(
    http: httpx.AsyncClient, path: str, headers: dict[str, str], process: psutil.Process, *, size: int
) -> Cost:
    idle = process.memory_info().rss
    memory = Path("/proc") / str(process.pid)
    # From here on the kernel keeps a new peak.
    (memory / "clear_refs").write_text("5", encoding="ascii")
    began = time.perf_counter()
    await _upload(http, path, headers, size=size)
    seconds = time.perf_counter() - began
    [line] = [line for line in (memory / "status").read_text().splitlines() if line.startswith("VmHWM")]
    return Cost(idle=idle / MEGABYTE, peak=int(line.split()[1]) * 1024 / MEGABYTE, seconds=seconds)


async def _upload(http: httpx.AsyncClient, path: str, headers: dict[str, str], *, size: int) -> None:
    boundary = secrets.token_hex(8)
    form = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": secrets.token_hex(16)}
    answer = await http.post(path, headers=headers | form, content=_body(boundary, size=size))
    if answer.status_code != _TAKEN:
        raise RuntimeError(f"the file was not taken: {answer.status_code} {answer.text}")


async def _body(boundary: str, *, size: int) -> AsyncIterator[bytes]:
    """Give a form with a file of bytes that are like nothing before."""
    kind = b'Content-Disposition: form-data; name="kind"\r\n\r\nvideo'
    head = b'Content-Disposition: form-data; name="file"; filename="ride.bin"\r\n\r\n'
    line = f"--{boundary}".encode()
    yield b"\r\n".join((line, kind, line, head))
    for begin in range(0, size, _PIECE):
        yield os.urandom(min(_PIECE, size - begin))
    yield b"\r\n" + line + b"--\r\n"


if __name__ == "__main__":
    main()
