"""What is wrong with an expression, in words for the person who wrote it: the column, the cause, what was expected."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final, NamedTuple

from domain.facts import FACT_TYPES

_REPORTED: Final = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
_UNDECLARED: Final = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD: Final = re.compile(r"found no matching overload for '([^']*)' applied to '\((.*)\)'")
_NOT_IN_CEL: Final = {"and": "&&", "or": "||", "not": "!", "=": "=="}
_FUNCTIONS: Final = ("contains", "startsWith", "endsWith", "matches", "size", "exists", "all", "exists_one")


class _Fault(NamedTuple):
    offset: int
    text: str
    expected: str = ""
    hides_others: bool = False


def at_column(*, source: str, offset: int, fault: str) -> str:
    """Put the place in front of a fault; `offset` counts characters of `source` from 0."""
    lines_before, _, before = source[:offset].rpartition("\n")
    column = f"column {len(before) + 1}: {fault}"
    return f"line {lines_before.count(chr(10)) + 1 + bool(lines_before)}, {column}" if "\n" in source else column


def describe_faults(*, source: str, report: str) -> str:
    """Turn the compiler's report on `source` into one readable line; every fault of its kind is named."""
    if not source.strip():
        return 'column 1: nothing is written here; write CEL, such as "level == 2", or "true"'
    faults = [_fault(source, int(line), int(column), text) for line, column, text in _REPORTED.findall(report)]
    if not faults:
        return f"this is no CEL ({report.splitlines()[0]})"
    faults = [fault for fault in faults if fault.hides_others][:1] or sorted(faults)
    places = [at_column(source=source, offset=fault.offset, fault=fault.text) for fault in faults]
    return "; ".join([*places, *dict.fromkeys(fault.expected for fault in faults if fault.expected)])


def _fault(source: str, line: int, column: int, text: str) -> _Fault:
    offset = sum(len(part) + 1 for part in source.split("\n")[: line - 1]) + column - 1
    if found := _UNDECLARED.search(text):
        return _unknown(source, offset, found[1])
    if found := _OVERLOAD.search(text):
        operator = found[1].strip("_@").replace("_", " ")
        return _Fault(offset, f"{operator} does not go with ({found[2]})", "the types of both sides must agree")
    return _syntax(source, offset, text)


def _unknown(source: str, offset: int, name: str) -> _Fault:
    if source.startswith("(", offset) and source[:offset].endswith(name):
        text = f"there is no function {name}{_hint(name, _FUNCTIONS)}"
        # What stands in its brackets cannot be judged without knowing the function.
        return _Fault(offset - len(name), text, f"functions are {', '.join(_FUNCTIONS)}", hides_others=True)
    if not source.startswith(name, offset):
        offset = max(source.find(name), 0)
    return _Fault(offset, f"{name} is no fact{_hint(name, FACT_TYPES)}", f"facts are {', '.join(FACT_TYPES)}")


def _syntax(source: str, offset: int, text: str) -> _Fault:
    word = re.match(r"\w+|=", source[offset:])
    if word and (right := _NOT_IN_CEL.get(word[0])):
        text = f"{word[0]} is not CEL; write {right}"
    elif offset >= len(source.rstrip()):
        text = "the expression ends too early"
    # After the first syntax error the compiler guesses.
    return _Fault(offset, re.sub(r" expecting .*", "", text), hides_others=True)


def _hint(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""
