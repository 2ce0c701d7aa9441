"""The engine by settings: every program connects here; commands let go of it in the end, its failures in words."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from temporalio.client import Client

from console.frame import Failure
from settings import Settings
from workflows.client import TemporalUnreachable, connect, read_tls

# The SDK's threads must have let go of the interpreter before it ends, or they bring it down.
_LETTING_GO: Final = timedelta(milliseconds=300)


@asynccontextmanager
async def open_temporal(settings: Settings, *, identity: str) -> AsyncIterator[Client]:
    """Connect to Temporal; `identity` is shown in its Web UI. Raises `Failure`."""
    client = await _connect(settings, identity=identity)
    try:
        yield client
    finally:
        await asyncio.sleep(_LETTING_GO.total_seconds())


async def connect_by(settings: Settings, *, identity: str, lazy: bool = False, sandboxed: bool = True) -> Client:
    """Connect as `workflows.client.connect` does. Raises `TemporalUnreachable`, and `OSError` for a certificate."""
    return await connect(
        address=settings.temporal_address,
        namespace=settings.temporal_namespace,
        key_ring=settings.key_ring(),
        identity=identity,
        tls=read_tls(
            ca=settings.temporal_tls_ca, certificate=settings.temporal_tls_cert, key=settings.temporal_tls_key
        ),
        lazy=lazy,
        sandboxed=sandboxed,
    )


def process_identity(program: str) -> str:
    """Tell the processes of a program apart, as the Web UI shows them."""
    return f"{program}@{socket.gethostname()}:{os.getpid()}"


async def _connect(settings: Settings, *, identity: str) -> Client:
    try:
        return await connect_by(settings, identity=identity)
    except TemporalUnreachable as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"a certificate for Temporal cannot be read: {error}") from None
