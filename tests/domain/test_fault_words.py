"""What is wrong with a command's field, in both languages."""

import re
from datetime import date, time, timedelta
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field

from domain.command import Command, parse
from domain.complaint import Fen, Name
from domain.kinds import Channel, Stage
from domain.refusals import NotUnderstood
from domain.words import Words

NAMES = re.compile(r"'\w+'|PT2H|NUL|true|false")


class _Try(Command):
    name: ClassVar[str] = "try"
    title: ClassVar[Words] = Words(zh="尝试", en="Try")
    stages: ClassVar[frozenset[Stage]] = frozenset()

    who: Name
    amount_fen: Fen = 0
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    dozens: Annotated[int, Field(multiple_of=12)] = 12
    way: Literal["sms", "email"] = "sms"
    channel: Channel | None = None
    sure: bool = True
    on: date | None = None
    by: time | None = None
    wait: timedelta | None = None
    list_of: tuple[str, ...] = ()
    raw: bytes | None = None


def refused(**fields: Any) -> Words:
    with pytest.raises(NotUnderstood) as refusal:
        parse(_Try, {"who": "Wang"} | fields)
    return refusal.value.words


class TestParsing:
    @pytest.mark.parametrize(
        ("fields", "zh", "en"),
        [
            ({"who": ""}, "至少 1 个字符", "at least 1 character"),
            ({"who": "x" * 201}, "最多 200 个字符", "at most 200 characters"),
            ({"who": 7}, "应为文本", "expected text"),
            ({"who": "a\x00"}, "不得包含", "must not contain the NUL character"),
            ({"more": 1}, "没有这个字段", "there is no such field"),
            ({"amount_fen": -1}, "不得小于 0", "must be 0 or more"),
            ({"amount_fen": "12"}, "应为整数", "expected a whole number"),
            ({"amount_fen": 2**53}, "不得大于", "must be 9007199254740991 or less"),
            ({"share": 0}, "须大于 0", "must be more than 0"),
            ({"share": 1}, "须小于 1", "must be less than 1"),
            ({"share": "much"}, "应为数字", "expected a number"),
            ({"dozens": 13}, "须为 12 的倍数", "must be a multiple of 12"),
            ({"way": "owl"}, "应为 'sms'、'email' 之一", "expected one of 'sms' or 'email'"),
            ({"channel": "owl"}, "应为 'web'、", "expected one of 'web', "),
            ({"sure": "perhaps"}, "应为", "expected true or false"),
            ({"on": "soon"}, "应为日期", "expected a date"),
            ({"by": "soon"}, "应为时刻", "expected a time of day"),
            ({"wait": "long"}, "应为时长", "expected a length of time"),
            ({"list_of": 7}, "应为数组", "expected an array"),
            ({"raw": 7}, "字段 raw：不正确", "Input should be a valid bytes"),
        ],
    )
    def test_says_what_is_wrong_in_the_language_of_the_reader(self, fields: dict[str, Any], zh: str, en: str) -> None:
        words = refused(**fields)
        [field] = fields

        assert zh in words.zh
        assert words.en.startswith(f"{field}: ")
        assert en in words.en
        said = words.zh.removeprefix(f"字段 {field}：")
        assert not re.search("[A-Za-z]", NAMES.sub("", said))

    def test_names_what_is_missing(self) -> None:
        with pytest.raises(NotUnderstood) as refusal:
            parse(_Try, {})

        assert refusal.value.words == Words(zh="字段 who：必填", en="who: is needed")

    def test_repeats_nothing_that_was_said(self) -> None:
        words = refused(way="my secret", sure="my secret")

        assert "secret" not in f"{words}"
