"""What is wrong with a field, in two languages; nothing of what was sent is repeated."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import ErrorDetails, PydanticCustomError

from domain.words import Words

_WORDED: Final = "worded"

# By pydantic's names of errors; `{…}` is filled from what the error says of itself.
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("必填", "is needed"),
    "extra_forbidden": ("没有这个字段", "there is no such field"),
    "json_invalid": ("不是有效的 JSON", "this is no valid JSON: {error}"),
    "model_type": ("应为 JSON 对象", "expected a JSON object"),
    "model_attributes_type": ("应为 JSON 对象", "expected a JSON object"),
    "dict_type": ("应为 JSON 对象", "expected a JSON object"),
    "tuple_type": ("应为数组", "expected an array"),
    "list_type": ("应为数组", "expected an array"),
    "string_type": ("应为文本", "expected text"),
    "string_unicode": ("不是有效的 Unicode 文本", "this is no valid Unicode text"),
    "string_too_short": ("至少 {min_length} 个字符", "at least {min_length} character(s)"),
    "string_too_long": ("最多 {max_length} 个字符", "at most {max_length} characters"),
    "string_pattern_mismatch": ("格式不正确", "is not of the form expected: {pattern}"),
    "too_long": ("最多 {max_length} 项", "at most {max_length} items"),
    "too_short": ("至少 {min_length} 项", "at least {min_length} items"),
    "int_type": ("应为整数", "expected a whole number"),
    "int_parsing": ("应为整数", "expected a whole number"),
    "int_from_float": ("应为整数", "expected a whole number"),
    "int_parsing_size": ("数字过大", "the number is too large"),
    "bool_type": ("应为 true 或 false", "expected true or false"),
    "bool_parsing": ("应为 true 或 false", "expected true or false"),
    "greater_than_equal": ("不得小于 {ge}", "must be {ge} or more"),
    "less_than_equal": ("不得大于 {le}", "must be {le} or less"),
    "enum": ("应为 {expected} 之一", "expected one of {expected}"),
    "literal_error": ("应为 {expected} 之一", "expected one of {expected}"),
    "greater_than": ("须大于 {gt}", "must be more than {gt}"),
    "less_than": ("须小于 {lt}", "must be less than {lt}"),
    "multiple_of": ("须为 {multiple_of} 的倍数", "must be a multiple of {multiple_of}"),
    "finite_number": ("数字过大", "the number is too large"),
    "float_type": ("应为数字", "expected a number"),
    "float_parsing": ("应为数字", "expected a number"),
    "decimal_type": ("应为数字", "expected a number"),
    "decimal_parsing": ("应为数字", "expected a number"),
    "none_required": ("此处应为空", "expected null"),
    "date_type": ("应为日期，例如 2026-03-02", "expected a date, such as 2026-03-02"),
    "date_parsing": ("应为日期，例如 2026-03-02", "expected a date, such as 2026-03-02"),
    "date_from_datetime_parsing": ("应为日期，例如 2026-03-02", "expected a date, such as 2026-03-02"),
    "time_type": ("应为时刻，例如 09:30", "expected a time of day, such as 09:30"),
    "time_parsing": ("应为时刻，例如 09:30", "expected a time of day, such as 09:30"),
    "time_delta_type": ("应为时长，例如 PT2H", "expected a length of time, such as PT2H"),
    "time_delta_parsing": ("应为时长，例如 PT2H", "expected a length of time, such as PT2H"),
    "datetime_type": ("应为带时区的 RFC 3339 时间文本", "expected RFC 3339 text with an offset"),
    "datetime_parsing": ("应为带时区的 RFC 3339 时间文本", "expected RFC 3339 text with an offset"),
    "datetime_from_date_parsing": ("应为带时区的 RFC 3339 时间文本", "expected RFC 3339 text with an offset"),
    "timezone_aware": ("时间必须带时区", "the time needs an offset"),
}

_UNKNOWN: Final = ("不正确", "{msg}")
_EXAMPLE: Final = "2026-03-02T09:30:00+08:00"
# What the rules of the domain say in English, in Chinese.
_IN_CHINESE: Final[Mapping[str, str]] = {
    "must not contain the NUL character": "不得包含 NUL 字符",
    "name a handler, a department, or both": "请填写 handler 或 department，或两者都填",
    "name a level, an urgency or a severity": "请填写 level、urgency 或 severity",
    "a time from 2000 to 2199 is expected": "应为 2000 至 2199 年的时间",
    f"expected RFC 3339 text with an offset, such as {_EXAMPLE}": f"应为带时区的 RFC 3339 时间文本，例如 {_EXAMPLE}",
    f"there is no such time; expected RFC 3339 text with an offset, such as {_EXAMPLE}": (
        f"没有这个时间；应为带时区的 RFC 3339 时间文本，例如 {_EXAMPLE}"
    ),
}


def worded(*, zh: str, en: str) -> PydanticCustomError:
    """Give the error that a validator raises to say in both languages what is wrong."""
    return PydanticCustomError(_WORDED, "{en}", {"zh": zh, "en": en})


def fault_words(error: ErrorDetails) -> Words:
    """Say what pydantic found wrong with one field."""
    context: dict[str, Any] = error.get("ctx", {})
    if error["type"] == _WORDED:
        return Words(zh=context["zh"], en=context["en"])
    if error["type"] == "value_error":
        said = str(context["error"])
        return Words(zh=_IN_CHINESE.get(said, _UNKNOWN[0]), en=said)
    zh, en = _WORDS.get(error["type"], _UNKNOWN)
    values = {"msg": error["msg"], "expected": "", **context}
    # Pydantic lists what it expected in English: 'a', 'b' or 'c'.
    in_chinese = values | {"expected": values["expected"].replace(", ", "、").replace(" or ", "、")}
    return Words(zh=zh.format_map(in_chinese), en=en.format_map(values))
