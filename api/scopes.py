"""Scopes (令牌权限范围): what a bearer token may be used for, within what its owner's role allows (I1)."""

import re
from typing import Final

from api.cookies import SAFE
from api.problems import Problem, not_allowed
from storage.staff import Scope, StaffMember

_ADMINISTRATION: Final = re.compile(r"/api/v1/desk/(interests|staff)(/.*)?", re.DOTALL)
# Asked for by POST, since payloads are long; nothing is changed.
_READING: Final = re.compile(r"/codec/[^/]+/decode")


def scope_of(method: str, path: str) -> Scope:
    """Give the scope that a request needs."""
    if method in SAFE or _READING.fullmatch(path):
        return Scope.READ
    return Scope.ADMINISTER if _ADMINISTRATION.fullmatch(path) else Scope.ACT


def check_scope(staff: StaffMember, *, method: str, path: str) -> None:
    """Let pass what the token at hand is for. Raises `Problem` (403)."""
    needed = scope_of(method, path)
    if staff.scopes is not None and needed not in staff.scopes:
        raise _beyond(needed)


def _beyond(needed: Scope) -> Problem:
    return not_allowed(
        zh=f"此令牌不含所需权限范围 {needed}，未执行。", en=f"This token lacks the scope {needed}; nothing was done."
    )
