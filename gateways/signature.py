"""Signatures on what other systems post to Redress: HMAC-SHA256 over the time of sending and the body."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

TIMESTAMP_HEADER = "X-Redress-Timestamp"
SIGNATURE_HEADER = "X-Redress-Signature"
TOLERANCE = timedelta(minutes=5)

# Eleven digits last until the year 5138; twelve would go beyond what a datetime holds.
_TIMESTAMP = re.compile(r"[0-9]{1,11}", re.ASCII)


class SignatureRefused(Exception):
    """A message is not signed, not signed by this secret, or not signed just now; the text says which."""


def sign(*, secret: str, at: datetime, body: bytes) -> dict[str, str]:
    """Give the two headers that vouch for a body sent at `at`."""
    timestamp = str(int(at.timestamp()))
    return {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: _signature(secret, timestamp, body)}


def verify(*, secret: str, timestamp: str | None, signature: str | None, body: bytes, now: datetime) -> datetime:
    """Check what came in the two headers against the body; give the instant of signing.

    Raises:
        SignatureRefused: in words that may be answered to the sender; they repeat nothing of what was sent.
    """
    if not timestamp or not signature:
        raise SignatureRefused(f"the headers {TIMESTAMP_HEADER} and {SIGNATURE_HEADER} are both needed")
    if not _TIMESTAMP.fullmatch(timestamp):
        raise SignatureRefused(f"{TIMESTAMP_HEADER} is not a time in whole seconds since 1970")
    if not hmac.compare_digest(_signature(secret, timestamp, body).encode(), signature.encode(errors="replace")):
        raise SignatureRefused("the signature does not fit the body, the time and the secret agreed on")
    signed_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(timestamp))
    if abs(now - signed_at) > TOLERANCE:
        raise SignatureRefused(f"signed more than {TOLERANCE.seconds // 60} minutes away from now")
    return signed_at


def _signature(secret: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"
