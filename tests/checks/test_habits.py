"""Habits that ruff does not hold are found."""

import pytest

from checks.habits import bad_habits, name_of_stdlib


class TestHabits:
    @pytest.mark.parametrize(
        "source",
        [
            "def f():\n    import json\n",
            "async def f():\n    if x:\n        from json import loads\n",
            "class A:\n    def f(self):\n        def g():\n            import json\n",
        ],
    )
    def test_finds_an_import_inside_a_function_once(self, source: str) -> None:
        found = list(bad_habits("a.py", source))

        assert [each.problem for each in found] == ["an import inside a function: move it to the top of the file"]

    @pytest.mark.parametrize("caught", ["", " Exception", " (ValueError, Exception)", " Exception as error"])
    def test_finds_a_handler_that_catches_whatever_comes(self, caught: str) -> None:
        source = f"try:\n    f()\nexcept{caught}:\n    pass\n"

        (found,) = bad_habits("a.py", source)

        assert found.line == 3

    def test_lets_named_exceptions_and_imports_at_the_top_pass(self) -> None:
        source = "import json\nif x:\n    import csv\ntry:\n    f()\nexcept (OSError, ValueError):\n    pass\n"

        assert list(bad_habits("a.py", source)) == []


class TestNames:
    @pytest.mark.parametrize("file", ["types/case.py", "calendar.py"])
    def test_finds_a_name_of_the_standard_library_at_the_top(self, file: str) -> None:
        assert len(list(name_of_stdlib(file))) == 1

    @pytest.mark.parametrize("file", ["domain/calendar.py", "policies/check.py"])
    def test_lets_such_a_name_pass_inside_a_package(self, file: str) -> None:
        assert list(name_of_stdlib(file)) == []
