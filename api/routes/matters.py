"""Matters (事项): lists, whole ones, and a route for each command, made from the table of their kinds (E4, F7, I1)."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NoReturn

from fastapi import APIRouter, Depends, Path, Query, Response

from api.access import Staff, acting, actor_of, check_may_read
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.giving import admit, give
from api.guard import IdempotencyKey
from api.matters import ID_EXAMPLE, MatterList, MatterView, matter_item, matter_view
from api.paging import Paging, known_cursors
from api.problems import Problem, not_allowed, nothing_here
from api.respondents import holder
from api.routes.commands import Expected, people_named
from api.routes.desk import Word, own_department, workflow_link
from api.services import House, Language, Services
from api.speaker import Speaker
from domain.instant import Instant
from domain.matter import Matter
from domain.matter_commands import MatterCommand, check_role, may_open
from domain.matter_events import MatterKind
from domain.matter_registry import MATTERS, MatterRules
from domain.words import Words
from storage.matters import MatterFilters
from storage.staff import StaffMember
from workflows.messages import MATTER_COMMAND, MatterRequest

router = APIRouter(prefix="/api/v1/desk", tags=["matters"])

Id = Annotated[str, Path(alias="matter", max_length=64, pattern=r"^[\w-]+$", examples=[ID_EXAMPLE])]


class MatterQuery(Paging):
    """What the list is narrowed down to."""

    department: Word | None = None
    owner: Word | None = None
    state: Word | None = None
    tracking_number: Word | None = None
    due_before: Instant | None = None
    is_open: bool | None = None


def _list_route(kind: MatterKind) -> Callable[..., Awaitable[Response]]:
    async def list_matters(
        house: House, language: Language, staff: Staff, query: Annotated[MatterQuery, Query()]
    ) -> Response:
        """List those that the reader may see, the next due first."""
        check_may_read(staff, None)
        asked = query.model_dump(exclude={"cursor", "limit", "department"})
        filters = MatterFilters(department=own_department(staff, query.department), **asked)
        with known_cursors():
            page = await house.matters.page(kind, filters=filters, cursor=query.cursor, limit=query.limit)
        items = [matter_item(each, speaker=_speaker(house, each, language)) for each in page.items]
        return as_json(MatterList(items=items, next=page.next_cursor))

    return list_matters


def _read_route(kind: MatterKind) -> Callable[..., Awaitable[Response]]:
    async def read_matter(house: House, language: Language, staff: Staff, matter: Id) -> Response:
        """Read a whole one: how it stands, what happened on it, and what may be done now."""
        return await _view(house, await find_matter(house, kind, matter, staff), staff=staff, language=language)

    return read_matter


def _command_route(kind: MatterKind, command: type[MatterCommand]) -> Callable[..., Awaitable[Response]]:
    """Make the handler of a command's route. Its dependencies are asked in this order: role, body, matter."""

    async def do(
        *,
        house: House,
        language: Language,
        staff: Annotated[StaffMember, Depends(_may_give(command))],
        form: Annotated[MatterCommand, Depends(body_of(command))],
        matter: Id,
        key: IdempotencyKey,
        expected: Expected,
    ) -> Response:
        await give_on(
            house, await find_matter(house, kind, matter, staff), form, staff=staff, key=key, expected=expected
        )
        return await _view(house, await find_matter(house, kind, matter, staff), staff=staff, language=language)

    return do


async def give_on(
    house: Services, matter: Matter, form: MatterCommand, *, staff: StaffMember, key: str | None, expected: int | None
) -> None:
    """Give a command on a matter, once. Raises `Problem`."""
    attempt = await admit(house, form, name=form.name, about=matter.id, staff=staff, key=key)
    if attempt.is_done:
        return
    request = MatterRequest(
        request_id=attempt.request_id,
        command=form.name,
        actor=await acting(house, staff),
        fields=form.model_dump(mode="json", exclude_unset=True, by_alias=True),
        people=await people_named(house, form.named_people()),
        respondent=await holder(house, matter),
        expected_sequence=expected,
    )
    await give(house, matter.id, MATTER_COMMAND, request, attempt, say_why_not=_over(MATTERS[matter.kind]))


async def find_matter(house: Services, kind: MatterKind, matter: str, staff: StaffMember) -> Matter:
    """Find a matter that the reader may open. Raises `Problem` (403, 404)."""
    check_may_read(staff, None)
    found = await house.matters.find(matter)
    if found is None or found.kind is not kind:
        raise nothing_here()
    if not may_open(found, actor_of(staff)):
        raise not_allowed(zh="该事项不属于您的部门。", en="This belongs to another department.")
    return found


async def _view(house: Services, matter: Matter, *, staff: StaffMember, language: str) -> Response:
    view = matter_view(
        matter,
        events=await house.matters.events(matter.id),
        reader=actor_of(staff),
        speaker=_speaker(house, matter, language),
        temporal_ui=workflow_link(house, matter.id),
    )
    return as_json(view, headers={"ETag": f'"{view.sequence}"'})


def _speaker(house: Services, matter: Matter, language: str) -> Speaker:
    return Speaker(language=language, policy=house.policy_of(matter.pack, matter.pack_version))


def _may_give(command: type[MatterCommand]) -> Callable[[Staff], Awaitable[StaffMember]]:
    async def check(staff: Staff) -> StaffMember:
        check_role(command, role=staff.role)
        return staff

    return check


def _over(rules: MatterRules) -> Callable[[], Awaitable[NoReturn]]:
    async def say_why_not() -> NoReturn:
        title = rules.title
        words = Words(zh=f"该{title.zh}已办结。", en=f"This {title.en} is over.")
        raise Problem(status=409, words=words)

    return say_why_not


def _add_routes(kind: MatterKind, rules: MatterRules) -> None:
    known: dict[str, Any] = {"responses": refusals(401, 403, 404, 422, 503)}
    title, path = rules.title.en, f"/{rules.plural}"
    router.add_api_route(
        path,
        _list_route(kind),
        response_model=MatterList,
        responses=refusals(401, 403, 422, 503),
        operation_id=f"list-{rules.plural}",
        summary=f"List: {title}",
    )
    router.add_api_route(
        f"{path}/{{matter}}",
        _read_route(kind),
        response_model=MatterView,
        operation_id=f"read-{kind}",
        summary=f"Read: {title}",
        **known,
    )
    for name, command in rules.commands.items():
        router.add_api_route(
            f"{path}/{{matter}}/{name}",
            _command_route(kind, command),
            methods=["POST"],
            name=f"{kind}-{name}",
            summary=f"{command.title.en} ({title})",
            description=command.__doc__,
            operation_id=f"{kind}-{name}",
            response_model=MatterView,
            responses=refusals(401, 403, 404, 409, 413, 422, 503),
            openapi_extra=takes(command, example=command.example or None),
        )


for _kind, _rules in MATTERS.items():
    _add_routes(_kind, _rules)
