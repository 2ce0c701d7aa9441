"""Catalogues as templates use them: `zh.po` for Chinese; what stands in the templates is the English."""

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES: Final = ("zh", "en")
SOURCE: Final = "en"


@cache
def catalogue(language: str) -> NullTranslations:
    """Give the messages in one of `LANGUAGES`."""
    if language == SOURCE:
        return NullTranslations()
    content, compiled = (files("translations") / f"{language}.po").read_bytes(), BytesIO()
    write_mo(compiled, read_po(BytesIO(content), locale=language))
    compiled.seek(0)
    return Translations(compiled)
