"""Telephone numbers and e-mail addresses: plausible, or refused in words."""

import pytest
from pydantic_core import PydanticCustomError

from api.contacts import is_same_email, is_same_phone, read_email, read_phone


class TestPhone:
    @pytest.mark.parametrize(
        "written",
        [
            "13800138000",
            "+86 138 0013 8000",
            "(010) 6552-9988",
            "010-65529988转8021",
            "+1 (555) 010-9999 x12",
            "１３８００１３８０００",
        ],
    )
    def test_is_taken_as_people_write_it(self, written: str) -> None:
        assert read_phone(f" {written} ")

    @pytest.mark.parametrize(
        "written",
        ["", "none", "12345", "1" * 22, "138001380a0", "+", "--------", "138\n00138000", "9" * 5_000, "٣٣٣٣٣٣٣٣"],
    )
    def test_is_refused_when_it_is_none(self, written: str) -> None:
        with pytest.raises(PydanticCustomError, match="no telephone number"):
            read_phone(written)

    def test_is_the_same_with_and_without_country_code(self) -> None:
        assert is_same_phone("+86 138-0013-8000", "13800138000")
        assert not is_same_phone("13800138000", "13800138001")
        assert not is_same_phone("", "")


class TestEmail:
    @pytest.mark.parametrize(
        "written", ["a@b.cn", "wang.fang+1@mail.example.com", "王芳@例子.公司", "x_y@sub-1.example.org", "a=b?c@d.cn"]
    )
    def test_is_taken_as_people_write_it(self, written: str) -> None:
        assert read_email(f" {written}\n") == written

    @pytest.mark.parametrize(
        "written",
        [
            *("", "a", "a@", "@b.cn", "a@b", "a@b.c", "a@b.1", "a b@c.cn", "a@b..cn", ".a@b.cn", "a.@b.cn", "a@b@c.cn"),
            *("a@b.cn, c@d.cn", "<a@b.cn>", "a@b.cn\x00", "x" * 65 + "@b.cn", "a@" + "b" * 250 + ".cn", "@" * 10_000),
            *("=?utf-8?q?x?=@b.com", "a=?UTF-8?B?eA==?=@b.com", "=?x@b.com"),
        ],
    )
    def test_is_refused_when_it_is_none(self, written: str) -> None:
        with pytest.raises(PydanticCustomError, match="no e-mail address"):
            read_email(written)

    def test_is_the_same_in_upper_and_lower_case(self) -> None:
        assert is_same_email(" Wang@Example.COM", "wang@example.com")
