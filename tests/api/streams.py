"""The API over a real socket in this very loop, and readers of its streams."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import httpx
import uvicorn

from tests.api.house import House

PATIENCE = 15.0


class _Server(uvicorn.Server):
    """Leaves the signals to the tests, and says when it is there."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.is_up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Message(NamedTuple):
    """One message of a stream."""

    name: str
    place: str | None
    data: dict[str, Any]


class Feed:
    """A stream that somebody reads."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.lines = answer.aiter_lines()

    async def message(self) -> Message:
        """Give the next message; heartbeats are passed over."""
        async with asyncio.timeout(PATIENCE):
            fields: dict[str, str] = {}
            async for line in self.lines:
                name, colon, value = line.partition(": ")
                if name and colon:
                    fields[name] = value
                elif not line and "data" in fields:
                    return Message(fields.get("event", "message"), fields.get("id"), json.loads(fields["data"]))
                elif not line:
                    fields = {}
        raise AssertionError("the stream has ended")

    async def messages(self, count: int) -> list[Message]:
        """Give the next so many."""
        return [await self.message() for _ in range(count)]

    async def line(self, start: str) -> str:
        """Give the next line that begins so."""
        async with asyncio.timeout(PATIENCE):
            async for line in self.lines:
                if line.startswith(start):
                    return line
        raise AssertionError("the stream has ended")

    async def is_over(self) -> bool:
        """Read on until the stream ends."""
        async with asyncio.timeout(PATIENCE):
            async for _ in self.lines:
                pass
        return True


class Served(NamedTuple):
    """A house that is open to the street."""

    house: House
    http: httpx.AsyncClient
    port: int

    @contextlib.asynccontextmanager
    async def feed(self, path: str, headers: dict[str, str], **query: str) -> AsyncIterator[Feed]:
        """Open a stream that must be given."""
        async with self.http.stream("GET", path, headers=headers, params=query) as answer:
            assert answer.status_code == 200, await answer.aread()
            yield Feed(answer)


@contextlib.asynccontextmanager
async def served(house: House) -> AsyncIterator[Served]:
    """Open a house to the street, listening to the journal."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = uvicorn.Config(house.app, lifespan="on", log_config=None, timeout_graceful_shutdown=10)
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        async with asyncio.timeout(PATIENCE):
            await server.is_up.wait()
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
                yield Served(house, http, port)
        finally:
            house.app.state.services.live.hub.close()
            server.should_exit = True
            await task
