"""How a page is made: a template, the reader's language, and the headers that every page has."""

import gzip
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.assets import Assets
from api.pages.compression import takes_gzip
from api.pages.language import COOKIE, FOR_A_YEAR, NAMES, TAGS, address_in, chosen, language_for
from translations.catalogue import LANGUAGES, catalogue

POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Encoding, Accept-Language, Cookie",
}


class Press:
    """Makes pages in every language of the house."""

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        self._environments = {language: _environment(language, assets) for language in LANGUAGES}

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **told: Any,
    ) -> Response:
        """Answer with a page; `told` is what its template speaks of, beside `language` and the addresses of others.

        What it says is compressed: a secret that must not be guessed by the length of an answer, such as a form's
        token, has to look different in each answer.
        """
        language = language_for(request)
        others = [(tag, NAMES[tag], TAGS[tag], address_in(request, tag)) for tag in LANGUAGES if tag != language]
        environment = self._environments[language]
        text = environment.get_template(template).render(language=language, lang=TAGS[language], others=others, **told)
        said = {**HEADERS, "Content-Language": TAGS[language], **(headers or {})}
        body = text.encode()
        if takes_gzip(request.headers):
            body, said["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
        answer = Response(body, status, headers=said, media_type="text/html")
        if asked := chosen(request):
            secure = request.url.scheme == "https"
            answer.set_cookie(COOKIE, asked, max_age=FOR_A_YEAR, httponly=True, samesite="lax", secure=secure)
        return answer


def _environment(language: str, assets: Assets) -> Environment:
    environment = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals["asset"] = assets.address
    environment.filters["said"] = lambda words: words.in_(language)
    return environment


async def _press(request: Request) -> Press:
    press: Press = request.app.state.press
    return press


Pages = Annotated[Press, Depends(_press)]
"""The press, in a route's parameters."""
