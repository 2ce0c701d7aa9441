"""Lines of a file to import: what is read, what is reported, and the key that stays the same."""

from pathlib import Path

import pytest

from console.import_lines import Line, read_lines


def lines_of(tmp_path: Path, content: str | bytes, **options: object) -> list[Line]:
    file = tmp_path / "file"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_lines(file, **{"encoding": "utf-8-sig", **options}))  # type: ignore[arg-type]


class TestCsv:
    def test_gives_each_row_by_the_names_of_its_columns(self, tmp_path: Path) -> None:
        lines = lines_of(tmp_path, "text, user\n锁坏了,王芳\n")

        assert [(line.number, line.fields) for line in lines] == [(2, {"text": "锁坏了", "user": "王芳"})]

    def test_reads_a_file_with_the_mark_that_spreadsheets_put_in_front(self, tmp_path: Path) -> None:
        (line,) = lines_of(tmp_path, b"\xef\xbb\xbftext\nhello\n")

        assert line.fields == {"text": "hello"}

    def test_reads_other_encodings(self, tmp_path: Path) -> None:
        (line,) = lines_of(tmp_path, "text\n锁坏了\n".encode("gb18030"), encoding="gb18030")

        assert line.fields == {"text": "锁坏了"}

    def test_counts_lines_as_an_editor_does_when_a_cell_has_several(self, tmp_path: Path) -> None:
        lines = lines_of(tmp_path, 'text,user\n"one\ntwo\nthree",a\nfour,b\n')

        assert [line.number for line in lines] == [2, 5]

    def test_passes_over_blank_lines(self, tmp_path: Path) -> None:
        lines = lines_of(tmp_path, "\n\ntext\n\nhello\n\n")

        assert [(line.number, line.fields) for line in lines] == [(5, {"text": "hello"})]

    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            (b"only one", "2 columns are expected and 1 are here"),
            (b"a,b,c", "2 columns are expected and 3 are here"),
            (b'a,"b"c', "this is no CSV"),
            (b"\xff\xfe,b", "this is not text"),
        ],
    )
    def test_reports_a_bad_line_and_goes_on(self, tmp_path: Path, row: bytes, problem: str) -> None:
        bad, good = lines_of(tmp_path, b"text,user\n" + row + b"\nhello,wang\n")

        assert (bad.number, bad.problem[: len(problem)], bad.key) == (2, problem, "")
        assert (good.number, good.problem) == (3, "")

    def test_refuses_a_header_that_names_a_column_twice(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="name each column once"):
            lines_of(tmp_path, "text,text\na,b\n")

    def test_names_a_column_that_should_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="no column body; the columns are text, user"):
            lines_of(tmp_path, "text,user\na,b\n", columns={"body", "user"})

    def test_has_no_lines_when_there_are_none(self, tmp_path: Path) -> None:
        assert lines_of(tmp_path, "") == lines_of(tmp_path, "text,user\n") == []


class TestJsonLines:
    def test_gives_each_object(self, tmp_path: Path) -> None:
        lines = lines_of(tmp_path, '{"text": "a", "amount_fen": 5}\n\n{"text": "b"}\n')

        assert [(line.number, line.fields) for line in lines] == [
            (1, {"text": "a", "amount_fen": 5}),
            (3, {"text": "b"}),
        ]

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("{half", "this is no JSON"),
            ("[1, 2]", "a JSON object is expected"),
            ("[" * 100_000, "this is no JSON"),
            ('{"text": "\\ud800"}', "this is not text"),
        ],
    )
    def test_reports_a_bad_line_and_goes_on(self, tmp_path: Path, text: str, problem: str) -> None:
        _, bad, good = lines_of(tmp_path, f'{{"text": "a"}}\n{text}\n{{"text": "b"}}\n')

        assert (bad.number, bad.problem[: len(problem)]) == (2, problem)
        assert good.fields == {"text": "b"}


class TestKeys:
    def test_are_the_same_whenever_the_file_is_read(self, tmp_path: Path) -> None:
        content = "text,user\na,b\nc,d\n"

        first, again = lines_of(tmp_path, content), lines_of(tmp_path, content)

        assert [line.key for line in first] == [line.key for line in again]

    def test_differ_between_two_equal_lines(self, tmp_path: Path) -> None:
        one, two, three = lines_of(tmp_path, "text\nsame\nsame\nother\n")

        assert len({one.key, two.key, three.key}) == 3

    def test_stay_when_lines_are_put_in_or_columns_change_places(self, tmp_path: Path) -> None:
        (before,) = lines_of(tmp_path, "text,user\na,b\n")

        _, after = lines_of(tmp_path, "user,text\nnew,line\nb,a\n")

        assert after.key == before.key

    def test_fit_into_an_idempotency_key(self, tmp_path: Path) -> None:
        (line,) = lines_of(tmp_path, '{"text": "锁坏了"}\n')

        assert 16 <= len(line.key) <= 128
        assert line.key.isascii()
        assert line.key.isprintable()
