"""Large things by their content, in a local folder."""

import asyncio
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.keyring import Key, KeyRing, UnknownKey
from gateways.blobs import ObjectBlobStore
from gateways.sealing import SEGMENT, BlobAltered

OLD = Key(key_id="2025", secret=b"o" * 32)
NEW = Key(key_id="2026", secret=b"n" * 32)
WORDS = "张三被多收了钱".encode()
LARGE = bytes(range(256)) * 40_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "证据 and more"


@pytest.fixture
def blobs(folder: Path) -> ObjectBlobStore:
    return store(folder)


def store(folder: Path, *keys: Key) -> ObjectBlobStore:
    return ObjectBlobStore(url=folder.as_uri(), key_ring=KeyRing(keys=keys or (NEW,)))


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


class TestObjectBlobStore:
    @pytest.mark.parametrize("data", [b"", "投诉".encode(), LARGE], ids=["empty", "text", "10 MB"])
    async def test_keeps_bytes_under_their_whole_sha256(
        self, blobs: ObjectBlobStore, folder: Path, data: bytes
    ) -> None:
        sha256 = await blobs.put(data)

        assert sha256 == hashlib.sha256(data).hexdigest()
        assert list(contents(folder)) == [sha256]
        assert await blobs.get(sha256) == data

    async def test_has_what_was_put_until_it_is_removed(self, blobs: ObjectBlobStore) -> None:
        sha256 = await blobs.put(b"nobody's")

        before = await blobs.has(sha256)
        for _ in range(2):
            await blobs.remove(sha256)

        assert (before, await blobs.has(sha256)) == (True, False)
        with pytest.raises(KeyError):
            await blobs.get(sha256)

    async def test_keeps_the_same_once_also_when_put_by_many_at_once(
        self, blobs: ObjectBlobStore, folder: Path
    ) -> None:
        names = await asyncio.gather(*(blobs.put(b"the same") for _ in range(20)))

        assert len(set(names)) == 1
        assert list(contents(folder)) == [names[0]]
        assert await blobs.get(names[0]) == b"the same"

    @pytest.mark.parametrize("name", ["0" * 64, "", "../secret", "ABC", "g" * 64, "0" * 64 + "\n"])
    async def test_knows_no_other(self, blobs: ObjectBlobStore, name: str) -> None:
        with pytest.raises(KeyError):
            await blobs.get(name)

    @pytest.mark.parametrize(
        "altered",
        [
            lambda sealed: b"as it never was",
            lambda sealed: b"",
            lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
            lambda sealed: sealed[:-1],
            lambda sealed: sealed[: sealed.index(b"\n") + 5],
            lambda sealed: sealed[: sealed.index(b"\n")],
        ],
        ids=["other words", "emptied", "one bit", "cut", "cut in the nonce", "cut in the header"],
    )
    async def test_notices_what_was_altered_and_mends_it_when_put_again(
        self, blobs: ObjectBlobStore, folder: Path, altered: Callable[[bytes], bytes]
    ) -> None:
        sha256 = await blobs.put(b"as it was")
        (folder / sha256).write_bytes(altered(contents(folder)[sha256]))

        with pytest.raises(BlobAltered, match=sha256):
            await blobs.get(sha256)
        await blobs.put(b"as it was")

        assert await blobs.get(sha256) == b"as it was"

    async def test_goes_on_with_the_folder_it_finds(self, blobs: ObjectBlobStore, folder: Path) -> None:
        sha256 = await blobs.put(b"from before")

        assert await store(folder).get(sha256) == b"from before"


class TestSealing:
    async def test_leaves_nothing_readable_in_the_folder(self, blobs: ObjectBlobStore, folder: Path) -> None:
        sha256 = await blobs.put(WORDS * 3_000)

        assert WORDS not in contents(folder)[sha256]

    async def test_never_gives_the_same_bytes_twice(self, blobs: ObjectBlobStore, folder: Path) -> None:
        sealed: set[bytes] = set()
        for _ in range(50):
            await blobs.put(WORDS)
            sealed.update(contents(folder).values())

        assert len(sealed) == 50

    async def test_seals_with_the_first_key_and_opens_with_all(self, folder: Path) -> None:
        before = await store(folder, OLD).put(b"before")
        after = await store(folder, NEW, OLD).put(b"after")

        assert await store(folder, NEW, OLD).get(before) == b"before"
        assert await store(folder, NEW).get(after) == b"after"

    async def test_names_the_key_that_is_missing(self, folder: Path) -> None:
        sha256 = await store(folder, OLD).put(WORDS)

        with pytest.raises(UnknownKey, match="'2025'"):
            await store(folder, NEW).get(sha256)

    async def test_does_not_open_with_another_key_of_that_id(self, folder: Path) -> None:
        sha256 = await store(folder, OLD).put(WORDS)

        with pytest.raises(BlobAltered, match=sha256):
            await store(folder, Key(key_id=OLD.key_id, secret=NEW.secret)).get(sha256)

    async def test_opens_only_under_its_own_name(self, blobs: ObjectBlobStore, folder: Path) -> None:
        one, other = await blobs.put(b"one"), await blobs.put(b"other")
        (folder / one).write_bytes(contents(folder)[other])

        with pytest.raises(BlobAltered, match=one):
            await blobs.get(one)

    async def test_reads_what_was_stored_before_anything_was_sealed(self, blobs: ObjectBlobStore, folder: Path) -> None:
        sha256 = lay_plain(folder, WORDS)

        assert await blobs.get(sha256) == WORDS


