"""Looks at personal data (查阅留痕): on record once the answer is decided, and before any of it leaves (I1, I3)."""

import logging
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.failures import answer_to
from api.ports_looks import LookStore
from api.problems import not_just_now
from domain.identity import normalise_number
from domain.looks import LOOKS, MACHINE, Look, LookKind
from storage.staff import StaffMember

_IDS: Final = ("matter", "incident", "respondent")
_ERRORS: Final = 300

log = logging.getLogger(__name__)


class LookKeeper:
    """Middleware that shows staff nothing personal before it is on record that they saw it."""

    def __init__(self, app: ASGIApp, *, looks: LookStore) -> None:
        self._app = app
        self._looks = looks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; where the look cannot be written, 503 in the place of the answer."""
        is_kept_back = False

        async def send_on_record(message: Message) -> None:
            nonlocal is_kept_back
            if message["type"] == "http.response.start" and not await self._is_on_record(scope, message["status"]):
                is_kept_back = True
                await answer_to(scope, not_just_now())(scope, receive, send)
            if not is_kept_back:
                await send(message)

        await self._app(scope, receive, send_on_record if scope["type"] == "http" else send)

    async def _is_on_record(self, scope: Scope, status: int) -> bool:
        look = _look(scope) if status < _ERRORS else None
        if look is None:
            return True
        try:
            await self._looks.note(look)
        except SQLAlchemyError as error:
            log.warning("a look cannot be put on record: %s", type(error).__name__)
            return False
        return True


def _look(scope: Scope) -> Look | None:
    """Give what is to be put on record of an answer; nothing where it is for a party, or shows nothing personal."""
    kind = LOOKS.get((scope["method"], getattr(scope.get("route"), "path", "")))
    if kind is None:
        return None
    staff: StaffMember | None = scope["state"]["staff"]
    if staff is not None:
        return Look(at=datetime.now(UTC), by=f"staff:{staff.id}", role=staff.role, kind=kind, about=_about(scope))
    if kind is LookKind.PAYLOADS:
        return Look(at=datetime.now(UTC), by=MACHINE, role=MACHINE, kind=kind)
    return None


def _about(scope: Scope) -> str:
    given = scope["path_params"]
    if number := given.get("tracking_number"):
        return normalise_number(number) or ""
    return next((given[name] for name in _IDS if name in given), "")
