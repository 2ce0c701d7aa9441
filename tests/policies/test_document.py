"""Documents: files that cannot be read, and keys that stand twice."""

from pathlib import Path

import pytest

from policies.problems import PackRefused
from policies.reader import read_pack
from tests.policies.samples import line_of, only_problem, problems_of, spoilt, write_pack


class TestDuplicateKey:
    @pytest.mark.parametrize(
        ("old", "new", "key"),
        [
            ("      late: {", "      lost: {", "catalogue.delivery.kinds.lost"),
            ("  other:\n    title", "  delivery:\n    title", "catalogue.delivery"),
            ("reopen: restart", "climb_every: PT2H\nreopen: restart", "climb_every"),
        ],
    )
    def test_names_both_lines(self, tmp_path: Path, old: str, new: str, key: str) -> None:
        text = spoilt((old, new))
        first = line_of(f"{key.rpartition('.')[2]}:", text)

        problem = only_problem(write_pack(tmp_path, text))

        assert (problem.line, problem.key) == (text[: text.rindex(new)].count("\n") + 1, key)
        assert problem.expected == f"this key stands on line {first} already; keep one of the two"

    def test_of_every_place_is_found(self, tmp_path: Path) -> None:
        text = spoilt(("      late: {", "      lost: {"), ("reopen: restart", "climb_every: PT2H\nreopen: restart"))

        assert len(problems_of(write_pack(tmp_path, text))) == 2


class TestUnreadableFile:
    @pytest.mark.parametrize(
        ("content", "line", "expected"),
        [
            (b"", 1, "the file is empty"),
            (b"# nothing\n", 1, "the file is empty"),
            (b"pack: [a\nversion: 3\n", 2, "this is no YAML"),
            (b"pack: a\n\tversion: 3\n", 2, "this is no YAML"),
            (b"pack: a\n---\npack: b\n", 2, "this is no YAML"),
            (b"pack: \x00\n", 1, "this is no YAML"),
            ("pack: a\ntitle: 投诉".encode("gbk"), 2, "this is not UTF-8 text"),
            (b"- pack\n", 1, "a mapping of keys to values is expected"),
            (b"pack: !!python/name:os.system\n", 1, "could not determine a constructor"),
            (b"? [a]\n: b\n", 1, "a key is a word"),
            (b"a: &x [*x]\n", 1, "nested too deeply, or contains itself"),
            (b"a: " + b"[" * 600, 1, "nested too deeply"),
            (
                b"a: &a [1,1,1,1,1,1,1,1,1,1]\n"
                + b"".join(
                    f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n".encode()
                    for old, new in zip("abcdef", "bcdefg", strict=True)
                ),
                1,
                "more than 100000 values",
            ),
            (b"a: " + b"x" * 1_048_576, 1, "more than 1048576 bytes"),
        ],
    )
    def test_is_refused_in_words(self, tmp_path: Path, content: bytes, line: int, expected: str) -> None:
        path = tmp_path / "pack.yaml"
        path.write_bytes(content)

        with pytest.raises(PackRefused) as refused:
            read_pack(path)

        assert refused.value.problems[0].line == line
        assert expected in str(refused.value)

    def test_is_refused_where_there_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(PackRefused, match="the file cannot be read: No such file"):
            read_pack(tmp_path / "pack.yaml")
        with pytest.raises(PackRefused, match="the file cannot be read: Is a directory"):
            read_pack(tmp_path)
