"""The engine as commands use it: connected to by settings, its failures in words."""

from temporalio.client import Client

from console.frame import Failure
from settings import Settings
from workflows.client import TemporalUnreachable, connect, read_tls


async def open_temporal(settings: Settings, *, identity: str, lazy: bool = False) -> Client:
    """Connect to Temporal; `identity` is shown in its Web UI. Raises `Failure`."""
    try:
        return await connect(
            address=settings.temporal_address,
            namespace=settings.temporal_namespace,
            key_ring=settings.key_ring(),
            identity=identity,
            tls=read_tls(
                ca=settings.temporal_tls_ca, certificate=settings.temporal_tls_cert, key=settings.temporal_tls_key
            ),
            lazy=lazy,
        )
    except TemporalUnreachable as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"a certificate for Temporal cannot be read: {error}") from None
