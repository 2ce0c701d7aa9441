"""The reader as the API has it: a process for each file, which may die."""

import asyncio
import contextlib
import io
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from domain.media import MediaLook
from domain.media_kinds import UNKNOWN_TYPE, MediaProblem
from gateways.media.reader import ProcessMediaReader
from tests.gateways.media import files

PHOTO = files.picture(
    exif=files.exif(
        orientation=files.QUARTER_TURN,
        times={
            ExifTags.Base.DateTimeOriginal: "2026:03:02 09:30:00",
            ExifTags.Base.OffsetTimeOriginal: "+08:00",
        },
    )
)
BAD = {
    "empty": (b"", UNKNOWN_TYPE, "unreadable"),
    "rubbish": (b"\x00\x01\x02\x03", UNKNOWN_TYPE, "unreadable"),
    "cut-off photo": (PHOTO[:2_000], "image/jpeg", "unreadable"),
    "photo that is nothing but its beginning": (b"\xff\xd8\xff\xe0", "image/jpeg", "unreadable"),
    "page": (b"<!doctype html><p>", "text/html", "active_content"),
    "program": (b"MZ\x90\x00" + bytes(100), "application/x-msdownload", "active_content"),
    "SVG with a script": (files.svg("<script/>"), "image/svg+xml", "active_content"),
    "photo that is an archive as well": (PHOTO + files.archive(), "image/jpeg", "active_content"),
    "cut-off PDF": (b"%PDF-1.7\n", "application/pdf", "unreadable"),
    "PDF with a script": (
        files.pdf(catalog=b"/OpenAction<</S/JavaScript/JS(x)>>"),
        "application/pdf",
        "active_content",
    ),
    "cut-off video": (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video/mp4", None),
}
# Each took a reader's whole time, in which nobody else's file was looked into.
SLOW = {
    "drawing with a large picture in it": (
        files.svg(f'<image href="data:image/png;base64,{"A" * 12_000_000}"/>'),
        "image/svg+xml",
    ),
    "remarks without an end": (b"<!--" * 16_000, "text/plain"),
    "instructions without an end": (b"<?" * 32_000, "text/plain"),
}
# Enough for a photo of a phone, not for 100 million pixels that have to be unpacked at once.
MEMORY_FOR_SMALL_PICTURES = 256 << 20
# Beginnings that lead to each of the decoders.
BEGINNINGS = st.sampled_from([b"", PHOTO[:40], PHOTO[:1_500], files.pdf()[:60], files.archive()[:40], b"<svg>", b"BM"])


@pytest.fixture
def reader() -> ProcessMediaReader:
    return ProcessMediaReader()


def write(folder: Path, content: bytes, *, name: str = "evidence") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def our_children() -> list[psutil.Process]:
    return [each for each in psutil.Process().children() if "gateways.media.child" in command_of(each)]


def command_of(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


async def until_one_looks() -> None:
    for _ in range(10_000):
        if our_children():
            return
        await asyncio.sleep(0.001)


class TestProcessMediaReader:
    async def test_tells_all_that_a_photo_says_of_itself(self, reader: ProcessMediaReader, tmp_path: Path) -> None:
        look = await reader.look(write(tmp_path, PHOTO))

        assert look.preview is not None
        assert Image.open(io.BytesIO(look.preview)).size == (480, 640)
        assert look.taken_at is not None
        assert look.model_dump(mode="json", exclude={"preview"}, exclude_none=True) == {
            "media_type": "image/jpeg",
            "width": 900,
            "height": 1200,
            "taken_at": "2026-03-02T01:30:00Z",
            "camera_clock": "2026-03-02T09:30:00",
        }

    @pytest.mark.parametrize("name", ["photo.exe", "photo.txt", "-", "照片 \n; rm.svg"])
    async def test_asks_no_name(self, reader: ProcessMediaReader, tmp_path: Path, name: str) -> None:
        look = await reader.look(write(tmp_path, PHOTO, name=name))

        assert (look.media_type, look.problem) == ("image/jpeg", None)

    @pytest.mark.parametrize(("content", "media_type", "problem"), BAD.values(), ids=BAD.keys())
    async def test_says_what_is_wrong_with_a_file(
        self, reader: ProcessMediaReader, tmp_path: Path, content: bytes, media_type: str, problem: str | None
    ) -> None:
        look = await reader.look(write(tmp_path, content))

        assert (look.media_type, look.problem) == (media_type, problem)

    async def test_says_that_a_picture_of_30000_by_30000_is_too_large(
        self, reader: ProcessMediaReader, tmp_path: Path
    ) -> None:
        look = await reader.look(write(tmp_path, files.huge_png(30_000)))

        expected = {"media_type": "image/png", "width": 30_000, "height": 30_000, "problem": "too_large"}
        assert look == MediaLook.model_validate(expected)

    async def test_says_that_a_bomb_is_too_large(self, reader: ProcessMediaReader, tmp_path: Path) -> None:
        look = await reader.look(write(tmp_path, files.bomb()))

        assert look == MediaLook(media_type="application/zip", problem=MediaProblem.TOO_LARGE)

    async def test_keeps_what_was_told_before_the_memory_ran_out_and_goes_on(self, tmp_path: Path) -> None:
        small = ProcessMediaReader(memory_bytes=MEMORY_FOR_SMALL_PICTURES)
        large = write(tmp_path, files.huge_png(10_000), name="large")

        looks = [await small.look(large), await small.look(write(tmp_path, PHOTO))]

        assert [(look.media_type, look.width, look.problem) for look in looks] == [
            ("image/png", 10_000, "unreadable"),
            ("image/jpeg", 900, None),
        ]

    async def test_gives_up_when_the_time_is_over_and_leaves_nothing_running(self, tmp_path: Path) -> None:
        look = await ProcessMediaReader(seconds=0).look(write(tmp_path, PHOTO))

        assert look == MediaLook(media_type=UNKNOWN_TYPE, problem=MediaProblem.UNREADABLE)
        assert our_children() == []

    async def test_leaves_nothing_running_when_nobody_waits_any_more(
        self, reader: ProcessMediaReader, tmp_path: Path
    ) -> None:
        looking = asyncio.create_task(reader.look(write(tmp_path, PHOTO)))
        await until_one_looks()

        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking

        assert our_children() == []

    async def test_looks_into_many_files_with_few_processes(self, reader: ProcessMediaReader, tmp_path: Path) -> None:
        path, most = write(tmp_path, PHOTO), 0
        looking = asyncio.gather(*(reader.look(path) for _ in range(4)))
        while not looking.done():
            most = max(most, len(our_children()))
            await asyncio.sleep(0.01)

        assert most <= 2
        assert {look.problem for look in await looking} == {None}

    async def test_says_that_there_is_no_such_file(self, reader: ProcessMediaReader, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            await reader.look(tmp_path / "none")

    @settings(
        max_examples=3,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(contents=st.lists(st.tuples(BEGINNINGS, st.binary(max_size=300)), min_size=3, max_size=3))
    def test_raises_for_no_content_whatever(self, tmp_path: Path, contents: list[tuple[bytes, bytes]]) -> None:
        async def look_at_all() -> list[MediaLook]:
            reader = ProcessMediaReader()
            paths = [write(tmp_path, b"".join(each), name=str(number)) for number, each in enumerate(contents)]
            return await asyncio.gather(*map(reader.look, paths))

        looks = asyncio.run(look_at_all())

        assert all(look.media_type for look in looks)


@pytest.mark.parametrize("name", SLOW)
async def test_comes_to_the_end_of_what_repeats_itself(tmp_path: Path, name: str) -> None:
    content, media_type = SLOW[name]

    look = await ProcessMediaReader(seconds=6).look(write(tmp_path, content))

    assert (look.media_type, look.problem) == (media_type, None)
