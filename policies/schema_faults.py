"""Schema faults: what pydantic found wrong in a file, in the words of the person who wrote the file."""

from collections.abc import Iterator
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.allowance import KEYS_IN_FILES, Allowance
from policies.document import Document
from policies.problems import NOTHING, Finding, Path

_EXPECTED: Final = {
    "missing": "this key is required",
    "int_type": "a whole number is expected",
    "int_from_float": "a whole number is expected",
    "int_parsing": "a whole number is expected",
    "date_from_datetime_parsing": "a date, such as 2026-01-31, is expected",
    "float_type": "a number is expected",
    "string_type": "text is expected (in quotes, if it looks like something else)",
    "bool_type": "true or false is expected",
    "tuple_type": "a list is expected",
    "dict_type": "a mapping of keys to values is expected",
    "model_type": "a mapping of keys to values is expected",
    "model_attributes_type": "a mapping of keys to values is expected",
    "enum": "one of {expected} is expected",
    "literal_error": "one of {expected} is expected",
    "greater_than": "a number above {gt} is expected",
    "greater_than_equal": "a number that is at least {ge} is expected",
    "less_than": "a number below {lt} is expected",
    "less_than_equal": "a number that is at most {le} is expected",
    "too_short": "at least {min_length} entry is expected here",
    "string_too_short": "text that is not blank is expected",
    "string_too_long": "text of at most {max_length} characters is expected",
    "string_pattern_mismatch": "a name is expected: letters, digits, _, - and ., no spaces",
    "value_error": "{error}",
}
_OF_THE_KEY: Final = "[key]"


def schema_findings(*, error: ValidationError, model: type[BaseModel], document: Document) -> Iterator[Finding]:
    """Go through what is wrong, in order, each thing once."""
    faults = error.errors(include_url=False)
    for details in faults:
        if not any(_explains(other, details) for other in faults):
            yield _finding(details, model, document)


def is_unknown_key(details: ErrorDetails) -> bool:
    """Tell whether a fault is a key that the schema does not have."""
    return details["type"] == "extra_forbidden"


def _explains(fault: ErrorDetails, other: ErrorDetails) -> bool:
    """Tell whether `other` is but a consequence: a misspelt key is missing, a wrong row makes a short list."""
    place, about = fault["loc"], other["loc"]
    if other["type"] == "missing":
        misspelt = is_unknown_key(fault) and place[:-1] == about[:-1]
        return misspelt and bool(get_close_matches(str(place[-1]), [str(about[-1])]))
    return other["type"] == "too_short" and len(place) > len(about) and place[: len(about)] == about


def _finding(details: ErrorDetails, model: type[BaseModel], document: Document) -> Finding:
    path = tuple(key for key in details["loc"] if key != _OF_THE_KEY)
    if is_unknown_key(details):
        return Finding(path, _unknown_key(path, model, document.value(path)))
    if details["type"] != "missing":
        # Some values are taken apart on reading; the place is where the whole of it stands.
        path = document.nearest(path)
        if document.value(path) is NOTHING:
            path = path[:-1]
    expected = _EXPECTED.get(details["type"], details["msg"]).format_map(details.get("ctx", {}))
    if details["loc"][-1:] == (_OF_THE_KEY,):
        return Finding(path, f"{expected} as the key{_near(details, path[-1])}")
    return Finding(path, f"{expected}{_near(details, document.value(path))}")


def _near(details: ErrorDetails, value: object) -> str:
    """Guess what was meant, where only some words are allowed."""
    words = str(details.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
    near = get_close_matches(str(value), words, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _unknown_key(path: Path, model: type[BaseModel], value: object) -> str:
    known = _known_keys(path[:-1], model)
    if near := get_close_matches(str(path[-1]), known, n=1):
        return f"unknown key; did you mean {near[0]}?"
    hint = " (text with a comma needs quotes)" if value is None else ""
    return f"unknown key{hint}; known here: {', '.join(known)}"


def _known_keys(path: Path, model: type[BaseModel]) -> list[str]:
    """List the keys that the schema has at a place."""
    annotation: Any = model
    for key in path:
        annotation = _below(_plain(annotation), key)
    found = _plain(annotation)
    return _keys(found) if isinstance(found, type) and issubclass(found, BaseModel) else []


def _keys(model: type[BaseModel]) -> list[str]:
    if model is Allowance:
        return list(KEYS_IN_FILES)
    return [field.alias or name for name, field in model.model_fields.items()]


def _below(annotation: Any, key: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
        return fields.get(str(key))
    # A mapping's values come last among its arguments, a list's items first.
    arguments = get_args(annotation)
    return arguments[-1 if get_origin(annotation) is dict else 0] if arguments else None


def _plain(annotation: Any) -> Any:
    """Take off `Annotated` and `| None`."""
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    if get_origin(annotation) in {Union, UnionType}:
        return _plain(next(each for each in get_args(annotation) if each is not NoneType))
    return annotation
