"""Which of the two languages of the house a caller reads."""

from typing import Final

DEFAULT: Final = "zh"
_KNOWN: Final = {"zh": "zh", "en": "en", "*": DEFAULT}
# A header longer than this is no list of languages.
_LONGEST: Final = 500


def language_of(accept_language: str | None) -> str:
    """Give `zh` or `en` by the `Accept-Language` header: the one wanted most; Chinese where neither is named."""
    best, most = DEFAULT, 0.0
    for part in (accept_language or "")[:_LONGEST].split(","):
        tag, _, weight = part.partition(";")
        language = _KNOWN.get(tag.strip().lower().partition("-")[0])
        wanted = _weight(weight)
        if language and wanted > most:
            best, most = language, wanted
    return best


def _weight(text: str) -> float:
    name, _, value = text.partition("=")
    if not name.strip():
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
