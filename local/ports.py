"""Ports of the local stack: what it listens on, always on loopback."""

import random
import socket
from dataclasses import asdict, dataclass
from typing import Self

from local.errors import StartError

LOOPBACK = "127.0.0.1"

# Below the range that outgoing connections take theirs from: what restarts must find its port still free.
_FREE = range(20_000, 32_000)


@dataclass(frozen=True, kw_only=True)
class Ports:
    """One port for each part that listens; 0 stands for any free one."""

    api: int = 8000
    temporal: int = 7233
    ui: int = 8233
    postgres: int = 5433
    neighbours: int = 8001
    # Nobody types it, so nobody needs it to be the same every time.
    mail: int = 0

    @classmethod
    def any_free(cls) -> Self:
        """All chosen at the start."""
        return cls(api=0, temporal=0, ui=0, postgres=0, neighbours=0, mail=0)

    def claimed(self) -> Self:
        """Give the same with every 0 chosen, after a look whether each port is free.

        Raises:
            StartError: a port is taken or given twice; the message names it and the option that changes it.
        """
        given = {name: port for name, port in asdict(self).items() if port}
        for name, port in given.items():
            _check(name, port, given)
        chosen = dict(given)
        for name in asdict(self):
            chosen.setdefault(name, _free_port(but=set(chosen.values())))
        return type(self)(**chosen)


def _check(name: str, port: int, given: dict[str, int]) -> None:
    option = f"--{name}-port"
    twin = next((other for other, its_port in given.items() if its_port == port and other != name), None)
    if twin:
        raise StartError(f"port {port} is wanted twice: give --{twin}-port or {option} another one, or 0 for any")
    if why_not := _why_not(port):
        raise StartError(f"port {port} ({name}) cannot be had: {why_not}; choose another with {option} (0: any)")


def _why_not(port: int) -> str:
    with socket.socket() as listener:
        # As servers do; connections that linger after a stop are no obstacle, a listening server is.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OverflowError:
            return "ports go from 1 to 65535"
        except OSError as error:
            return (error.strerror or "unknown").lower()
    return ""


def _free_port(*, but: set[int]) -> int:
    ports = random.sample(_FREE, len(_FREE))
    return next(port for port in ports if port not in but and not _why_not(port))
