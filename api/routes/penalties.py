"""Commands on a penalty by way of its case: the same that its own page takes, with `penalty` saying which (E8)."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from pydantic import create_model

from api.access import Number, Staff
from api.answers import refusals
from api.body import body_of, takes
from api.desk_view import DeskView
from api.guard import IdempotencyKey
from api.merging import check_may_open
from api.problems import FieldFault, no_such_case, not_now, not_understood
from api.routes.commands import Expected
from api.routes.desk import case_file
from api.routes.matters import find_matter, give_on
from api.services import House, Language
from domain.complaint import Key
from domain.matter_commands import MatterCommand, check_role
from domain.matter_events import MatterKind
from domain.matter_registry import MATTERS
from domain.words import Words
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/complaints/{tracking_number}", tags=["commands"])

_STALE: Final = Words(
    zh="案件已有更新，请刷新后再试。", en="The case has changed since your page was loaded; look again, then decide."
)
_NOT_HERE: Final = Words(zh="本案没有此项处罚", en="this case has no such penalty")


def on_case(command: type[MatterCommand]) -> type[MatterCommand]:
    """Give the body of a command by way of the case."""
    return create_model(f"{command.__name__}OnCase", __base__=command, __doc__=command.__doc__, penalty=(Key, ...))


ON_CASE: Final = {
    name: on_case(command) for name, command in MATTERS[MatterKind.PENALTY].commands.items() if name != "assign"
}


def _may_give(command: type[MatterCommand]) -> Callable[[Staff], Awaitable[StaffMember]]:
    async def check(staff: Staff) -> StaffMember:
        check_role(command, role=staff.role)
        return staff

    return check


def _route(command: type[MatterCommand]) -> Callable[..., Awaitable[Response]]:
    """Make the handler of a command's route. Its dependencies are asked in this order: role, body, case."""

    async def do(
        *,
        house: House,
        language: Language,
        staff: Annotated[StaffMember, Depends(_may_give(command))],
        form: Annotated[MatterCommand, Depends(body_of(command))],
        number: Number,
        key: IdempotencyKey,
        expected: Expected,
    ) -> Response:
        case = await house.complaints.find(number)
        if case is None:
            raise no_such_case()
        await check_may_open(house, staff, case)
        if expected not in {None, case.sequence}:
            raise not_now(_STALE)
        said = form.model_dump(exclude_unset=True)
        name = said.pop("penalty")
        if not name.startswith(f"{number}-"):
            raise not_understood(FieldFault(path="penalty", words=_NOT_HERE))
        penalty = await find_matter(house, MatterKind.PENALTY, name, staff)
        own = MATTERS[MatterKind.PENALTY].commands[form.name].model_validate(said)
        await give_on(house, penalty, own, staff=staff, key=key, expected=None)
        return await case_file(house, case, staff=staff, language=language)

    return do


for _name, _command in ON_CASE.items():
    router.add_api_route(
        f"/{_name}",
        _route(_command),
        methods=["POST"],
        name=f"case-{_name}",
        summary=_command.title.en,
        description=_command.__doc__,
        operation_id=_name,
        response_model=DeskView,
        responses=refusals(401, 403, 404, 409, 413, 422, 503),
        openapi_extra=takes(_command, example={"penalty": "RD-7K2M-9QXD-04TB-P1", **_command.example}),
    )
