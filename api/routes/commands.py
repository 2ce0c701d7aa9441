"""Staff commands: a route for each command of the registry, its body the command itself (I1, J3)."""

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated, Any, Final, NoReturn

from fastapi import APIRouter, Depends, Header, Response

from api.access import Number, Staff, acting, check_may_read
from api.answers import refusals
from api.body import body_of, takes
from api.desk_view import DeskView
from api.engine import EngineUnavailable
from api.giving import admit
from api.giving import give as give_to
from api.guard import IdempotencyKey
from api.incidents import known_incidents
from api.merging import known_cases
from api.problems import FieldFault, case_is_over, no_such_case, not_understood
from api.respondents import against
from api.routes.desk import case_file
from api.services import House, Language, Services
from domain import mediators, permissions
from domain.case import Case, Handler
from domain.case_mediation import KnownMediator, MediatorKind
from domain.command import StaffCommand
from domain.registry import STAFF_COMMANDS
from domain.words import Words
from storage.staff import StaffMember
from workflows.messages import StaffRequest

router = APIRouter(prefix="/api/v1/desk/complaints/{tracking_number}", tags=["commands"])

_SEQUENCE: Final = re.compile(r'(?:W/)?"([0-9]{1,9})"', re.ASCII)


async def _expected_sequence(
    if_match: Annotated[
        str | None,
        Header(description='The ETag of the page that the command is given on: `"12"`. On a stale one it is 409.'),
    ] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _SEQUENCE.fullmatch(if_match.strip())
    if found is None:
        words = Words(zh='应为一个 ETag，如 "12"', en='expected one ETag, such as "12"')
        raise not_understood(FieldFault(path="If-Match", words=words))
    return int(found[1])


Expected = Annotated[int | None, Depends(_expected_sequence)]


def _may_give(command: type[StaffCommand]) -> Callable[[Staff], Awaitable[StaffMember]]:
    """Give the dependency that lets in whose role may give a command; the case may still refuse."""

    async def check(staff: Staff) -> StaffMember:
        permissions.check_role(command.name, role=staff.role)
        return staff

    return check


def _route(command: type[StaffCommand]) -> Callable[..., Awaitable[Response]]:
    """Make the handler of a command's route. Its dependencies are asked in this order: role, body, case."""

    async def give(
        *,
        house: House,
        language: Language,
        staff: Annotated[StaffMember, Depends(_may_give(command))],
        form: Annotated[StaffCommand, Depends(body_of(command))],
        number: Number,
        key: IdempotencyKey,
        expected: Expected,
    ) -> Response:
        if staff.role in permissions.NAMED:
            # Who is not named, or no more, learns nothing from the answer, not even that there is such a case.
            check_may_read(staff, await house.complaints.find(number))
        attempt = await admit(house, form, name=form.name, about=number, staff=staff, key=key)
        if not attempt.is_done:
            request = StaffRequest(
                request_id=attempt.request_id,
                actor=await acting(house, staff),
                fields=form.model_dump(mode="json", exclude_unset=True, by_alias=True),
                people=await people_named(house, form.named_people()),
                cases=await known_cases(house, form, number=number, staff=staff),
                incidents=await known_incidents(house, form),
                respondent=await against(house, form, number=number),
                mediators=await mediators_named(house, form.named_mediators()),
                expected_sequence=expected,
            )
            over = partial(_say_why_not, house, number)
            await give_to(house, number, form.name, request, attempt, say_why_not=over)
        return await case_file(house, await _case(house, number), staff=staff, language=language)

    return give


async def _say_why_not(house: Services, number: str) -> NoReturn:
    """Tell a case that is over from one that never was; the engine forgets, the journal does not."""
    case = await house.complaints.find(number)
    raise case_is_over(merged_into=case.merged_into) if case else no_such_case()


async def _case(house: Services, number: str) -> Case:
    """Read the case: what a command did is journaled before it is answered."""
    case = await house.complaints.find(number)
    if case is None:
        raise EngineUnavailable("the case is not journaled yet")
    return case


async def people_named(house: Services, names: Sequence[str]) -> dict[str, Handler]:
    """Look up the members of staff that a command names; who is gone, or can work on no case, is left out."""
    found = [await house.staff.find(staff) for staff in names]
    return {
        person.id: Handler(id=person.id, department=person.department, rung=person.rung)
        for person in found
        if person and person.disabled_at is None and person.role in permissions.HANDLERS
    }


async def mediators_named(house: Services, names: Sequence[str]) -> dict[str, KnownMediator]:
    """Look up the mediators that a command names; who is gone, or does not mediate, is left out."""
    found = [await house.staff.find(staff) for staff in names]
    return {
        person.id: KnownMediator(id=person.id, kind=MediatorKind(person.mediates_as or MediatorKind.NEGOTIATION))
        for person in found
        if person and person.disabled_at is None and person.role == mediators.ROLE
    }


def _add_routes() -> None:
    for name, command in STAFF_COMMANDS.items():
        router.add_api_route(
            f"/{name}",
            _route(command),
            methods=["POST"],
            name=name,
            summary=command.title.en,
            description=command.__doc__,
            operation_id=name,
            response_model=DeskView,
            responses=refusals(401, 403, 404, 409, 413, 422, 503),
            openapi_extra=takes(command, example=_EXAMPLES.get(name)),
        )


_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "assign": {"handler": "7"},
    "classify": {"category": "billing", "kind": "overcharge"},
    "grade": {"level": 2, "reason": "需要技术核实"},
    "decline": {"reason": "不属于平台受理范围", "referral": "12315"},
    "respond": {"text": "我们已联系站点，今天内答复您。", "final": False},
    "ask": {"of": "complainant", "text": "请补充骑行截图。"},
    "record-finding": {
        "facts": "计费系统未收到关锁信号。",
        "cause": "system_error",
        "responsible": "platform",
        "facts_clear": True,
        "evidence": [],
        "overcharged_fen": 1800,
        "confidence": 95,
    },
    "open-task": {
        "title": "到站点核对计费桩",
        "kind": "site_visit",
        "assignee": "7",
        "due_at": "2026-03-02T18:00:00+08:00",
    },
    "complete-task": {"task": "T1", "evidence": [], "result": "计费桩时钟慢了三小时，已校准。"},
    "propose": {"remedies": [{"kind": "refund", "amount_fen": 3600, "note": "双倍返还"}]},
    "approve": {"note": "同意"},
    "send-back": {"note": "请核对金额"},
    "confirm-remedy": {"remedy": "RD-7K2M-9QXD-04TB-R1", "how": "当面致歉"},
    "escalate": {"to": "team_lead"},
    "raise-alert": {"reason": "车辆电池冒烟，现场有人受伤。"},
    "acknowledge-alert": {"note": "已派人赶往现场。"},
    "merge-into": {"tracking_number": "RD-7K2M-9QXD-04TB"},
    "note": {"text": "已电话联系。"},
    "close": {"reason": "投诉人电话确认满意"},
    "acknowledge": {"how": "spoken"},
    "approve-letter": {"note": "措辞妥当"},
    "send-back-letter": {"reason": "请删去对第三方的推测。"},
    "redraft-letter": {"found": "计费系统未收到关锁信号，多计两小时。"},
    "notify-respondent": {
        "respondent": "李阿姨",
        "phone": "139 0013 9000",
        "allegation": "有人反映您在 3 月 2 日上门服务后，家中一件首饰不见了。请说明当天的情况。",
    },
    "record-review": {
        "review": "V1",
        "cause": "late_handover",
        "department": "technical",
        "owner_rung": "department_head",
        "what": "转交后无人接手。",
        "improvement": "交接须当面确认。",
    },
    "order-repair": {"what": "车锁无法闭合", "device": "BIKE-0042", "place": "人民广场 3 号口"},
    "renew-respondent-code": {"phone": "139 0013 9001"},
    "replace-member": {"department": "technical", "by": "12"},
    "record-meeting": {
        "held_at": "2026-03-03T10:00:00+08:00",
        "attended": ["7", "12", "15"],
        "minutes": "会上核对了电池检测结论，同意先行垫付医疗费。",
    },
    "draft-plan": {
        "text": "召回同批次电池；垫付医疗费并致歉。",
        "remedies": [{"kind": "compensation", "amount_fen": 300000, "note": "医疗费"}],
    },
    "agree-plan": {"plan": 1},
    "dissent-plan": {"plan": 1, "reason": "建议先等第三方检测报告。"},
    "join-incident": {"incident": "incident-3f9a12c04b7e51d8"},
    "leave-incident": {"reason": "该投诉涉及人身伤害，须单独调查。"},
    "impose-penalty": {"kind": "suspension", "lasts": "P14D", "reason": "一年内第三次爽约。", "against": "worker-17"},
    "cancel-repair": {"order": "RD-7K2M-9QXD-04TB-W1", "reason": "车辆已由站点换下。"},
    "fail-mediation": {"reason": "双方分歧过大，无法达成一致。"},
    "change-remedy": {"remedy": "RD-7K2M-9QXD-04TB-R1", "amount_fen": 2400, "reason": "按实际行驶里程核减。"},
    "make-appointment": {
        "remedy": "RD-7K2M-9QXD-04TB-R1",
        "at": "2026-03-05T09:00:00+08:00",
        "minutes": 120,
        "who": "保洁组李师傅",
        "place": "投诉人住处",
    },
    "retry-payment": {"remedy": "RD-7K2M-9QXD-04TB-R1", "reason": "投诉人已更换收款账户。"},
    "take-back-payment": {"remedy": "RD-7K2M-9QXD-04TB-R1", "reason": "该笔转账已被银行退回。"},
    "assign-mediator": {"mediator": "12"},
    "recuse-mediator": {"reason": "与被投诉人相识。"},
    "record-mediation": {
        "proposal": {
            "text": "双方同意按维修费用的一半和解，互不追究。",
            "remedies": [{"kind": "compensation", "amount_fen": 75_000}],
            "promises": [{"text": "书面致歉。", "by": "respondent", "until": "2026-06-30T10:00:00Z"}],
        }
    },
    "withdraw-proposal": {"proposal": 1, "reason": "金额有误。"},
    "sign-settlement": {"proposal": 1, "name": "王芳"},
    "recuse": {"reason": "与被投诉人相识。"},
    "give-ruling": {
        "reasons": "计费系统故障属实；投诉人亦有疏忽。",
        "remedies": [{"kind": "refund", "amount_fen": 3000}],
        "improvement": "站点增设还车提示。",
    },
    "agree-arbitration": {"reason": "同意由外部仲裁机构裁决。"},
    "refer-to-arbitrator": {"body": "仲裁委员会", "reference": "移送函 2026-17 号"},
    "record-award": {
        "outcome": "partly",
        "text": "计费系统故障属实，退还多收费用。",
        "remedies": [{"kind": "refund", "amount_fen": 3000}],
        "reference": "裁字 2026-17 号",
        "given_at": "2026-03-05T09:00:00+08:00",
    },
    "end-arbitration": {"reason": "仲裁机构不予受理。"},
    "vote": {"outcome": "partly", "reason": "计费有误，但投诉人亦未按提示还车。"},
}

_add_routes()
