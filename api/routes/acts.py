"""What parties do, and clerks on their behalf: each is durable once it is answered, workers up or not."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Response

from api.access import Caller, Calling, check_may_act, may_follow, unseen_case
from api.answers import Accepted, as_json, refusals
from api.body import body_of, takes
from api.engine import CaseEnded, CaseUnknown
from api.forms import (
    AppealForm,
    DecisionForm,
    Form,
    InSteadForm,
    ReasonForm,
    ReplyForm,
    RulingForm,
    SatisfactionForm,
    WithdrawalForm,
)
from api.guard import Attempt, IdempotencyKey
from api.penalty_appeals import tell_penalties
from api.problems import FieldFault, case_is_over, goes_on_elsewhere, no_such_case, not_allowed
from api.services import House, Services
from domain.adjudication import AskForRuling
from domain.case import Case
from domain.command import PartySignal
from domain.parties import Accept, Appeal, Contest, EscalateAsComplainant, Rate, Refuse, Reply, Withdraw
from domain.words import Words
from workflows.messages import PartyMessage

router = APIRouter(prefix="/api/v1/complaints/{tracking_number}", tags=["complaints"])


class _NotTheirs(Exception):
    """The case goes on in another, which the caller has shown no right to."""


@dataclass(frozen=True)
class _Acting:
    """Somebody acts on a case."""

    house: Services
    caller: Caller
    key: str | None

    async def do(self, what: str, *, form: Form, signal: type[PartySignal], fields: dict[str, Any]) -> Response:
        """Tell the case, once. Raises `Problem`."""
        if self.caller.is_respondent and not signal.is_for_respondents:
            raise not_allowed(zh="此操作由投诉人进行。", en="Only the complainant may do this.")
        attempt = await self.attempt(what, form.said())
        if not attempt.is_done:
            await self.tell(attempt, signal, fields)
        return as_json(Accepted(), status=202)

    def check_in_stead(self, form: InSteadForm) -> None:
        """Let pass staff who bring something for the respondent, and everybody's own. Raises `Problem` (403)."""
        if form.on_behalf_of and self.caller.staff is None:
            words = Words(zh="只有工作人员可以填写", en="only staff may fill this in")
            fault = FieldFault(path="on_behalf_of", words=words)
            raise not_allowed(
                zh="代被投诉人提交需要员工令牌。",
                en="Who brings something for the respondent needs a staff bearer token.",
                faults=[fault],
            )

    async def attempt(self, what: str, said: dict[str, Any]) -> Attempt:
        """Take note of what somebody is about to do. Raises `Problem` (422)."""
        body = json.dumps(said, sort_keys=True).encode()
        by = self.caller.actor.signature
        return await self.house.guard.admit(scope=f"{what} {self.caller.number} {by}", key=self.key, body=body)

    async def tell(self, attempt: Attempt, signal: type[PartySignal], fields: dict[str, Any]) -> None:
        """Tell the case, and remember that it was told. Raises `Problem`."""
        await self._tell(attempt, signal, fields)
        await self.house.guard.note_done(attempt)

    async def _tell(self, attempt: Attempt, signal: type[PartySignal], fields: dict[str, Any]) -> None:
        message = PartyMessage(
            request_id=attempt.request_id, actor=self.caller.actor, fields=fields, said_at=datetime.now(UTC)
        )
        try:
            await self._deliver(signal.name, message)
        except CaseEnded:
            await self.house.guard.forget(attempt)
            raise case_is_over() from None
        except _NotTheirs:
            await self.house.guard.forget(attempt)
            raise goes_on_elsewhere() from None
        except CaseUnknown:
            await self.house.guard.forget(attempt)
            known = await self.house.complaints.head(self.caller.number)
            # The engine forgets ended cases after a while; the journal never does.
            raise (case_is_over() if known else no_such_case()) from None

    async def _deliver(self, signal: str, message: PartyMessage) -> None:
        """Tell the case, or the one that it was merged into, which the caller's code has to open, too.

        Raises `CaseEnded`, `CaseUnknown`, `EngineUnavailable`, `_NotTheirs`.
        """
        number = self.caller.number
        while True:
            try:
                return await self.house.engine.tell(number, signal, message)
            except (CaseEnded, CaseUnknown):
                case = await self.house.complaints.find(number)
                if case is None or case.merged_into is None:
                    raise
                following = await self.house.complaints.find(case.merged_into)
                if following is None or not await may_follow(self.house, self.caller, following):
                    raise _NotTheirs from None
                number = case.merged_into

    async def case(self) -> Case | None:
        """Give the case, as far as the journal has it."""
        return await self.house.complaints.find(self.caller.number)

    async def alarming_words(self, text: str) -> list[str]:
        """Find the words of a red alert in a reply, by the pack of its case (B4)."""
        house, case = self.house, await self.case()
        if case is None:
            filed = await unseen_case(house, self.caller.number)
            policy = house.policy_of(filed.pack, filed.version)
        else:
            policy = house.policy_of(case.pack, case.pack_version)
        return list((await house.readers.read(text, policy=policy)).red_alert_words) if policy else []


