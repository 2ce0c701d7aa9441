"""Large things by their content, in a bucket of a server that speaks S3."""

import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.keyring import Key, KeyRing
from gateways.blobs import ObjectBlobStore
from gateways.sealing import BlobAltered

KEYS = KeyRing(keys=(Key(key_id="2026", secret=b"n" * 32),))
RCLONE = shutil.which("rclone", path=str(Path(__file__).parents[2] / ".venv" / "bin"))
SECRET = "a-secret-of-the-tests"


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the server; what is in its bucket lies in the folder."""
    assert RCLONE is not None
    folder = tmp_path_factory.mktemp("s3")
    (folder / "evidence").mkdir()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    command = [RCLONE, "serve", "s3", str(folder), "--addr", address, "--auth-key", f"tests,{SECRET}", "--config", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {
            "AWS_ENDPOINT": f"http://{address}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }.items():
            environment.setenv(name, value)
        try:
            _wait_for(address)
            yield folder / "evidence"
        finally:
            process.kill()
            process.wait()


def _wait_for(address: str) -> None:
    host, _, port = address.partition(":")
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


@pytest.fixture
def blobs(bucket: Path) -> ObjectBlobStore:
    return ObjectBlobStore(url="s3://evidence", key_ring=KEYS)


class TestBuckets:
    @pytest.mark.parametrize("size", [1, 3 * 2**20, 17 * 2**20])
    async def test_keep_files_of_any_size(
        self, blobs: ObjectBlobStore, bucket: Path, tmp_path: Path, size: int
    ) -> None:
        data = os.urandom(size)
        sha256 = hashlib.sha256(data).hexdigest()
        (tmp_path / "file").write_bytes(data)

        await blobs.put_file(tmp_path / "file", sha256=sha256)

        assert (bucket / sha256).read_bytes().startswith(b"redress sealed 2 2026\n")
        assert await blobs.get(sha256) == data

    async def test_keep_texts(self, blobs: ObjectBlobStore) -> None:
        sha256 = await blobs.put("张三被多收了钱".encode())

        assert await blobs.get(sha256) == "张三被多收了钱".encode()

    async def test_have_what_was_put_until_it_is_removed(self, blobs: ObjectBlobStore) -> None:
        sha256 = await blobs.put(b"nobody's")

        before = await blobs.has(sha256)
        for _ in range(2):
            await blobs.remove(sha256)

        assert (before, await blobs.has(sha256)) == (True, False)
        with pytest.raises(KeyError):
            await blobs.get(sha256)

    async def test_know_no_other(self, blobs: ObjectBlobStore) -> None:
        with pytest.raises(KeyError):
            await blobs.get("0" * 64)

    async def test_show_what_was_altered(self, blobs: ObjectBlobStore, bucket: Path) -> None:
        sha256 = await blobs.put(b"as it was")
        stored = (bucket / sha256).read_bytes()
        (bucket / sha256).write_bytes(stored[:-1] + bytes([stored[-1] ^ 1]))

        with pytest.raises(BlobAltered, match=sha256):
            await blobs.get(sha256)

    async def test_keep_nothing_of_a_file_that_is_another(
        self, blobs: ObjectBlobStore, bucket: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_bytes(os.urandom(12 * 2**20))

        with pytest.raises(BlobAltered):
            await blobs.put_file(tmp_path / "file", sha256="1" * 64)

        assert not (bucket / ("1" * 64)).exists()
