"""What is wrong with a body, said in Chinese without a word of English, and in English as the rules say it."""

import re
from enum import StrEnum
from typing import Any

import pytest
from pydantic import AwareDatetime, BaseModel, ValidationError

from api.problems import FieldFault
from api.validation import faults_of
from domain.assignment import Assign, Grade
from domain.complaint import Name
from domain.instant import Instant

EXAMPLE = "2026-03-02T09:30:00+08:00"
# Technical names and names of fields are the same in every language.
NAMES = re.compile(rf"{re.escape(EXAMPLE)}|RFC 3339|JSON|NUL|Unicode|handler|department|level|urgency|severity|'\w+'")


class _Colour(StrEnum):
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class _Form(BaseModel):
    occurred_at: Instant | None = None
    at: AwareDatetime | None = None
    name: Name | None = None
    colour: _Colour | None = None
    place: bytes | None = None


def fault(form: type[BaseModel], body: str) -> FieldFault:
    with pytest.raises(ValidationError) as caught:
        form.model_validate_json(body, strict=True)
    [found] = faults_of(caught.value.errors(include_url=False, include_input=False))
    return found


class TestFaults:
    @pytest.mark.parametrize(
        ("form", "body", "zh", "en"),
        [
            (_Form, '{"occurred_at": "soon"}', f"带时区的 RFC 3339 时间文本，例如 {EXAMPLE}", "expected RFC 3339 text"),
            (_Form, '{"occurred_at": "2026-02-30T09:30:00Z"}', "没有这个时间", "there is no such time; expected"),
            (_Form, '{"occurred_at": "1999-12-31T09:30:00Z"}', "2000 至 2199 年", "a time from 2000 to 2199 is exp"),
            (_Form, '{"at": "soon"}', "带时区的 RFC 3339 时间文本", "expected RFC 3339 text"),
            (_Form, '{"name": "A\\u0000"}', "不得包含 NUL 字符", "must not contain the NUL character"),
            (
                _Form,
                '{"colour": "grey"}',
                "应为 'red'、'green'、'blue' 之一",
                "expected one of 'red', 'green' or 'blue'",
            ),
            (_Form, '{"place": 7}', "不正确", "Input should be a valid bytes"),
            (_Form, "", "不是有效的 JSON", "this is no valid JSON: EOF while parsing a value at line 1"),
            (Assign, "{}", "请填写 handler 或 department", "name a handler, a department, or both"),
            (Grade, '{"reason": "r"}', "请填写 level、urgency 或 severity", "name a level, an urgency or a severity"),
        ],
    )
    def test_are_said_in_the_language_of_the_reader(self, form: Any, body: str, zh: str, en: str) -> None:
        words = fault(form, body).words

        assert zh in words.zh
        assert not re.search("[A-Za-z]", NAMES.sub("", words.zh))
        assert words.en.startswith(en)
