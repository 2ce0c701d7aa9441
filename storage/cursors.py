"""Cursors (游标): where a page of a list ends, as text to be handed back for the next page.

ValueError
  CursorInvalid    a cursor that this list has not given
"""

import base64
import json
from collections.abc import Sequence
from typing import Final, TypeVar

from pydantic import TypeAdapter

MOST_ROWS: Final = 200
"""How many rows a page has at most."""

Place = TypeVar("Place")


class CursorInvalid(ValueError):
    """The cursor is none of ours, or of another sorting."""


def make_cursor(place: Sequence[str | None]) -> str:
    """Put a place into a word that fits an address."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(cursor: str, shape: TypeAdapter[Place]) -> Place:
    """Read a place again. Raises `CursorInvalid` where it is not of this shape."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return shape.validate_json(text)
    except ValueError as error:
        raise CursorInvalid("the cursor is not one that this list has given: start from the first page") from error
