"""The reader of evidence: one process for each file, bounded in memory and time, and believed in nothing."""

import asyncio
import base64
import contextlib
import json
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Any, BinaryIO, Final

from domain.media import MediaLook
from domain.media_kinds import UNKNOWN_TYPE, MediaProblem

log = logging.getLogger(__name__)

_MEMORY_BYTES: Final = 1 << 30
_SECONDS: Final = 20
# Previews have some 50 KB; whoever tells more than this is not our program any more.
_MOST_TOLD_BYTES: Final = 2 << 20
# Nothing of ours; one arena, since the bound on memory counts what is only reserved as well.
_ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "1"}


class ProcessMediaReader:
    """`MediaReader`: at most `at_once` processes at a time, others wait for their turn.

    `memory_bytes` bounds the address space of each, `seconds` its time, both of the processor and of the clock.
    """

    def __init__(self, *, memory_bytes: int = _MEMORY_BYTES, seconds: int = _SECONDS, at_once: int = 2) -> None:
        self._bounds = (str(memory_bytes), str(seconds))
        self._seconds = seconds
        self._places = asyncio.Semaphore(at_once)

    async def look(self, path: str | Path) -> MediaLook:
        """Say what a file is by its content; one that nobody can read is said to be so.

        Raises:
            OSError: there is no such file, or it cannot be opened.
        """
        with await asyncio.to_thread(Path(path).open, "rb") as file:
            async with self._places:
                told, is_whole = await self._ask(file)
        return _understood(told, is_whole=is_whole)

    async def _ask(self, file: BinaryIO) -> tuple[bytes, bool]:
        """Give what the process told, and whether it came to its end."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", "gateways.media.child", *self._bounds),
            stdin=file,
            stdout=PIPE,
            stderr=DEVNULL,
            env=_ENVIRONMENT,
        )
        told = bytearray()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await _hear(process, told)
                    await process.wait()
            return bytes(told), process.returncode == 0
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()


async def _hear(process: Process, told: bytearray) -> None:
    while process.stdout and len(told) < _MOST_TOLD_BYTES and (more := await process.stdout.read(1 << 16)):
        told += more
    if len(told) >= _MOST_TOLD_BYTES:
        process.kill()


def _understood(told: bytes, *, is_whole: bool) -> MediaLook:
    try:
        found = _merged(told)
        if not is_whole:
            found.setdefault("problem", MediaProblem.UNREADABLE)
        return MediaLook.model_validate(found)
    except (ValueError, TypeError, RecursionError):
        # Without its words, which may be of the file; also when it could not even begin, which is no fault of the file.
        log.error("a file could not be looked into: its process told nothing that can be understood")
        return MediaLook(media_type=UNKNOWN_TYPE, problem=MediaProblem.UNREADABLE)


def _merged(told: bytes) -> dict[str, Any]:
    """Put together what was told in whole lines; of several problems the first stays."""
    found: dict[str, Any] = {}
    for line in told.split(b"\n")[:-1]:
        found |= {key: value for key, value in json.loads(line).items() if key != "problem" or key not in found}
    if "preview" in found:
        found["preview"] = base64.b64decode(found["preview"], validate=True)
    return found
