"""The guard of repeated requests: the same `Idempotency-Key` and body are the same request, done once (J3)."""

import re
import secrets
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header

from api.intake import OTHER_REQUEST
from api.ports import RequestStore
from api.problems import FieldFault, not_understood
from domain.identity import Identity
from domain.words import Words
from storage.requests import OtherBody

_KEY: Final = re.compile(r"[\x20-\x7e]{16,128}")
_DONE: Final = "done"
_WRONG_KEY: Final = FieldFault(
    path="Idempotency-Key",
    words=Words(zh="应为 16–128 个可打印 ASCII 字符", en="expected 16 to 128 printable ASCII characters"),
)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt at a request: `request_id` is the same for every attempt; `is_done` once it was answered."""

    request_id: str
    scope: str
    key: str | None
    digest: str
    is_done: bool = False


class Guard:
    """Tells repeated requests from new ones."""

    def __init__(self, *, requests: RequestStore, identity: Identity) -> None:
        self._requests = requests
        self._identity = identity

    async def admit(self, *, scope: str, key: str | None, body: bytes) -> Attempt:
        """Take note of a request before it is carried out.

        Args:
            scope: within which the key is unique: what is asked, of which case.
            key: the `Idempotency-Key`; without one each request is new.
            body: what is asked, in bytes.

        Raises:
            Problem: 422, the key came before with another body.
        """
        digest = self._identity.digest_of(scope, body)
        if key is None:
            return Attempt(request_id=secrets.token_hex(16), scope=scope, key=None, digest=digest)
        # Keys are forgotten after a while, cases remember ids for longer: another body must have another id.
        request_id = self._identity.digest_of(f"request of {scope} {digest}", key.encode())[:32]
        try:
            known = await self._requests.remember(scope=scope, key=key, digest=digest)
        except OtherBody:
            raise not_understood(OTHER_REQUEST) from None
        is_done = known == "same" and await self._requests.knows(scope=_done(scope), key=key)
        return Attempt(request_id=request_id, scope=scope, key=key, digest=digest, is_done=is_done)

    async def note_done(self, attempt: Attempt) -> None:
        """Remember that it was done, so that a repetition need not reach a case that may have ended meanwhile."""
        if attempt.key is not None and not attempt.is_done:
            await self._requests.remember(scope=_done(attempt.scope), key=attempt.key, digest=attempt.digest)

    async def forget(self, attempt: Attempt) -> None:
        """Forget a request that was refused: refusals are not remembered."""
        if attempt.key is not None:
            await self._requests.forget(scope=attempt.scope, key=attempt.key)


def _done(scope: str) -> str:
    return f"{scope} {_DONE}"


async def _idempotency_key(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="16 to 128 printable ASCII characters. The same key and body are the same request.",
        ),
    ] = None,
) -> str | None:
    if key is not None and not _KEY.fullmatch(key):
        raise not_understood(_WRONG_KEY)
    return key


IdempotencyKey = Annotated[str | None, Depends(_idempotency_key)]
"""The `Idempotency-Key` header, in a route's parameters."""
