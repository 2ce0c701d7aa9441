"""The OpenAPI document: what FastAPI finds in the routes, the bodies that `api.body` reads, and who may call what."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api import forms
from api.authority import LoanForm
from api.problems import ProblemDetails
from api.routes.hooks import PaymentCallback, RepairCallback
from api.routes.ledger import FundForm
from api.routes.penalties import ON_CASE
from api.sign_in import SignInForm
from domain.incident_commands import INCIDENT_COMMANDS
from domain.matter_registry import MATTERS
from domain.registry import STAFF_COMMANDS

VERSION: Final = "1"
DESCRIPTION: Final = """\
Every complaint is one durable workflow. Times are RFC 3339 in UTC, money is in whole fen.

* A complainant shows `X-Access-Code`; staff show `Authorization: Bearer …`, or the cookie of
  `/sign-in`, and then with every change `X-CSRF-Token` as `/me` gives it.
* Every POST takes an `Idempotency-Key`: the same key and body are the same request, done once.
* Whatever is not done is answered as problem details (RFC 9457), in Chinese or English by `Accept-Language`.
"""

_FORMS: Final[tuple[type[BaseModel], ...]] = (
    forms.ComplaintForm,
    forms.ReplyForm,
    forms.ReasonForm,
    forms.DecisionForm,
    forms.SatisfactionForm,
    forms.WithdrawalForm,
    forms.AccessCodeForm,
    forms.ReasonedForm,
    forms.HandOverForm,
    forms.InterestForm,
    PaymentCallback,
    RepairCallback,
    ProblemDetails,
    *STAFF_COMMANDS.values(),
    *INCIDENT_COMMANDS.values(),
    *ON_CASE.values(),
    forms.AppealForm,
    forms.LookupForm,
    LoanForm,
    FundForm,
    forms.RulingForm,
    SignInForm,
    *dict.fromkeys(command for rules in MATTERS.values() for command in rules.commands.values()),
)
_REF: Final = "#/components/schemas/{model}"
_SCHEMES: Final = {
    "accessCode": {"type": "apiKey", "in": "header", "name": "X-Access-Code"},
    "staffToken": {"type": "http", "scheme": "bearer"},
    "staffSession": {"type": "apiKey", "in": "cookie", "name": "__Host-redress"},
}
_DESK: Final[list[dict[str, list[str]]]] = [{"staffToken": []}, {"staffSession": []}]
_CASE: Final[list[dict[str, list[str]]]] = [{"accessCode": []}, *_DESK]
_ANYBODY: Final[list[dict[str, list[str]]]] = [{}, *_DESK]
_OF_STAFF: Final = ("/api/v1/desk", "/api/v1/me", "/api/v1/sign-out")


def install(app: FastAPI) -> None:
    """Make the app describe itself."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=VERSION, description=DESCRIPTION, routes=app.routes)
    _, definitions = models_json_schema([(form, "validation") for form in _FORMS], ref_template=_REF)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    # Never answered: every refusal is problem details.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["securitySchemes"] = _SCHEMES
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _complete(path, operation)
    return document


def _complete(path: str, operation: dict[str, Any]) -> None:
    if "HTTPValidationError" in str(operation["responses"].get("422")):
        del operation["responses"]["422"]
    if path.startswith(_OF_STAFF):
        operation["security"] = _DESK
    elif path.startswith("/api/v1/complaints/"):
        operation["security"] = _CASE
    elif path == "/api/v1/complaints":
        operation["security"] = _ANYBODY
