"""Which language a caller reads."""

import pytest

from api.languages import language_of


class TestLanguage:
    @pytest.mark.parametrize(
        ("header", "language"),
        [
            (None, "zh"),
            ("", "zh"),
            ("en", "en"),
            ("en-GB,en;q=0.9", "en"),
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
            ("de,en;q=0.5,zh;q=0.4", "en"),
            ("de", "zh"),
            ("*", "zh"),
            ("en;q=0", "zh"),
            ("en;q=nonsense,zh;q=0.1", "zh"),
            ("EN-us", "en"),
            (";;;,,,=q;", "zh"),
            ("x" * 10_000, "zh"),
        ],
    )
    def test_is_the_one_wanted_most(self, header: str | None, language: str) -> None:
        assert language_of(header) == language
