"""What the process that looks into a file tells: a line of JSON for each thing that it finds out."""

from typing import Any

from domain.media_kinds import MediaProblem

# Fields of `MediaLook` as JSON; the preview is in base64. What is told later adds to what was told before.
Finding = dict[str, Any]


def problem(found: MediaProblem) -> Finding:
    """Tell of a problem; of several, the first one told stays."""
    return {"problem": found.value}
