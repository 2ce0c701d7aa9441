"""The neighbours service as a process of its own, and somebody for it to call back."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from gateways.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify

TOKEN = "token-of-the-tests"
SECRET = "secret-of-the-tests"
ROOT = Path(__file__).parents[2]
SHORT_TIMINGS = {"delay": 1.0, "late": 0.6, "repair": 0.2, "first_retry": 0.1, "longest_retry": 0.2}
_PROGRAM = """
import json, sys
from local.neighbours.service import run
from local.neighbours.timings import Timings
given = json.loads(sys.argv[1])
run(**given.pop("service"), timings=Timings(**given["timings"]))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def payment(key: str, **changes: Any) -> dict[str, Any]:
    return {"key": key, "kind": "refund", "amount_fen": 1200, "reference": "RD-7K2M9QXD"} | changes


def repair(key: str, **changes: Any) -> dict[str, Any]:
    return {"key": key, "reference": "RD-7K2M9QXD", "what": "车锁打不开"} | changes


class NeighboursProcess:
    """A service that can be killed and started again on the same file and port."""

    def __init__(self, *, folder: Path, callback_base: str = "http://127.0.0.1:9", **timings: float) -> None:
        self.port = free_port()
        self.mail_port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._given = {
            "service": {
                "port": self.port,
                "mail_port": self.mail_port,
                "data_file": str(folder / "neighbours.db"),
                "callback_base": callback_base,
                "token": TOKEN,
                "hooks_secret": SECRET,
            },
            "timings": SHORT_TIMINGS | timings,
        }
        self.client = httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", _PROGRAM, json.dumps(self._given)], cwd=ROOT)
        until = time.monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, "the neighbours did not start"
            assert time.monotonic() < until, "the neighbours do not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def fault(self, what: str, *, times: int = 1, on: str = "payments") -> None:
        self.client.post("/faults", json={"on": on, "what": what, "times": times}).raise_for_status()

    def movements(self, key: str, *, book: str = "payments") -> list[int]:
        items = self.client.get(f"/{book}").raise_for_status().json()["items"]
        return [item["amount_fen"] for item in items if item["key"] == key]

    def wait_for_movement(self, key: str) -> None:
        until = time.monotonic() + 10
        while not self.movements(key):
            assert time.monotonic() < until, "no money moved"
            time.sleep(0.01)

    def _answers(self) -> bool:
        try:
            return self.client.get("/healthz").is_success
        except httpx.TransportError:
            return False

    def _end(self, with_signal: signal.Signals) -> int:
        assert self._process is not None
        if self._process.poll() is None:
            os.kill(self._process.pid, with_signal)
        return self._process.wait(timeout=15)


@contextmanager
def running_neighbours(folder: Path, **options: Any) -> Iterator[NeighboursProcess]:
    """Run a service on the folder; it is gone when the block ends."""
    process = NeighboursProcess(folder=folder, **options)
    with process.client:
        process.start()
        try:
            yield process
        finally:
            process.kill()


class Receiver:
    """Stands in Redress's place for callbacks: answers with the given statuses in turn, then 204; keeps what fits."""

    def __init__(self, *, statuses: list[int] | None = None) -> None:
        self.statuses = statuses or []
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.refused = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> "Receiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait_for(self, count: int, *, key: str) -> list[dict[str, Any]]:
        """Give the bodies about a key once there are so many of them."""
        until = time.monotonic() + 10
        while len(found := [body for _, body in self.received if body["key"] == key]) < count:
            assert time.monotonic() < until, f"{len(found)} of {count} callbacks came"
            time.sleep(0.02)
        return found

    def wait_for_refusals(self, count: int) -> None:
        """Wait until so many callbacks were not taken."""
        until = time.monotonic() + 10
        while self.refused < count:
            assert time.monotonic() < until, f"{self.refused} of {count} callbacks were not taken"
            time.sleep(0.02)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                verify(
                    secret=SECRET,
                    timestamp=self.headers[TIMESTAMP_HEADER],
                    signature=self.headers[SIGNATURE_HEADER],
                    body=body,
                    now=datetime.now(UTC),
                )
                status = receiver.statuses.pop(0) if receiver.statuses else 204
                if status < 300:
                    receiver.received.append((self.path, json.loads(body)))
                else:
                    receiver.refused += 1
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