async def _acting(house: House, caller: Calling, key: IdempotencyKey) -> _Acting:
    acting = _Acting(house, caller, key)
    if caller.staff is not None:
        check_may_act(caller.staff, await acting.case())
    return acting


Acting = Annotated[_Acting, Depends(_acting)]

Route = TypeVar("Route", bound=Callable[..., Any])


def _act(path: str, form: type[Form], *, example: dict[str, Any] | None = None) -> Callable[[Route], Route]:
    """Give the decorator of an act's route."""
    return router.post(
        path,
        status_code=202,
        response_model=Accepted,
        responses=refusals(401, 403, 404, 409, 413, 422, 429, 503),
        openapi_extra=takes(form, example=example),
    )


@_act("/replies", ReplyForm)
async def reply(acting: Acting, form: Annotated[ReplyForm, Depends(body_of(ReplyForm))]) -> Response:
    """Say something; any answer ends the waiting."""
    acting.check_in_stead(form)
    fields: dict[str, Any] = form.model_dump(exclude_none=True)
    if alarming := await acting.alarming_words(form.text):
        fields["alarming"] = alarming
    return await acting.do("replies", form=form, signal=Reply, fields=fields)


@_act("/escalations", ReasonForm)
async def escalate(acting: Acting, form: Annotated[ReasonForm, Depends(body_of(ReasonForm))]) -> Response:
    """Ask for somebody higher up."""
    return await acting.do("escalations", form=form, signal=EscalateAsComplainant, fields=form.model_dump())


@_act("/decision", DecisionForm, example={"accept": True})
async def decide(acting: Acting, form: Annotated[DecisionForm, Depends(body_of(DecisionForm))]) -> Response:
    """Accept or refuse the remedies that were offered (E5), or sign or refuse a mediator's proposal (E6)."""
    if acting.caller.is_respondent and form.proposal is None:
        raise not_allowed(
            zh="该方案由投诉人确认；答复调解方案请填写 proposal。",
            en="This is for the complainant to answer. To answer a mediator's proposal, name it in `proposal`.",
        )
    if not form.accept:
        refusal = form.model_dump(include={"reason", "proposal"}, exclude_none=True)
        return await acting.do("decision", form=form, signal=Refuse, fields=refusal)
    said = form.model_dump(include={"total_fen", "proposal", "name"}, exclude_none=True)
    answer = await acting.do("decision", form=form, signal=Accept, fields=said)
    if form.reason:
        # Accepting has no room for words, and none may be lost.
        await acting.do("words of decision", form=form, signal=Reply, fields={"text": form.reason})
    return answer


@_act("/satisfaction", SatisfactionForm, example={"score": 5, "solved": True})
async def rate(acting: Acting, form: Annotated[SatisfactionForm, Depends(body_of(SatisfactionForm))]) -> Response:
    """Say how it went; who is not satisfied is heard again (F2)."""
    return await acting.do("satisfaction", form=form, signal=Rate, fields=form.model_dump(exclude_none=True))


@_act("/withdrawal", WithdrawalForm)
async def withdraw(acting: Acting, form: Annotated[WithdrawalForm, Depends(body_of(WithdrawalForm))]) -> Response:
    """Withdraw the complaint (F5)."""
    return await acting.do("withdrawal", form=form, signal=Withdraw, fields=form.model_dump(exclude_none=True))


@_act("/appeal", AppealForm, example={"reason": "两天没有消息。"})
async def appeal(acting: Acting, form: Annotated[AppealForm, Depends(body_of(AppealForm))]) -> Response:
    """Appeal against the outcome, or as the respondent against a penalty; other people decide (F3, E8)."""
    caller = acting.caller
    if caller.is_respondent or (form.penalty and caller.staff):
        attempt = await acting.attempt("appeal", form.said())
        if not attempt.is_done:
            await tell_penalties(acting.house, form, number=caller.number, actor=caller.actor, attempt=attempt)
        return as_json(Accepted(), status=202)
    if form.penalty:
        raise not_allowed(zh="对处罚的申诉由被投诉人提出。", en="Only the respondent may appeal against a penalty.")
    return await acting.do("appeal", form=form, signal=Appeal, fields=form.model_dump(include={"reason"}))


@_act("/contest", ReasonForm)
async def contest(acting: Acting, form: Annotated[ReasonForm, Depends(body_of(ReasonForm))]) -> Response:
    """Contest that the complaint is out of scope (A5)."""
    return await acting.do("contest", form=form, signal=Contest, fields=form.model_dump())


@_act("/ruling-request", RulingForm)
async def ask_for_ruling(acting: Acting, form: Annotated[RulingForm, Depends(body_of(RulingForm))]) -> Response:
    """Ask for a ruling after a mediation that failed; either side may, and agree to an outside arbitrator (E7)."""
    said = form.model_dump(exclude_defaults=True)
    return await acting.do("ruling-request", form=form, signal=AskForRuling, fields=said)
