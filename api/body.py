"""Reading a body: strict JSON into a model, or 422 that names each wrong field.

A model is read by pydantic from the bytes themselves: lone surrogates, broken UTF-8, endless nesting and numbers beyond
all bounds are refused by the parser, and strictly: no text is taken for a number, no number for a time.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.problems import not_understood
from api.validation import faults_of

Form = TypeVar("Form", bound=BaseModel)


def read_form(form: type[Form], body: bytes) -> Form:
    """Read a body. Raises `Problem` (422)."""
    try:
        return form.model_validate_json(body, strict=True)
    except ValidationError as error:
        # Without the input: it may be personal, and is at any rate the caller's own.
        raise not_understood(*faults_of(error.errors(include_url=False, include_input=False))) from None


def body_of(form: type[Form]) -> Callable[[Request], Awaitable[Form]]:
    """Give the dependency that reads a request's body; it comes after whatever else a route asks first."""

    async def read(request: Request) -> Form:
        return read_form(form, await request.body())

    return read


def takes(form: type[BaseModel], *, example: dict[str, Any] | None = None) -> dict[str, Any]:
    """Describe a route's body for the OpenAPI document; `api.openapi` adds the schema that is referred to."""
    content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{form.__name__}"}}
    if example is not None:
        content["example"] = example
    return {"requestBody": {"required": True, "content": {"application/json": content}}}
