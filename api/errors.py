"""Whatever goes wrong becomes problem details.

Nothing of a request gets into a log, and nothing of ours into an answer.
"""

import logging
import traceback
from http import HTTPStatus
from typing import Final, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from api.failures import DOWN_FOR_A_MOMENT
from api.pages.failures import answer_to
from api.problems import Problem, not_just_now, not_understood, nothing_here, our_mistake
from api.validation import faults_of
from domain.refusals import Refused
from domain.words import Words

_PLACES: Final = 10

log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Make the app answer every failure as problem details."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for failure in DOWN_FOR_A_MOMENT:
        app.add_exception_handler(failure, _down)
    app.add_exception_handler(Exception, _mistake)


async def _problem(request: Request, error: Exception) -> Response:
    return answer_to(request.scope, cast("Problem", error))


async def _refused(request: Request, error: Exception) -> Response:
    refused = cast("Refused", error)
    return answer_to(request.scope, Problem(status=refused.status, words=refused.words))


async def _invalid(request: Request, error: Exception) -> Response:
    errors = cast("RequestValidationError", error).errors()
    # Of a place such as (query, limit) only the name says something to the caller.
    named = [cast("ErrorDetails", {**each, "loc": each["loc"][1:] or each["loc"]}) for each in errors]
    return answer_to(request.scope, not_understood(*faults_of(named)))


async def _http(request: Request, error: Exception) -> Response:
    failure = cast("HTTPException", error)
    if failure.status_code == HTTPStatus.NOT_FOUND:
        return answer_to(request.scope, nothing_here())
    if failure.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        words = Words(zh="此地址不支持该方法。", en="This address does not take this method.")
    else:
        words = Words(zh="无法处理此请求。", en="The request cannot be handled.")
    return answer_to(request.scope, Problem(status=failure.status_code, words=words, headers=failure.headers))


async def _down(request: Request, error: Exception) -> Response:
    log.warning("%s %s: %s", request.method, _route(request), type(error).__name__)
    return answer_to(request.scope, not_just_now())


async def _mistake(request: Request, error: Exception) -> Response:
    # The words of an error may repeat what somebody wrote; where it happened says enough.
    places = "".join(traceback.format_tb(error.__traceback__)[-_PLACES:])
    log.error("%s %s failed: %s\n%s", request.method, _route(request), type(error).__name__, places)
    return answer_to(request.scope, our_mistake())


def _route(request: Request) -> str:
    return getattr(request.scope.get("route"), "path", "-")
