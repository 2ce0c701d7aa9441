"""Reading every file of every case: several at once, each once however many cases list it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, NamedTuple

from obstore.exceptions import BaseError

from domain.keyring import UnknownKey
from domain.ports import BlobStore, Unreadable
from storage.evidence import Listed

READ_FAILURES: Final = (KeyError, OSError, Unreadable, UnknownKey, BaseError)
"""What a file that cannot be read back raises."""

_AT_ONCE: Final = 4
_BATCH: Final = 500


class FileBreak(NamedTuple):
    """A file that a case lists and that is not there, or is not what was added."""

    kind: str
    tracking_number: str
    evidence: str
    sha256: str
    detail: str

    def __str__(self) -> str:
        """Write it as the one line that people read."""
        return f"{self.kind}: {self.tracking_number} {self.evidence} {self.sha256}: {self.detail}"


def fault_of(listed: Listed, error: Exception) -> FileBreak:
    """Say what is wrong with a file that could not be read back; `error` is one of `READ_FAILURES`."""
    match error:
        case KeyError():
            return FileBreak("missing", *listed, "is not in the file store")
        case Unreadable():
            return FileBreak("altered", *listed, "is not what was added")
    return FileBreak("unreadable", *listed, str(error))


async def check_files(listed: AsyncIterator[Listed], *, blobs: BlobStore) -> list[FileBreak]:
    """Give what is missing or altered; of `listed`, the same files stand one after another."""
    turn = asyncio.Semaphore(_AT_ONCE)
    breaks: list[FileBreak] = []
    async for batch in _batches(listed):
        for found in await asyncio.gather(*(_look(same, blobs, turn) for same in batch)):
            breaks += found
    return sorted(breaks, key=lambda found: (found.tracking_number, found.evidence, found.sha256))


async def _batches(listed: AsyncIterator[Listed]) -> AsyncIterator[list[list[Listed]]]:
    """Give some files at a time, each with all who list it."""
    batch: list[list[Listed]] = []
    async for each in listed:
        if batch and batch[-1][0].sha256 == each.sha256:
            batch[-1].append(each)
            continue
        if len(batch) == _BATCH:
            yield batch
            batch = []
        batch.append([each])
    yield batch


async def _look(same: list[Listed], blobs: BlobStore, turn: asyncio.Semaphore) -> list[FileBreak]:
    """Read a file whole; give what is wrong with it, for each who lists it."""
    async with turn:
        try:
            async for _ in blobs.read(same[0].sha256):
                pass
        except READ_FAILURES as error:
            return [fault_of(each, error) for each in same]
    return []
