"""Reading words: one reader a version of a pack, made when it is first needed."""

import asyncio
from typing import Final

from api.ports import MakeReader, WordReader
from domain.policy import Policy
from domain.triage import TriageReading

# What takes longer than a request may hold up the others goes to a thread.
_SHORT_TEXT: Final = 16_000


class Readers:
    """Reads complaints and replies by the words of their pack (B1, B4)."""

    def __init__(self, make: MakeReader) -> None:
        self._make = make
        self._readers: dict[tuple[str, int], WordReader] = {}

    async def read(self, text: str, *, policy: Policy) -> TriageReading:
        """Read a text of any length."""
        key = policy.pack.pack, policy.pack.version
        if key not in self._readers:
            self._readers[key] = self._make(policy.pack)
        reader = self._readers[key]
        return await asyncio.to_thread(reader.read, text) if len(text) > _SHORT_TEXT else reader.read(text)
