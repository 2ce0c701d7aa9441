"""Whether a browser takes gzip."""

from starlette.datastructures import Headers


def takes_gzip(headers: Headers) -> bool:
    """Tell whether `Accept-Encoding` names gzip and does not refuse it."""
    for part in headers.get("accept-encoding", "").split(","):
        coding, _, weight = part.partition(";")
        if coding.strip().lower() == "gzip":
            return weight.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
