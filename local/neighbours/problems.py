"""What a neighbour answers when it does not do what it was asked: RFC 9457 problem details with a word for machines."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


class ProblemDocument(BaseModel):
    """Body of every refusal."""

    type: str = "about:blank"
    title: str = Field(examples=["Payment Required"])
    status: int = Field(examples=[402])
    detail: str = Field(description="For people who run the neighbour; Redress does not pass it on.")
    reason: str = Field(pattern=r"^[a-z][a-z_]{0,63}$", examples=["payee_account_closed"])


class Refusal(Exception):
    """A neighbour does not do what it was asked."""

    def __init__(self, *, status: int, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.document = ProblemDocument(title=HTTPStatus(status).phrase, status=status, detail=detail, reason=reason)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe refusals with these statuses for a route's OpenAPI."""
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Make the app answer every refusal as a problem document."""
    app.exception_handler(Refusal)(_refused)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_failed)


def _answer(document: ProblemDocument, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(document.model_dump(), document.status, headers=headers, media_type=MEDIA_TYPE)


async def _refused(_request: Request, error: Refusal) -> JSONResponse:
    return _answer(error.document)


async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
    # Where and what only, never the input itself: it may be personal, or text that cannot be encoded.
    places = [f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}" for found in error.errors()]
    detail = "; ".join(places).encode(errors="replace").decode()
    return _answer(Refusal(status=422, reason="invalid_request", detail=detail).document)


async def _failed(_request: Request, error: HTTPException) -> JSONResponse:
    document = Refusal(status=error.status_code, reason="not_possible", detail=str(error.detail)).document
    return _answer(document, dict(error.headers or {}))
