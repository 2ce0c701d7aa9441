"""So many complainants at once, each of whom files the next complaint when one has come to its end."""

import asyncio
from collections.abc import Awaitable, Iterator
from itertools import cycle
from types import TracebackType
from typing import Final, Self

from bench.caller import NoAnswer
from bench.endings import bring_to_its_end, play
from bench.lives import OTHER, STORIES, Story
from bench.population import Astray, Life, Population

ENDED_WITHIN: Final = 400.0


class Crowd:
    """Everybody who complains, until the block ends; `wrong` is what they could not bring to its end."""

    def __init__(self, population: Population, *, size: int) -> None:
        self.lives: list[Life] = []
        self.stories: list[str] = []
        self.wrong: list[str] = []
        self._population = population
        self._size = size
        self._script: Iterator[Story] = cycle(STORIES)
        self._is_over = asyncio.Event()
        self._people: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for person in self._people:
            person.cancel()
        await asyncio.gather(*self._people, return_exceptions=True)

    async def gather(self) -> Life:
        """Let everybody file; give one more case, which stays open until they disperse.

        Raises:
            Astray: that one could not be filed.
        """
        probe = await self._population.file(OTHER)
        self._keep(probe, "probe")
        people = [self._stay(probe), *(self._live() for _ in range(self._size))]
        self._people = [asyncio.create_task(person) for person in people]
        while len(self.lives) <= self._size and not any(person.done() for person in self._people):
            await asyncio.sleep(0.05)
        return probe

    async def disperse(self) -> None:
        """Let everybody bring their case to its end, and go."""
        self._is_over.set()
        self._population.hurry()
        done, late = await asyncio.wait(self._people, timeout=ENDED_WITHIN)
        self.wrong += [f"{len(late)} people did not come to an end within {ENDED_WITHIN:g} s"] * bool(late)
        for person in done:
            person.result()

    async def _live(self) -> None:
        while not self._is_over.is_set():
            await self._noting_trouble(self._tell(next(self._script)))

    async def _stay(self, probe: Life) -> None:
        await self._is_over.wait()
        await self._noting_trouble(bring_to_its_end(probe))

    async def _tell(self, story: Story) -> None:
        life = await self._population.file(story.complaint)
        self._keep(life, story.name)
        await play(story.play, life)

    def _keep(self, life: Life, story: str) -> None:
        self.lives.append(life)
        self.stories.append(story)

    async def _noting_trouble(self, doing: Awaitable[None]) -> None:
        try:
            await doing
        except (Astray, NoAnswer) as error:
            self.wrong.append(f"{type(error).__name__}: {error}")
