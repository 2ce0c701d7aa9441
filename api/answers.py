"""Answers as JSON, straight from their model, and what every route documents of its refusals."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Response
from pydantic import BaseModel

from api.problems import MEDIA_TYPE, TITLES

_JSON: Final = "application/json"
# An answer is about one case at one moment: nobody in between may keep it.
_HEADERS: Final = {"Cache-Control": "no-store"}


class Accepted(BaseModel):
    """What was said is durable (202)."""

    accepted: bool = True


def as_json(model: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Give a model as the response."""
    return Response(model.model_dump_json(), status, headers={**_HEADERS, **(headers or {})}, media_type=_JSON)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe refusals with these statuses for a route's OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {status: {"description": TITLES[status][1].en, "content": content} for status in statuses}
