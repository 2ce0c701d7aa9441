"""What the gateways' tests share: a running neighbours service, and a server that answers anything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from gateways.neighbour import Neighbour
from tests.gateways.neighbours_process import TOKEN, NeighboursProcess, running_neighbours

AnsweringServer = Callable[[bytes], Awaitable[str]]
NeighbourAt = Callable[..., Neighbour]


@pytest.fixture(scope="session")
def shared_neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("neighbours")) as process:
        yield process


@pytest.fixture
def neighbours(shared_neighbours: NeighboursProcess) -> NeighboursProcess:
    shared_neighbours.client.delete("/faults").raise_for_status()
    return shared_neighbours


@pytest.fixture
async def neighbour_at() -> AsyncIterator[NeighbourAt]:
    """Make a neighbour at an address; it is closed when the test ends."""
    async with AsyncExitStack() as stack:

        def make(url: str, *, token: str = TOKEN, seconds: float = 5.0) -> Neighbour:
            neighbour = Neighbour(system="payments", base_url=url, token=token, seconds=seconds)
            stack.push_async_callback(neighbour.close)
            return neighbour

        yield make


@pytest.fixture
async def answering() -> AsyncIterator[AnsweringServer]:
    """Start a server that reads a request, answers these very bytes and closes the connection; give its address."""
    async with AsyncExitStack() as stack:

        async def start(answer: bytes) -> str:
            async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(answer)
                await writer.drain()
                writer.close()

            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            await stack.enter_async_context(server)
            return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

        yield start
