"""What a file is, by its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.media.content import HEAD_BYTES, media_type_of
from tests.gateways.media import files


class TestMediaTypeOf:
    @pytest.mark.parametrize(
        ("head", "expected"),
        [
            (b"\xff\xd8\xff\xe1\x00\x10Exif\x00", "image/jpeg"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
            (b"GIF89a\x01\x00\x01\x00", "image/gif"),
            (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video/mp4"),
            (b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00M4A mp42isom", "audio/mp4"),
            (files.HEIC, "image/heic"),
            (b"#!AMR\n\x3c" + bytes(12), "audio/amr"),
            (b"%PDF-1.7\n1 0 obj<<>>endobj", "application/pdf"),
            (b"{\\rtf1 hello}", "application/rtf"),
            (b"MZ\x90\x00\x03\x00", "application/x-msdownload"),
            (files.archive(), "application/zip"),
            (b"", "application/octet-stream"),
            (b"\x00\x01\x02\x03", "application/octet-stream"),
        ],
    )
    def test_goes_by_the_first_bytes(self, head: bytes, expected: str) -> None:
        assert media_type_of(head) == expected

    @pytest.mark.parametrize(
        "text",
        [
            b"2026-03-02 09:30 Zhang San: hello",
            "张三：车坏了".encode(),
            "张三：车坏了".encode("gb18030"),
            "张三：车坏了".encode("utf-16"),
            "\ufeff张三：车坏了".encode(),
            b"<Zhang San> hello, as chats of old wrote it",
            "车".encode() * HEAD_BYTES,
        ],
        ids=["ASCII", "UTF-8", "GB 18030", "UTF-16", "with a mark", "names in brackets", "long, cut in a character"],
    )
    def test_reads_chats_in_any_encoding(self, text: bytes) -> None:
        assert media_type_of(text[:HEAD_BYTES]) == "text/plain"

    @given(st.binary(max_size=200), st.sampled_from([b"", b"\x00\x00\x00\x20ftyp", b"<", b"<?xml", b"PK\x03\x04"]))
    def test_has_a_word_for_any_content(self, rest: bytes, begin: bytes) -> None:
        assert "/" in media_type_of(begin + rest)

    @pytest.mark.parametrize("begin", ["BM", "MZ", "ID3", "GIF89a"])
    def test_takes_words_that_begin_like_a_picture_for_words(self, begin: str) -> None:
        assert media_type_of(f"{begin} is what the plate said".encode()) == "text/plain"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (files.SVG.format(""), "image/svg+xml"),
            ('<?xml version="1.0"?><!-- made by --><!DOCTYPE svg PUBLIC "x" "y"><svg/>', "image/svg+xml"),
            ('\n<s:SVG xmlns:s="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
            ("<!doctype HTML><p>", "text/html"),
            ("<!-- --!> <script>alert(1)</script>", "text/html"),
            (" <!-- --> <ScRiPt>alert(1)</script>", "text/html"),
            ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "text/html"),
            ('<?xml version="1.0"?><invoice/>', "application/xml"),
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_tells_markup_from_words(self, text: str, expected: str, encoding: str) -> None:
        assert media_type_of(text.encode(encoding)) == expected
