"""The door of an API that does as it is told: for those who file complaints at it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

FILED = b'{"tracking_number": "RD-1", "access_code": "C-1"}'


class Door:
    """An HTTP server that gives the answers it was told to, the last one for ever."""

    def __init__(self, answers: Sequence[bytes]) -> None:
        self._answers = list(answers)
        self.requests: list[bytes] = []
        self.address = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[16:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        self.requests.append(head + await reader.readexactly(length))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        writer.write(answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()


def answer(status: str, body: bytes = b"{}", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def door(*answers: bytes) -> AsyncIterator[Door]:
    opened = Door(answers)
    server = await asyncio.start_server(opened.serve, "127.0.0.1", 0)
    opened.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield opened
