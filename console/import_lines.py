"""The lines of a file to import: CSV or JSON lines, each with its number, its fields and a key that never changes."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

# A complaint's words may be as long as a whole request.
_LONGEST_CELL: Final = 8 * 1024 * 1024
_NOT_TEXT: Final = "this is not text in the encoding of the file (see --encoding)"


class Line(NamedTuple):
    """One complaint of a file, or why there is none.

    `number` is where it begins (from 1); `key` follows from its fields and from how many lines before it were the
    same: two equal lines are two complaints, and the same file, or a longer one, gives every line the same key again.
    `bytes_read` is how far the file has been read.
    """

    number: int
    fields: Mapping[str, Any]
    key: str = ""
    problem: str = ""
    bytes_read: int = 0


def read_lines(file: Path, *, encoding: str, columns: Collection[str] = ()) -> Iterator[Line]:
    """Read a file line by line; what cannot be read is a line with a problem.

    Args:
        file: CSV with a header, or JSON lines; its first character tells which.
        encoding: of the text.
        columns: those that a CSV file must have.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is a CSV file without a header, or without one of the columns.
    """
    seen: Counter[bytes] = Counter()
    # What is not in the encoding becomes a surrogate, by which its line alone is found to be bad.
    with file.open("rb") as raw, TextIOWrapper(raw, encoding, errors="surrogateescape", newline="") as text:
        for line in _parsed(text, columns):
            position = raw.tell()
            if line.problem or not _is_text(line.fields):
                yield line._replace(problem=line.problem or _NOT_TEXT, bytes_read=position)
                continue
            content = _digest(line.fields)
            seen[content] += 1
            yield line._replace(key=f"import-{content.hex()}-{seen[content]}", bytes_read=position)


def _parsed(text: TextIO, columns: Collection[str]) -> Iterator[Line]:
    for number, first in enumerate(text, start=1):
        if first.strip():
            lines = chain([first], text)
            is_json = first.lstrip().startswith("{")
            return _json_lines(lines, number) if is_json else _csv_lines(lines, number, columns)
    return iter(())


def _json_lines(lines: Iterator[str], number: int) -> Iterator[Line]:
    for place, text in enumerate(lines, start=number):
        if not text.strip():
            continue
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield Line(place, {}, problem=f"this is no JSON: {error}")
            continue
        if isinstance(fields, dict):
            yield Line(place, fields)
        else:
            yield Line(place, {}, problem="a JSON object is expected")


def _csv_lines(lines: Iterator[str], number: int, columns: Collection[str]) -> Iterator[Line]:
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(lines, strict=True)
    header = [name.strip() for name in next(rows)]
    if len(set(header)) != len(header) or not all(header):
        raise ValueError(f"the first line is to name each column once, and is: {','.join(header)}")
    if missing := sorted(set(columns) - set(header)):
        raise ValueError(f"there is no column {', '.join(missing)}; the columns are {', '.join(header)}")
    while True:
        begin = number + rows.line_num
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(begin, {}, problem=f"this is no CSV: {error}")
            continue
        if len(cells) == len(header):
            yield Line(begin, dict(zip(header, cells, strict=True)))
        elif cells:
            yield Line(begin, {}, problem=f"{len(header)} columns are expected and {len(cells)} are here")


def _is_text(fields: Mapping[str, Any]) -> bool:
    try:
        json.dumps(fields, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _digest(fields: Mapping[str, Any]) -> bytes:
    # In whatever order the columns stand, and wherever the file lies: the same content is the same line.
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).digest()
