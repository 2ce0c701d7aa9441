"""Files over real sockets: the answer arrives while somebody is still sending, and who hangs up leaves nothing."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from domain.evidence import MOST_BYTES
from tests.api.test_server import MEGABYTE, running

SERVER = "tests.api.upload_process"
PATH = "/api/v1/complaints/RD/evidence"
FORM = {"Content-Type": "multipart/form-data; boundary=B", "Accept-Language": "en"}
HEAD = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
END = b"\r\n--B--\r\n"


def form(size: int) -> Iterator[bytes]:
    yield HEAD
    for _ in range(size // MEGABYTE):
        yield b"x" * MEGABYTE
    yield b"x" * (size % MEGABYTE)
    yield END


def spools(process: int) -> list[str]:
    """Name the files without a name that a process keeps open."""
    found = []
    for name in os.listdir(f"/proc/{process}/fd"):
        # One that was closed since is none.
        with suppress(FileNotFoundError):
            found.append(os.readlink(f"/proc/{process}/fd/{name}"))
    return [target for target in found if target.endswith("(deleted)")]


def wait_for_no_spools(process: int) -> None:
    for _ in range(400):
        if not spools(process):
            return
        time.sleep(0.05)
    raise AssertionError(f"{spools(process)} are still open")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running(SERVER) as (address, _):
        yield address


class TestUploads:
    def test_may_have_50_mib(self, server: str) -> None:
        answer = httpx.post(server + PATH, content=form(MOST_BYTES), headers=FORM, timeout=60)

        assert (answer.status_code, answer.json()) == (200, MOST_BYTES)

    def test_that_are_too_long_get_their_413(self, server: str) -> None:
        answer = httpx.post(server + PATH, content=form(MOST_BYTES + 4 * MEGABYTE), headers=FORM, timeout=60)

        assert answer.status_code == 413
        assert answer.json()["detail"] == f"A request may have {MOST_BYTES} bytes at most."

    def test_that_make_no_sense_are_refused_while_they_are_still_being_sent(self, server: str) -> None:
        body = [b'--B\r\nContent-Disposition: form-data; name="other"\r\n\r\n', *[b"x" * MEGABYTE] * 5, END]

        answer = httpx.post(server + PATH, content=iter(body), headers=FORM, timeout=60)

        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "other")

    def test_that_break_off_leave_nothing(self) -> None:
        with running(SERVER) as (address, process):
            url = httpx.URL(address)
            with socket.create_connection((url.host, url.port or 0)) as caller:
                head = "".join(f"{name}: {value}\r\n" for name, value in FORM.items())
                caller.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 9000000\r\n\r\n".encode())
                caller.sendall(HEAD + b"x" * 2 * MEGABYTE)

            assert httpx.post(address + PATH, content=form(10), headers=FORM).json() == 10
            wait_for_no_spools(process.pid)
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=20)

        assert "Traceback" not in said
