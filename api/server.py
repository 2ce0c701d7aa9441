"""The server (uvicorn on uvloop): runs an app until it is told to stop, and then lets what is under way finish."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

import uvicorn
import uvloop
from fastapi import FastAPI

GRACE_SECONDS: Final = 10
# Longer than callers keep an idle connection, so that none writes into one that is just being closed.
_KEEP_ALIVE_SECONDS: Final = 30
_BACKLOG: Final = 2_048


class _Server(uvicorn.Server):
    """Stops without ending the process, so that whoever built the app can take it down in order."""

    def __init__(self, config: uvicorn.Config, *, at_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._at_stop = at_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        # What is there now stays: no collection has to look through it any more.
        gc.collect()
        gc.freeze()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop, numbers = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
        for number in numbers:
            loop.add_signal_handler(number, self._stop)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True
        self._at_stop()


class _NotTwice(logging.Filter):
    """Drops the server's account of a failure: it repeats the error's words, and `api.errors` has told of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run an entry point's coroutine to its end on uvloop."""
    uvloop.run(main)


async def serve(
    app: FastAPI, *, host: str, port: int, trusted_proxies: str = "", at_stop: Callable[[], None] = lambda: None
) -> None:
    """Serve until SIGINT or SIGTERM; requests under way have ten seconds to finish.

    Args:
        app: from `api.app.create_app`, built in this very loop.
        host: the address to listen on.
        port: 0 picks a free one.
        trusted_proxies: comma-separated addresses whose `X-Forwarded-For` is believed; none, unless told.
        at_stop: called when it is told to stop, to end what would never end by itself.

    Raises:
        SystemExit: the port cannot be listened on.
    """
    logging.getLogger("uvicorn.error").addFilter(_NotTwice())
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        # Addresses hold tracking numbers and tokens.
        access_log=False,
        server_header=False,
        backlog=_BACKLOG,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    await _Server(config, at_stop=at_stop).serve()
