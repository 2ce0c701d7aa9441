"""Those who watch a case, in a process of their own: many open streams, and when each item came on each of them.

It reads from stdin one line of JSON, says `ready` once all streams are open, and gives what came when stdin ends.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

# Each stream comes from an address of its own hundred: all of 127.0.0.0/8 is this machine.
_AN_ADDRESS: Final = 50


class Watcher:
    """One open stream: `came` has each item's sequence and when it came, in seconds of the monotonic clock."""

    def __init__(self, *, path: str, headers: dict[str, str], host: str) -> None:
        self._path = path
        self._headers = headers
        self._host = host
        self.is_open = asyncio.Event()
        self.came: list[tuple[int, float]] = []

    async def watch(self, *, address: str) -> None:
        """Read until cancelled. Raises `RuntimeError` where the stream is not given."""
        url = urlsplit(address)
        reader, writer = await asyncio.open_connection(url.hostname, url.port, local_addr=(self._host, 0))
        head = "".join(f"{name}: {value}\r\n" for name, value in self._headers.items())
        writer.write(f"GET {self._path} HTTP/1.1\r\nHost: {url.netloc}\r\n{head}\r\n".encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"the stream was not given: {status.decode().strip()}")
        async for line in reader:
            if line.startswith(b"retry:"):
                self.is_open.set()
            elif line.startswith(b"data: "):
                self.came.append((json.loads(line[6:])["sequence"], time.monotonic()))


async def _all_open(watchers: Sequence[Watcher]) -> None:
    for watcher in watchers:
        await watcher.is_open.wait()


async def main() -> None:
    """Watch until stdin ends."""
    loop = asyncio.get_running_loop()
    asked: dict[str, Any] = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    watchers = [
        Watcher(path=each["path"], headers=each["headers"], host=f"127.0.0.{2 + place // _AN_ADDRESS}")
        for place, each in enumerate(asked["streams"])
    ]
    tasks = [asyncio.create_task(watcher.watch(address=asked["address"])) for watcher in watchers]
    opening = asyncio.create_task(_all_open(watchers))
    await asyncio.wait([opening, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        if task.done():
            task.result()
    await opening
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    for task in tasks:
        task.cancel()
    print(json.dumps([watcher.came for watcher in watchers]), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
