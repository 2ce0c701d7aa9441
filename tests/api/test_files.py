"""Files as they are handed out: nothing that could run, and what is the matter with one in the reader's words."""

import hashlib
import io

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.custody_tables import file_claims
from tests.api.files import add, listed
from tests.api.house import House, complaint
from tests.api.work import opened
from tests.storage.rows import rows


class TestHandingOut:
    @pytest.mark.parametrize(
        ("name", "data", "media_type", "problem"),
        [
            ("lock.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml", True),
            ("drawn.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='1'/></svg>", "image/svg+xml", False),
            ("lock.jpg", b"<!doctype html><html><body>1</body></html>", "text/html", True),
            ("lock.png", b"MZ" + bytes(200), "application/x-msdownload", True),
        ],
    )
    async def test_gives_what_could_run_as_nothing_but_bytes(
        self, at_work: House, name: str, data: bytes, media_type: str, *, problem: bool
    ) -> None:
        case = await opened(at_work)
        await add(at_work, case, data, name=name)
        [item] = await listed(at_work, case.path, case.headers)

        answer = await at_work.http.get(item["links"]["download"], headers=case.headers)

        assert (item["media_type"], item["problem"] is not None) == (media_type, problem)
        assert answer.content == data
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"

    async def test_says_in_the_readers_words_what_is_the_matter_with_a_file(self, at_work: House) -> None:
        case = await opened(at_work)
        await add(at_work, case, b"<!doctype html><html><body>1</body></html>", name="lock.jpg")
        await listed(at_work, case.path, case.headers)

        english, chinese = [
            (await listed(at_work, case.path, {**case.headers, "Accept-Language": language}))[0]["remarks"]
            for language in ("en", "zh-CN")
        ]

        assert english[0].startswith("The file is kept as it came, but it carries a program")
        assert english[1].startswith("Added as photo, but by its content it is text/html.")
        assert chinese[1].startswith("提交时标为“照片”，但按内容是 text/html。")


class TestClaims:
    async def test_are_made_for_a_file_and_its_small_picture(self, house: House, engine: AsyncEngine) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (160, 90), "plum").save(picture, "PNG")
        stored = (await add(house, await house.file(), picture.getvalue())).json()["sha256"]

        claims = [row for row in await rows(engine, file_claims) if row["original"] == stored]

        assert [await house.parts.blobs.get(row["sha256"]) for row in claims if row["sha256"] == stored]
        assert len(claims) == 2

    async def test_are_made_for_good_for_a_long_text(self, house: House, engine: AsyncEngine) -> None:
        words = "I was overcharged and nobody answered. " * 1_000

        await house.post("/api/v1/complaints", complaint(description=words.strip()))

        sha256 = hashlib.sha256(words.strip().encode()).hexdigest()
        assert [row["original"] for row in await rows(engine, file_claims, sha256=sha256)] == [""]
