"""What files of evidence may be, and what may be wrong with them."""

from enum import StrEnum
from typing import Final


class MediaProblem(StrEnum):
    """What stands in the way of showing a file of evidence; it is kept all the same."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    ACTIVE_CONTENT = "active_content"
    TOO_MANY_PARTS = "too_many_parts"


# The type of a file that nobody can tell.
UNKNOWN_TYPE: Final = "application/octet-stream"
