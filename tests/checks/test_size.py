"""Files and functions that are too large are found, and no others."""

from checks.size import FILE_LINES, FUNCTION_LINES, too_large


def _function(lines: int) -> str:
    return "def walk():\n" + "    step()\n" * (lines - 1)


class TestSize:
    def test_finds_a_file_of_one_line_too_many(self) -> None:
        source = "x = 1\n" * (FILE_LINES + 1)

        found = list(too_large("domain/case.py", source))

        assert [str(each) for each in found] == [
            "domain/case.py:301: 301 lines; a file has at most 300: split it by what it does"
        ]

    def test_finds_a_function_of_one_line_too_many(self) -> None:
        source = "\n\n" + _function(FUNCTION_LINES + 1)

        (found,) = too_large("domain/case.py", source)

        assert (found.line, found.problem.split(";")[0]) == (3, "walk has 41 lines")

    def test_lets_the_largest_pass(self) -> None:
        source = _function(FUNCTION_LINES) + "x = 1\n" * (FILE_LINES - FUNCTION_LINES)

        assert list(too_large("domain/case.py", source)) == []
