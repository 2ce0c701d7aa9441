"""Whatever goes wrong, said to whoever asked: a page to a browser that asked for one, problem details to a program."""

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.pages.press import Press
from api.problems import TITLES, Problem, details_for

_FOR_PROGRAMS: Final = re.compile(
    r"/(api|codec|static|static-offline-docs)/.*|/(healthz|readyz|metrics|openapi\.json)", re.DOTALL
)


def answer_to(scope: Scope, problem: Problem) -> Response:
    """Give the answer to a request that is not done."""
    if not _wants_page(scope):
        return details_for(scope, problem)
    press: Press = scope["app"].state.press
    _, title = TITLES.get(problem.status, TITLES[400])
    return press.page(
        Request(scope), "failure.html", status=problem.status, headers=problem.headers, problem=problem, title=title
    )


def _wants_page(scope: Scope) -> bool:
    accepted = Headers(scope=scope).get("accept", "").lower()
    return "text/html" in accepted and not _FOR_PROGRAMS.fullmatch(scope["path"])
