"""From a line of somebody's file to the body of `POST /complaints`: which column is which field, and of what type."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.complaint import Complainant, Complaint

_PERSON: Final = frozenset(Complainant.model_fields)
_FIELDS: Final = frozenset(Complaint.model_fields) - {"reading", "filed_by", "complainant"}
# A column that is called so needs no --map.
_OF_ITSELF: Final = {name: name for name in _FIELDS} | {name: f"complainant.{name}" for name in _PERSON}
_TARGETS: Final = [*sorted(set(_OF_ITSELF.values()) - {"claims"}), "claims.…"]
NAMELESS: Final = "未提供 (not given)"
"""What stands for the complainant's name where a line has none."""


class MappingInvalid(ValueError):
    """A `--map` that names no field, or names one twice."""


class Mapper:
    """Makes bodies out of lines."""

    def __init__(self, maps: Iterable[str], *, defaults: Mapping[str, str | None] | None = None) -> None:
        """Prepare the mapping.

        Args:
            maps: each `theirs=ours`, where ours may be a path such as `complainant.name` or `claims.delayed_minutes`.
            defaults: fields of lines that have none; none stands for no default.

        Raises:
            MappingInvalid: with the reason.
        """
        self._given = dict(map(_split, maps))
        ours = list(self._given.values())
        if twice := {name for name in ours if ours.count(name) > 1}:
            raise MappingInvalid(f"--map gives {', '.join(sorted(twice))} twice")
        self._defaults = {name: value for name, value in (defaults or {}).items() if value is not None}

    @property
    def columns(self) -> frozenset[str]:
        """The columns that a file must have."""
        return frozenset(self._given)

    def ignored(self, columns: Iterable[str]) -> list[str]:
        """Tell which columns are no field and are left out."""
        return [column for column in columns if self._target(column) is None]

    def body(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Give the body for a line; empty cells are no fields.

        Raises:
            ValueError: a cell cannot be what its field needs.
        """
        body: dict[str, Any] = dict(self._defaults)
        for column, value in fields.items():
            target = self._target(column)
            if target is not None and value not in ("", None):
                _put(body, target, _typed(target, value))
        person = body.setdefault("complainant", {})
        if isinstance(person, dict):
            person.setdefault("name", NAMELESS)
        return body

    def _target(self, column: str) -> str | None:
        if column in self._given:
            return self._given[column]
        path = column.partition(".")
        own = column if path[0] == "complainant" or (path[0] == "claims" and path[2]) else _OF_ITSELF.get(column)
        # A column that was mapped by hand takes the place of the one that bears the field's name.
        return None if own in self._given.values() else own


def _split(text: str) -> tuple[str, str]:
    theirs, _, ours = text.rpartition("=")
    target = _OF_ITSELF.get(ours, ours)
    if not theirs or (target not in _OF_ITSELF.values() and not re.fullmatch(r"claims\.\w+", target)):
        raise MappingInvalid(f"--map {text}: theirs=ours is expected, ours being one of {', '.join(_TARGETS)}")
    return theirs, target


def _put(body: dict[str, Any], target: str, value: Any) -> None:
    outer, _, inner = target.partition(".")
    if not inner:
        body[outer] = dict(value) if isinstance(value, dict) else value
        return
    group = body.setdefault(outer, {})
    if not isinstance(group, dict):
        raise ValueError(f"{outer} is {group!r}, an object is expected")
    group[inner] = value


def _typed(target: str, value: Any) -> Any:
    """Give a cell of a CSV file the type of its field; JSON has types already."""
    if not isinstance(value, str):
        return value
    match target:
        case "amount_fen":
            return int(value) if re.fullmatch(r"-?\d{1,18}", value) else value
        case "flags":
            return re.split(r"[,;|、\s]+", value.strip())
        case "claims":
            return json.loads(value)
    return value
