"""The server over real sockets: bodies that are too long get their answer, and a stop lets what is under way finish."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.body_limit import LIMIT

ROOT = Path(__file__).parents[2]
MEGABYTE = 2**20


@contextmanager
def running(module: str = "tests.api.server_process") -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.communicate()


def _wait_for(port: int) -> None:
    for _ in range(1_200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running() as (address, _):
        yield address


def chunks(size: int) -> Callable[[], Iterator[bytes]]:
    def give() -> Iterator[bytes]:
        for _ in range(size // 65_536):
            yield b"x" * 65_536

    return give


class TestBodies:
    @pytest.mark.parametrize("size", [0, 1, LIMIT])
    def test_are_handed_on_whole(self, address: str, size: int) -> None:
        answer = httpx.post(f"{address}/length", content=b"x" * size)

        assert (answer.status_code, answer.json()) == (200, size)

    def test_may_come_in_chunks(self, address: str) -> None:
        answer = httpx.post(f"{address}/length", content=chunks(LIMIT)())

        assert (answer.status_code, answer.json()) == (200, LIMIT)

    @pytest.mark.parametrize("size", [LIMIT + 1, 4 * MEGABYTE, 8 * MEGABYTE])
    def test_that_are_too_long_get_their_413(self, address: str, size: int) -> None:
        answer = httpx.post(f"{address}/length", content=b"x" * size, headers={"Accept-Language": "en"})

        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == "A request may have 1048576 bytes at most."

    def test_that_are_too_long_in_chunks_get_their_413(self, address: str) -> None:
        assert httpx.post(f"{address}/length", content=chunks(3 * MEGABYTE)()).status_code == 413

    def test_that_break_off_harm_nobody(self, address: str) -> None:
        host, port = httpx.URL(address).host, httpx.URL(address).port
        assert port is not None
        with socket.create_connection((host, port)) as caller:
            caller.sendall(b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")

        assert httpx.post(f"{address}/length", content=b"abc").json() == 3


class TestMachinery:
    def test_is_uvloop_and_httptools_and_collects_nothing_of_what_was_there_before(self, address: str) -> None:
        machinery = httpx.get(f"{address}/machinery").json()

        assert machinery["loop"].split(".")[0] == "uvloop"
        assert Path(machinery["spoken_by"]).name == "httptools_impl.py"
        assert machinery["frozen"] > 10_000


class TestStop:
    def test_lets_what_is_under_way_finish_and_ends_in_order(self) -> None:
        with running() as (address, process):
            answers: list[httpx.Response] = []
            caller = threading.Thread(target=lambda: answers.append(httpx.get(f"{address}/slow")))
            caller.start()
            time.sleep(0.5)

            process.send_signal(signal.SIGTERM)
            caller.join()
            output, _ = process.communicate(timeout=10)

        assert answers[0].json() == "done"
        assert output == "closed\n"
        assert process.returncode == 0


class TestFailures:
    def test_are_not_repeated_in_the_log(self) -> None:
        with running() as (address, process):
            answer = httpx.get(f"{address}/fail")
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=10)

        assert answer.status_code == 500
        assert "SECRET" not in errors
