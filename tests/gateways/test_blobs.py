"""Large things by their content, in a local folder."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from gateways.blobs import BlobAltered, ObjectBlobStore

LARGE = bytes(range(256)) * 40_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "证据 and more"


@pytest.fixture
def blobs(folder: Path) -> ObjectBlobStore:
    return ObjectBlobStore(url=folder.as_uri())


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


class TestObjectBlobStore:
    @pytest.mark.parametrize("data", [b"", "投诉".encode(), LARGE], ids=["empty", "text", "10 MB"])
    async def test_keeps_bytes_under_their_whole_sha256(
        self, blobs: ObjectBlobStore, folder: Path, data: bytes
    ) -> None:
        sha256 = await blobs.put(data)

        assert sha256 == hashlib.sha256(data).hexdigest()
        assert contents(folder) == {sha256: data}
        assert await blobs.get(sha256) == data

    async def test_keeps_the_same_once_also_when_put_by_many_at_once(
        self, blobs: ObjectBlobStore, folder: Path
    ) -> None:
        names = await asyncio.gather(*(blobs.put(b"the same") for _ in range(20)))

        assert len(set(names)) == 1
        assert contents(folder) == {names[0]: b"the same"}

    @pytest.mark.parametrize("name", ["0" * 64, "", "../secret", "ABC", "g" * 64, "0" * 64 + "\n"])
    async def test_knows_no_other(self, blobs: ObjectBlobStore, name: str) -> None:
        with pytest.raises(KeyError):
            await blobs.get(name)

    async def test_notices_what_was_altered_and_mends_it_when_put_again(
        self, blobs: ObjectBlobStore, folder: Path
    ) -> None:
        sha256 = await blobs.put(b"as it was")
        (folder / sha256).write_bytes(b"as it never was")

        with pytest.raises(BlobAltered, match=sha256):
            await blobs.get(sha256)
        await blobs.put(b"as it was")

        assert await blobs.get(sha256) == b"as it was"

    async def test_goes_on_with_the_folder_it_finds(self, blobs: ObjectBlobStore, folder: Path) -> None:
        sha256 = await blobs.put(b"from before")

        assert await ObjectBlobStore(url=folder.as_uri()).get(sha256) == b"from before"
