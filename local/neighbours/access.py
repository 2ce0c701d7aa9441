"""Who may call the neighbours: whoever holds the token, and for some things anybody on this machine."""

import secrets
from ipaddress import ip_address
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from local.neighbours.problems import Refusal

_bearer = HTTPBearer(auto_error=False)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def with_token(request: Request, credentials: Credentials) -> None:
    """Let a caller with the right token in.

    Raises:
        Refusal: 401, whether the token is missing or wrong.
    """
    given = credentials.credentials if credentials else ""
    if not secrets.compare_digest(given.encode(), str(request.app.state.token).encode()):
        raise Refusal(status=401, reason="token_missing_or_wrong", detail="this call takes a bearer token")


def from_here_or_with_token(request: Request, credentials: Credentials) -> None:
    """Let a caller on this machine in, and from elsewhere one with the token.

    Raises:
        Refusal: 401 for anybody else.
    """
    if request.client is None or not ip_address(request.client.host).is_loopback:
        with_token(request, credentials)
