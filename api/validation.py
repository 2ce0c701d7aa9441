"""What is wrong with a body, field by field; nothing of what was sent is repeated but field names."""

from collections.abc import Sequence
from typing import Final

from pydantic_core import ErrorDetails

from api.problems import FieldFault
from domain.fault_words import fault_words

MOST_FAULTS: Final = 20
_LONGEST_PATH: Final = 200


def faults_of(errors: Sequence[ErrorDetails]) -> list[FieldFault]:
    """Tell what is wrong, the first twenty faults at most."""
    return [FieldFault(path=path_of(error["loc"]), words=fault_words(error)) for error in errors[:MOST_FAULTS]]


def path_of(place: Sequence[int | str]) -> str:
    """Write down where a field stands: `complainant.phone`; the body itself is `body`."""
    path = ".".join(str(part) for part in place)[:_LONGEST_PATH]
    # A name of a field comes from outside, too: what is no character must not get into an answer.
    return path.encode(errors="replace").decode() or "body"
