"""The spool: what happens when the disk has no room."""

import os
import resource
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request

from api import errors
from api.upload import received

MIB = 2**20


@pytest.fixture
def little_room() -> Iterator[None]:
    """Let no file of this process grow beyond one MiB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    errors.install(app)

    @app.post("/files")
    async def take(request: Request) -> dict[str, str | int | None]:
        async with received(request) as upload:
            return {"size": upload.path.stat().st_size, "sha256": upload.sha256, "name": upload.file_name}

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as http:
        yield http


class TestReceived:
    async def test_gives_a_file_that_has_no_name_in_any_folder(
        self, http: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

        answer = await http.post("/files", files={"file": ("a.png", b"x" * 3 * MIB)}, data={"kind": "photo"})

        assert answer.json()["size"] == 3 * MIB
        assert os.listdir(tmp_path) == []

    async def test_is_507_in_words_when_there_is_no_room(self, http: httpx.AsyncClient, little_room: None) -> None:
        answer = await http.post(
            "/files",
            files={"file": ("a.png", b"x" * 3 * MIB)},
            data={"kind": "photo"},
            headers={"Accept-Language": "en"},
        )

        assert answer.status_code == 507
        assert answer.json()["detail"].startswith("There is no room left for the file")
