"""In which language a person reads: as the address says, else as they chose before, else as their browser wishes."""

from typing import Final

from starlette.requests import HTTPConnection

from api.languages import language_of
from translations.catalogue import LANGUAGES

COOKIE: Final = "language"
PARAMETER: Final = "lang"
FOR_A_YEAR: Final = 365 * 24 * 3600
"""Seconds for which a choice is remembered."""

NAMES: Final = {"zh": "中文", "en": "English"}
TAGS: Final = {"zh": "zh-Hans", "en": "en"}
"""The languages as HTML names them."""


def chosen(request: HTTPConnection) -> str | None:
    """Give the language that the address asks for; none where it asks for none that there is."""
    asked = request.query_params.get(PARAMETER)
    return asked if asked in LANGUAGES else None


def language_for(request: HTTPConnection) -> str:
    """Give `zh` or `en`."""
    remembered = request.cookies.get(COOKIE)
    known = remembered if remembered in LANGUAGES else None
    return chosen(request) or known or language_of(request.headers.get("accept-language"))


def address_in(request: HTTPConnection, language: str) -> str:
    """Give the address of the same page in another language, relative to it."""
    # Without the path: one such as //example.com would lead to another host.
    return f"?{request.url.include_query_params(**{PARAMETER: language}).query}"
