"""`redress bench verify`: `redress evidence verify` beside `sha256sum` over the same bytes, in one run (A7).

What verify reads is sealed: it opens each file, hashes it, and checks every custody chain; its time is that of a whole
process. `sha256sum` reads the same files plain. Both find them in the memory of the system; rounds take turns.
"""

import asyncio
import hashlib
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from bench.crew import run_redress
from bench.report import report
from bench.rounds import PACKS, straight_through
from domain.custody import CustodyAct, Handling
from domain.events import COMPLAINANT, Event
from domain.intake import open_case
from domain.kinds import EventKind
from gateways.blobs import ObjectBlobStore
from local.stack import Stack
from policies.reader import read_policy
from settings import Settings
from storage.custody import Custody
from storage.database import make_engine
from storage.journal import PostgresJournal
from storage.vault import Vault

_A_CASE: Final = 10
_ARGUMENTS: Final = ("--policies", str(PACKS), "--no-worker", "--no-neighbours")
# Bytes from, to, and of a hundred how many: papers and chats, photos, videos.
_SIZES: Final = ((10_000, 200_000, 30), (200_000, 3_000_000, 60), (5_000_000, 20_000_000, 10))


class File(NamedTuple):
    """A file as it was added."""

    evidence: str
    sha256: str
    size: int
    path: Path


def main(*, files: int = 1_000, rounds: int = 3) -> None:
    """Measure and report."""
    asyncio.run(_measure(count=files, rounds=rounds))


async def _measure(*, count: int, rounds: int) -> None:
    async with Stack(arguments=_ARGUMENTS) as stack:
        empty = await _seconds_of_verify(stack)
        added = await _add(stack, count)
        sums, verifies = [], []
        for _ in range(rounds):
            sums.append(await _seconds_of_sums(added))
            verifies.append(await _seconds_of_verify(stack))
    plain, verify = statistics.median(sums), statistics.median(verifies)
    total = sum(file.size for file in added) / 1e6
    figures = {
        "files": len(added),
        "megabytes": round(total),
        "sha256sum_seconds": [round(each, 2) for each in sums],
        "verify_seconds": [round(each, 2) for each in verifies],
        "verify_of_nothing_seconds": round(empty, 2),
        "sha256sum_mb_per_second": round(total / plain),
        "verify_mb_per_second": round(total / verify),
        "ratio": round(plain / verify, 2),
    }
    report("verify", figures, wanted={"ratio": ">= 0.8"})


async def _seconds_of_verify(stack: Stack) -> float:
    began = time.perf_counter()
    await run_redress("evidence", "verify", folder=stack.folder)
    return time.perf_counter() - began


async def _seconds_of_sums(files: Sequence[File]) -> float:
    began = time.perf_counter()
    paths = (str(file.path) for file in files)
    process = await asyncio.create_subprocess_exec("sha256sum", *paths, stdout=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate()
    took = time.perf_counter() - began
    if [line.split()[0].decode() for line in printed.splitlines()] != [file.sha256 for file in files]:
        raise RuntimeError("sha256sum reads other files than were added")
    return took


async def _add(stack: Stack, count: int) -> list[File]:
    """Add files to cases as the API and a worker would: stored, on record, listed."""
    settings = Settings.load(stack.folder)
    vault = Vault(keys=settings.key_ring(), index_key=settings.identity_key_bytes())
    blobs = ObjectBlobStore(url=settings.blobs_url, key_ring=settings.key_ring())
    engine = make_engine(url=settings.database_url, application_name="redress bench")
    journal, custody = PostgresJournal(engine=engine, vault=vault), Custody(engine=engine, vault=vault)
    plain = stack.folder / "plain"
    plain.mkdir()
    files: list[File] = []
    try:
        for place, size in enumerate(_sizes(count)):
            files.append(await asyncio.to_thread(_make, plain, place, size))
            await blobs.put_file(files[-1].path, sha256=files[-1].sha256)
        for begin in range(0, count, _A_CASE):
            number, some = f"BENCH-{begin:06d}", files[begin : begin + _A_CASE]
            await journal.record(tracking_number=number, events=_life(number, some))
            for file in some:
                await custody.note(number, _upload(file))
    finally:
        await engine.dispose()
    return files


def _sizes(count: int) -> Iterator[int]:
    chance = random.Random(7)
    for _ in range(count):
        low, high, _share = chance.choices(_SIZES, weights=[share for *_, share in _SIZES])[0]
        yield chance.randrange(low, high)


def _make(folder: Path, place: int, size: int) -> File:
    content, path = random.Random(place).randbytes(size), folder / f"{place:06d}"
    path.write_bytes(content)
    return File(f"E-{place:06d}", hashlib.sha256(content).hexdigest(), size, path)


def _life(number: str, files: Sequence[File]) -> list[Event]:
    at = datetime.now(UTC)
    step = open_case(straight_through(number).start, policy=read_policy(PACKS / "swift.yaml"), at=at)
    events = list(step.events)
    for file in files:
        data = {"id": file.evidence, "kind": "photo", "sha256": file.sha256, "size": file.size}
        data["media_type"] = "application/octet-stream"
        added = {"kind": EventKind.EVIDENCE_ADDED, "at": at, "actor": COMPLAINANT.signature, "data": data}
        events.append(Event(sequence=len(events) + 1, **added))
    return events


def _upload(file: File) -> Handling:
    return Handling(
        act=CustodyAct.UPLOADED,
        at=datetime.now(UTC),
        actor=COMPLAINANT.signature,
        evidence=file.evidence,
        sha256=file.sha256,
        address="203.0.113.7",
    )


if __name__ == "__main__":
    main()
