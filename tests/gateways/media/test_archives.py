"""Archives looked into by their directory, and those that hide."""

from pathlib import Path

import pytest

from gateways.media import archives
from gateways.media.finding import Finding
from tests.gateways.media import files

WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}


def found_in(content: bytes, folder: Path, *, media_type: str = "application/zip") -> Finding:
    path = folder / "content"
    path.write_bytes(content)
    with path.open("rb") as file:
        return files.merged(archives.look(file, media_type=media_type))


class TestLook:
    def test_finds_nothing_wrong_with_an_exported_chat(self, tmp_path: Path) -> None:
        assert found_in(files.archive(), tmp_path) == {}

    @pytest.mark.parametrize(
        ("part", "word"),
        [
            ("word/document.xml", "wordprocessingml.document"),
            ("xl/workbook.xml", "spreadsheetml.sheet"),
            ("ppt/presentation.xml", "presentationml.presentation"),
        ],
    )
    def test_knows_documents_by_their_parts(self, tmp_path: Path, part: str, word: str) -> None:
        found = found_in(files.archive({"any/first.part": b"", part: b"<x/>"}), tmp_path)

        assert found == {"media_type": f"application/vnd.openxmlformats-officedocument.{word}"}

    def test_finds_macros(self, tmp_path: Path) -> None:
        found = found_in(files.archive(WORD | {"word/vbaProject.bin": b"x"}), tmp_path)

        assert found["problem"] == "active_content"

    def test_refuses_a_bomb_without_unpacking_it(self, tmp_path: Path) -> None:
        assert found_in(files.bomb(), tmp_path)["problem"] == "too_large"

    def test_counts_parts_before_it_reads_their_directory(self, tmp_path: Path) -> None:
        many = files.archive({f"{number}": b"" for number in range(10_001)})

        assert found_in(many, tmp_path)["problem"] == "too_many_parts"

    @pytest.mark.parametrize("cut", [10, 60])
    def test_says_when_an_archive_is_cut_off(self, tmp_path: Path, cut: int) -> None:
        assert found_in(files.archive()[:cut], tmp_path)["problem"] == "unreadable"

    def test_says_when_an_archive_is_empty(self, tmp_path: Path) -> None:
        assert found_in(b"PK\x05\x06" + bytes(18), tmp_path)["problem"] == "unreadable"

    @pytest.mark.parametrize("front", [files.picture(), files.pdf(), files.svg("<rect/>")], ids=["JPEG", "PDF", "SVG"])
    def test_finds_an_archive_behind_something_else(self, tmp_path: Path, front: bytes) -> None:
        assert found_in(front + files.archive(), tmp_path, media_type="image/jpeg")["problem"] == "active_content"

    def test_leaves_other_files_alone(self, tmp_path: Path) -> None:
        assert found_in(files.picture(), tmp_path, media_type="image/jpeg") == {}

    def test_is_not_misled_by_the_mark_of_an_archive_that_is_none(self, tmp_path: Path) -> None:
        assert found_in(files.picture() + b"PK\x05\x06" + b"\xff" * 18, tmp_path, media_type="image/jpeg") == {}
