"""Mass incidents (群体性事件): lists, whole incidents, and a route for each command of theirs (H5, I1)."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, NoReturn

from fastapi import APIRouter, Depends, Path, Query, Response

from api.access import Staff, actor_of, check_may_read
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.giving import admit
from api.giving import give as give_to
from api.guard import IdempotencyKey
from api.incidents import ID_EXAMPLE, IncidentList, IncidentView, incident_item, incident_view
from api.paging import Paging, known_cursors
from api.problems import Problem, not_allowed, nothing_here
from api.routes.commands import Expected, people_named
from api.routes.desk import Word, own_department, workflow_link
from api.services import House, Language, Services
from api.speaker import Speaker
from domain.incident import Incident, IncidentStage
from domain.incident_commands import INCIDENT_COMMANDS, IncidentCommand, check_role, may_open
from domain.policy import PolicyNotLoaded
from domain.words import Words
from storage.staff import StaffMember
from workflows.messages import INCIDENT_COMMAND, IncidentRequest

router = APIRouter(prefix="/api/v1/desk/incidents", tags=["incidents"])

Id = Annotated[str, Path(alias="incident", max_length=64, pattern=r"^incident-[0-9a-f]+$", examples=[ID_EXAMPLE])]
_OVER: Final = Words(zh="该群体性事件已关闭。", en="This incident is closed.")


class IncidentQuery(Paging):
    """What the list is narrowed down to."""

    stage: IncidentStage | None = None
    pack: Word | None = None


@router.get("", response_model=IncidentList, responses=refusals(401, 403, 422, 503))
async def list_incidents(
    house: House, language: Language, staff: Staff, query: Annotated[IncidentQuery, Query()]
) -> Response:
    """List the incidents that the reader may see, the newest first."""
    check_may_read(staff, None)
    with known_cursors():
        page = await house.incidents.page(
            department=own_department(staff, None),
            stage=query.stage,
            pack=query.pack,
            cursor=query.cursor,
            limit=query.limit,
        )
    items = [incident_item(each, speaker=_speaker(house, each, language)) for each in page.items]
    return as_json(IncidentList(items=items, next=page.next_cursor))


@router.get("/{incident}", response_model=IncidentView, responses=refusals(401, 403, 404, 503))
async def read_incident(house: House, language: Language, staff: Staff, incident: Id) -> Response:
    """Read a whole incident: how it stands, how its members stand, and what happened on it."""
    return await _view(house, await _find(house, incident, staff), staff=staff, language=language)


async def _find(house: Services, incident: str, staff: StaffMember) -> Incident:
    """Find an incident that the reader may open. Raises `Problem` (403, 404)."""
    check_may_read(staff, None)
    found = await house.incidents.find(incident)
    if found is None:
        raise nothing_here()
    if not may_open(found, actor_of(staff)):
        raise not_allowed(zh="本事件不属于您的部门。", en="This incident belongs to another department.")
    return found


async def _view(house: Services, incident: Incident, *, staff: StaffMember, language: str) -> Response:
    view = incident_view(
        incident,
        events=await house.incidents.events(incident.id),
        standings=await house.incidents.standings(incident.id),
        reader=actor_of(staff),
        speaker=_speaker(house, incident, language),
        temporal_ui=workflow_link(house, incident.id),
    )
    return as_json(view, headers={"ETag": f'"{view.sequence}"'})


def _speaker(house: Services, incident: Incident, language: str) -> Speaker:
    try:
        policy = house.shelf.latest(incident.pack)
    except PolicyNotLoaded:
        policy = None
    return Speaker(language=language, policy=policy)


def _may_give(command: type[IncidentCommand]) -> Callable[[Staff], Awaitable[StaffMember]]:
    async def check(staff: Staff) -> StaffMember:
        check_role(command, role=staff.role)
        return staff

    return check


def _route(command: type[IncidentCommand]) -> Callable[..., Awaitable[Response]]:
    """Make the handler of a command's route. Its dependencies are asked in this order: role, body, incident."""

    async def give(
        *,
        house: House,
        language: Language,
        staff: Annotated[StaffMember, Depends(_may_give(command))],
        form: Annotated[IncidentCommand, Depends(body_of(command))],
        incident: Id,
        key: IdempotencyKey,
        expected: Expected,
    ) -> Response:
        await _find(house, incident, staff)
        attempt = await admit(house, form, name=form.name, about=incident, staff=staff, key=key)
        if not attempt.is_done:
            request = IncidentRequest(
                request_id=attempt.request_id,
                command=form.name,
                actor=actor_of(staff),
                fields=form.model_dump(mode="json", exclude_unset=True, by_alias=True),
                people=await people_named(house, form.named_people()),
                expected_sequence=expected,
            )
            await give_to(house, incident, INCIDENT_COMMAND, request, attempt, say_why_not=_say_why_not)
        return await _view(house, await _find(house, incident, staff), staff=staff, language=language)

    return give


async def _say_why_not() -> NoReturn:
    raise Problem(status=409, words=_OVER)


_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "open-task": {"title": "向财务核实退款通道何时恢复", "assignee": "7", "due_at": "2026-03-02T18:00:00+08:00"},
    "complete-task": {"task": "T1", "result": "退款通道自 3 月 1 日 22 时起中断。"},
    "record-finding": {
        "facts": "退款通道中断，押金未能按时退回。",
        "cause": "system_error",
        "responsible": "platform",
        "facts_clear": True,
        "confidence": 95,
    },
    "answer": {
        "text": "因退款通道中断，您的押金未能按时退回。现已恢复，押金将原路退回，并赠送骑行券一张。",
        "remedies": [{"kind": "refund", "amount_fen": 19900}, {"kind": "voucher", "amount_fen": 500}],
    },
    "approve": {"note": "同意"},
    "send-back": {"note": "请写明到账时间"},
    "close": {"reason": "全部答复完毕"},
}


def _add_routes() -> None:
    for name, command in INCIDENT_COMMANDS.items():
        router.add_api_route(
            f"/{{incident}}/{name}",
            _route(command),
            methods=["POST"],
            name=f"incident-{name}",
            summary=command.title.en,
            description=command.__doc__,
            operation_id=f"incident-{name}",
            response_model=IncidentView,
            responses=refusals(401, 403, 404, 409, 413, 422, 503),
            openapi_extra=takes(command, example=_EXAMPLES.get(name)),
        )


_add_routes()
