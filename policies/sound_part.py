"""The sound part of a faulty pack: so that one reading finds every problem, not only the first kind of them."""

from copy import deepcopy
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from domain.pack import Pack
from policies.document import Document
from policies.schema_faults import is_unknown_key

_WORDS: Final = {"zh": "x", "en": "x"}
_STAND_INS: Final[dict[str, Any]] = {
    "pack": "x",
    "version": 1,
    "title": _WORDS,
    "zone": "UTC",
    "calendar": "x",
    "service_lines": ["x"],
    "departments": {"x": {"title": _WORDS}},
    "ladder": ["x"],
    "catalogue": {"x": {"title": _WORDS, "kinds": {"x": {"title": _WORDS, "department": "x"}}}},
    "unmatched": {"category": "x", "kind": "x"},
    "grading": {
        "level": [{"give": 1, "when": "true", "because": _WORDS}],
        "urgency": [{"give": "normal", "when": "true", "because": _WORDS}],
        "severity": [{"give": "ordinary", "when": "true", "because": _WORDS}],
    },
    "milestones": [],
    "climb_every": "PT1H",
    "reopen": "restart",
    "authority": {},
    "silence": {"after": "PT1H", "means": "refused"},
    "feedback_window": "PT1H",
    "appeal_window": "PT1H",
    "retention": {"ordinary": "P1Y"},
}
"""What takes the place of a required section that is wrong. It is never looked at."""


class SoundPart(NamedTuple):
    """A pack in which the sections `without` are stand-ins."""

    pack: Pack
    without: frozenset[str]


def sound_part(*, document: Document, error: ValidationError) -> SoundPart | None:
    """Keep the sections in which there is nothing wrong but unknown keys; nothing where the file is no mapping."""
    if not isinstance(document.data, dict):
        return None
    data = deepcopy(document.data)
    wrong: set[str] = set()
    for details in error.errors(include_url=False):
        if is_unknown_key(details):
            _drop(data, details["loc"])
        else:
            wrong.add(str(details["loc"][0]))
    right = {key: value for key, value in data.items() if key not in wrong}
    try:
        return SoundPart(Pack.model_validate(_STAND_INS | right), frozenset(wrong))
    except ValidationError:
        # Dropping an unknown key has laid another fault bare; it is found once that key is put right.
        return None


def _drop(data: Any, loc: tuple[str | int, ...]) -> None:
    for key in loc[:-1]:
        data = data[key]
    data.pop(loc[-1], None)
