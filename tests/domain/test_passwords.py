"""Passwords: which are taken, and how long a wrong one holds somebody off."""

from datetime import timedelta

import pytest

from domain.passwords import LONGEST_WAIT, fault_of, normalise_login, wait_after


class TestLogin:
    @pytest.mark.parametrize("text", ["wang.fang", " Wang.Fang ", "ＷＡＮＧ.fang"])
    def test_is_the_same_in_any_way_of_writing(self, text: str) -> None:
        assert normalise_login(text) == "wang.fang"

    def test_may_be_chinese_or_an_address(self) -> None:
        assert normalise_login("王芳") == "王芳"
        assert normalise_login("wang@example.com") == "wang@example.com"

    @pytest.mark.parametrize("text", ["", " ", "a b", "a\0", "<script>", "a" * 65])
    def test_is_nothing_else(self, text: str) -> None:
        assert normalise_login(text) is None


class TestPassword:
    @pytest.mark.parametrize("password", ["correct horse battery", "我的自行车在大桥下面等你来", "x7-Kq.tZ02vw"])
    def test_is_taken_when_it_is_long_and_varied(self, password: str) -> None:
        assert fault_of(password, login="wang.fang") is None

    @pytest.mark.parametrize(
        ("password", "words"),
        [
            ("short", "a password has 12 to 200 characters"),
            ("x" * 201, "a password has 12 to 200 characters"),
            ("aaaaaaaaaaaaaaa", "a password has at least 6 different characters"),
            ("2026 Wang.Fang 2026", "a password does not contain the name to sign in with"),
        ],
    )
    def test_is_refused_in_words(self, password: str, words: str) -> None:
        fault = fault_of(password, login="wang.fang")

        assert fault is not None
        assert fault.en == words
        assert fault.zh


class TestWait:
    def test_is_nothing_at_first_and_then_doubles(self) -> None:
        waits = [wait_after(failures, free=5).total_seconds() for failures in range(9)]

        assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8]

    def test_is_never_for_ever(self) -> None:
        assert wait_after(10**6, free=5) == LONGEST_WAIT == timedelta(minutes=15)
