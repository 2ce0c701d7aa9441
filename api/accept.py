"""Which of several forms of a thing a caller takes, by the `Accept` header."""

from collections.abc import Sequence
from typing import Final

# A header longer than this is no list of media types.
_LONGEST: Final = 1_000


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Give the media type that is wanted most, the first offered of equals; none where none is taken.

    Of several ranges that fit a type the most specific one counts (RFC 9110, 12.5.1). Without a header all are taken.
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = [_range(part) for part in accept[:_LONGEST].split(",") if part.strip()]
    wanted = [(_weight(offer, ranges), offer) for offer in offered]
    best = max(weight for weight, _ in wanted)
    return next(offer for weight, offer in wanted if weight == best) if best > 0 else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weights = [each.removeprefix("q=") for each in parameters if each.startswith("q=")]
    return name, _number(weights[0]) if weights else 1.0


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    by_range = dict(reversed(ranges))
    general = offer.partition("/")[0] + "/*"
    return next((by_range[name] for name in (offer, general, "*/*") if name in by_range), 0.0)