class TestFiles:
    @pytest.mark.parametrize("size", [1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT])
    async def test_are_kept_whatever_their_size(
        self, blobs: ObjectBlobStore, folder: Path, tmp_path: Path, size: int
    ) -> None:
        file, sha256 = lay_file(tmp_path, os.urandom(size))

        await blobs.put_file(file, sha256=sha256)

        assert list(contents(folder)) == [sha256]
        assert await blobs.get(sha256) == file.read_bytes()

    async def test_are_given_in_pieces(self, blobs: ObjectBlobStore, tmp_path: Path) -> None:
        file, sha256 = lay_file(tmp_path, LARGE)
        await blobs.put_file(file, sha256=sha256)

        pieces = [piece async for piece in blobs.read(sha256)]

        assert b"".join(pieces) == LARGE
        assert max(map(len, pieces)) < len(LARGE)

    async def test_are_not_kept_under_another_name(self, blobs: ObjectBlobStore, folder: Path, tmp_path: Path) -> None:
        file, _ = lay_file(tmp_path, LARGE)

        with pytest.raises(BlobAltered):
            await blobs.put_file(file, sha256="0" * 64)

        assert contents(folder) == {}

    @pytest.mark.parametrize(
        "damage",
        [
            lambda head, parts: head + parts[1] + parts[0] + parts[2],
            lambda head, parts: head + parts[0] + parts[1],
            lambda head, parts: head + parts[0] + parts[2],
            lambda head, parts: head,
            lambda head, parts: head[:-3],
            lambda head, parts: head + parts[0] + parts[1] + parts[2] + parts[2],
            lambda head, parts: head + parts[0] + parts[1][:9] + bytes([parts[1][9] ^ 1]) + parts[1][10:] + parts[2],
        ],
        ids=["swapped", "end cut off", "one taken out", "no segment", "cut in the salt", "one too many", "one bit"],
    )
    async def test_are_noticed_when_their_segments_are_not_as_they_were(
        self, blobs: ObjectBlobStore, folder: Path, tmp_path: Path, damage: Callable[[bytes, list[bytes]], bytes]
    ) -> None:
        file, sha256 = lay_file(tmp_path, os.urandom(2 * SEGMENT + 77))
        await blobs.put_file(file, sha256=sha256)
        stored = contents(folder)[sha256]
        begin = stored.index(b"\n") + 1 + 16
        step = SEGMENT + 16
        parts = [stored[place : place + step] for place in range(begin, len(stored), step)]
        (folder / sha256).write_bytes(damage(stored[:begin], parts))

        with pytest.raises(BlobAltered, match=sha256):
            await blobs.get(sha256)

    async def test_that_were_sealed_in_one_piece_are_still_read(self, blobs: ObjectBlobStore, folder: Path) -> None:
        sha256 = hashlib.sha256(WORDS).hexdigest()
        line, nonce = b"redress sealed 1 2026", b"n" * 12
        sealed = AESGCM(NEW.secret).encrypt(nonce, WORDS, line + b" " + sha256.encode())
        (folder / sha256).write_bytes(line + b"\n" + nonce + sealed)

        assert await blobs.get(sha256) == WORDS


class TestReseal:
    async def test_lets_an_old_key_be_put_away(self, folder: Path) -> None:
        names = [await store(folder, OLD).put(data) for data in (WORDS, b"", LARGE)]

        counts = [await store(folder, NEW, OLD).reseal() for _ in range(2)]

        assert counts == [3, 0]
        assert [await store(folder, NEW).get(name) for name in names] == [WORDS, b"", LARGE]

    async def test_seals_what_lies_plain(self, blobs: ObjectBlobStore, folder: Path) -> None:
        sha256 = lay_plain(folder, WORDS)

        assert await blobs.reseal() == 1

        assert WORDS not in contents(folder)[sha256]
        assert await blobs.get(sha256) == WORDS

    async def test_stops_at_a_missing_key_and_leaves_what_it_sealed(self, folder: Path) -> None:
        sha256 = await store(folder, OLD).put(WORDS)

        with pytest.raises(UnknownKey, match="'2025'"):
            await store(folder, NEW).reseal()

        assert await store(folder, OLD).get(sha256) == WORDS

    async def test_leaves_alone_what_is_not_its_own(self, blobs: ObjectBlobStore, folder: Path) -> None:
        (folder / "lost+found").mkdir()
        (folder / "lost+found" / ("a" * 64)).write_bytes(b"not ours")
        (folder / "README").write_bytes(b"not ours")

        assert await blobs.reseal() == 0


def lay_plain(folder: Path, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    folder.mkdir(exist_ok=True)
    (folder / sha256).write_bytes(data)
    return sha256


def lay_file(folder: Path, data: bytes) -> tuple[Path, str]:
    file = folder / "a file"
    file.write_bytes(data)
    return file, hashlib.sha256(data).hexdigest()
