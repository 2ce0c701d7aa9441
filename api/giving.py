"""Giving a command of staff once, whatever it is about: a case, an incident or a matter (I1, J3)."""

import json
from collections.abc import Awaitable, Callable
from typing import NoReturn

from pydantic import BaseModel

from api.engine import CaseEnded, CaseUnknown, CommandRefused
from api.guard import Attempt
from api.problems import Problem
from api.services import Services
from storage.staff import StaffMember
from workflows.messages import StaffRequest


async def admit(
    house: Services, form: BaseModel, *, name: str, about: str, staff: StaffMember, key: str | None
) -> Attempt:
    """Take note of a command before it is given; `about` is what it is given on. Raises `Problem` (422)."""
    body = json.dumps(form.model_dump(mode="json"), sort_keys=True).encode()
    return await house.guard.admit(scope=f"{name} {about} {staff.id}", key=key, body=body)


async def give(
    house: Services,
    workflow: str,
    update: str,
    request: StaffRequest,
    attempt: Attempt,
    *,
    say_why_not: Callable[[], Awaitable[NoReturn]],
) -> None:
    """Give a command to a workflow by its id; `say_why_not` tells why one that is over takes none. Raises `Problem`."""
    try:
        await house.engine.command(workflow, update, request)
    except CommandRefused as refusal:
        await house.guard.forget(attempt)
        raise Problem(status=refusal.status, words=refusal.words) from None
    except (CaseEnded, CaseUnknown):
        await house.guard.forget(attempt)
        await say_why_not()
    await house.guard.note_done(attempt)
