"""Settlements (和解): a mediator's proposals, each side's answer, and what holds once all have signed one (E6).

A proposal stands until it is withdrawn or another takes its place; only what stands is signed. Signatures of different
proposals never count together.
"""

from hashlib import sha256
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain import authority, closure, payments, refund_limit, remedies
from domain.case import Case
from domain.case_mediation import Mediation, Promise, Proposal, Side
from domain.case_remedies import Remedy
from domain.changes import Change
from domain.complaint import Name, ShortText
from domain.events import RESPONDENT, SYSTEM, Actor
from domain.instant import Instant
from domain.kinds import EventKind
from domain.mediation import InMediation, check_can_be_kept, check_under_way
from domain.mediation_words import SIDES
from domain.pack import Pack
from domain.power import Power
from domain.promises import PromiseSource, open_promise
from domain.refusals import not_now, not_understood
from domain.remedies import ProposedRemedy
from domain.settlement_text import Draft, compose
from domain.step import Step
from domain.words import Words

Number = Annotated[int, Field(ge=1, strict=True)]
"""The number of a proposal within its mediation, from 1."""


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PromiseForm(_Form):
    """Something that one side promises to do, in words, by a moment."""

    text: ShortText
    by: Side
    until: Instant


class ProposalForm(_Form):
    """What a mediator proposes: words, remedies of the platform, promises of any side."""

    text: ShortText
    remedies: tuple[ProposedRemedy, ...] = Field(default=(), max_length=20)
    promises: tuple[PromiseForm, ...] = Field(default=(), max_length=20)


class SessionForm(_Form):
    """A meeting: when, and the place or the link."""

    at: Instant
    where: ShortText


class RecordMediation(InMediation):
    """Put a proposal to both sides, call them to a session, or both. A new proposal takes the place of the last."""

    name: ClassVar[str] = "record-mediation"
    title: ClassVar[Words] = Words(zh="记录调解", en="Record the mediation")

    proposal: ProposalForm | None = None
    session: SessionForm | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.proposal is None and self.session is None:
            msg = "name a proposal, a session, or both"
            raise ValueError(msg)
        return self

    def decide(self, step: Step) -> None:
        """Put it on record and before both sides."""
        mediation = check_under_way(step)
        if self.session:
            if self.session.at <= step.at:
                raise not_understood(zh="session.at：须在将来", en="session.at: it has to lie in the future")
            held_at = {"held_at": self.session.at.isoformat()}
            step.add(EventKind.SESSION_SET, held_at, private={"where": self.session.where})
        if self.proposal:
            _propose(step, mediation, self.proposal)


def _propose(step: Step, mediation: Mediation, form: ProposalForm) -> None:
    refund_limit.check(step, remedies.by_hand(step, form.remedies))
    draft = Draft(
        number=len(mediation.proposals) + 1,
        text=form.text,
        remedies=form.remedies,
        promises=_promises(step, form),
        signers=_signers(step.case, form),
    )
    text = compose(step.case, pack=step.policy.pack, mediation=mediation, draft=draft, at=step.at)
    data: dict[str, Any] = {
        "proposal": draft.number,
        "sha256": sha256(text.encode()).hexdigest(),
        "signers": list(draft.signers),
        "remedies": [each.in_the_open() for each in draft.remedies],
        "promises": [each.model_dump(mode="json", include={"by", "until"}) for each in draft.promises],
    }
    private = {
        "text": draft.text,
        "notes": {str(place): each.note for place, each in enumerate(draft.remedies) if each.note} or None,
        "promised": {str(place): each.text for place, each in enumerate(draft.promises)} or None,
        "settlement": text,
    }
    step.add(EventKind.PROPOSAL_MADE, data, private=private)


def _promises(step: Step, form: ProposalForm) -> tuple[Promise, ...]:
    for each in form.promises:
        if each.until <= step.at:
            raise not_understood(zh="promises.until：须在将来", en="promises.until: it has to lie in the future")
        if each.by is Side.RESPONDENT and not _has_respondent(step.case):
            raise not_understood(
                zh="promises.by：本案没有被告知的被投诉人，不能由其承诺。",
                en="promises.by: no respondent was told of this case, so none can promise anything",
            )
    return tuple(Promise.model_validate(each.model_dump()) for each in form.promises)


def _has_respondent(case: Case) -> bool:
    return case.inquiry.notified_at is not None


def _signers(case: Case, form: ProposalForm) -> tuple[Side, ...]:
    """Give who has to sign: both sides, and the platform where it owes anything or is the other side itself."""
    other = (Side.RESPONDENT,) if _has_respondent(case) else (Side.PLATFORM,)
    owes = form.remedies or any(each.by is Side.PLATFORM for each in form.promises)
    return tuple(dict.fromkeys((Side.COMPLAINANT, *other, *([Side.PLATFORM] if owes else []))))


class WithdrawProposal(InMediation):
    """Take a proposal back; nobody can sign it any more."""

    name: ClassVar[str] = "withdraw-proposal"
    title: ClassVar[Words] = Words(zh="撤回调解方案", en="Withdraw the proposal")

    proposal: Number
    reason: ShortText | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether one stands."""
        return _standing(case) is not None

    def decide(self, step: Step) -> None:
        """Put it on record."""
        check_stands(step, self.proposal)
        step.add(EventKind.PROPOSAL_WITHDRAWN, {"proposal": self.proposal}, private={"reason": self.reason})


class SignSettlement(InMediation):
    """Sign a settlement for the platform: by authority over what the case then costs, and by nobody who proposed."""

    name: ClassVar[str] = "sign-settlement"
    title: ClassVar[Words] = Words(zh="代表平台签署和解协议", en="Sign the settlement for the platform")

    proposal: Number
    signature: Name = Field(alias="name")

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether one stands that the platform has still to sign, within the reader's authority."""
        proposal = _standing(case)
        if proposal is None or Side.PLATFORM not in proposal.unsigned:
            return False
        return authority.covers(pack, reader.rung, total_of(case, proposal))

    def decide(self, step: Step) -> None:
        """Sign; the last signature settles the case."""
        proposal = check_stands(step, self.proposal)
        authority.check_somebody_else(step)
        power = authority.check_authority(step, total_of(step.case, proposal))
        # Records may have arrived since it was proposed.
        agreed, change = _agreed(step, proposal), Change.SIGNED_REFUNDS_STAY_WITHIN_WHAT_WAS_PAID
        if refund_limit.is_exceeded(step, agreed) and step.follows(change):
            refund_limit.check(step, agreed)
        _sign(step, proposal, side=Side.PLATFORM, name=self.signature, power=power)


def total_of(case: Case, proposal: Proposal) -> int:
    """Give what the case comes to in all with what a proposal gives, in fen."""
    return case.total_fen + proposal.total_fen


def _standing(case: Case) -> Proposal | None:
    mediation = case.mediation
    return mediation.proposal if mediation and mediation.is_under_way else None


def check_stands(step: Step, number: int) -> Proposal:
    """Give the proposal of that number, if it is the one that stands. Raises `NotNow`."""
    mediation = check_under_way(step)
    proposal = next((each for each in mediation.proposals if each.number == number), None)
    if proposal is None:
        raise not_now(zh=f"没有第 {number} 号调解方案。", en=f"There is no proposal {number} in this mediation.")
    if proposal.withdrawn_at:
        raise not_now(
            zh=f"第 {number} 号调解方案已撤回，不能再签署或拒绝。",
            en=f"Proposal {number} was withdrawn by the mediator.",
        )
    if proposal != mediation.proposal:
        last = mediation.proposals[-1].number
        raise not_now(
            zh=f"第 {number} 号调解方案已被第 {last} 号方案取代，请查看新方案。",
            en=f"Proposal {number} was replaced by proposal {last}; look at that one.",
        )
    return proposal


def sign(step: Step, *, number: int | None, name: str | None) -> None:
    """Take a party's signature under a proposal; the last one settles the case. Raises `NotNow`, `NotUnderstood`."""
    if number is None or name is None:
        raise not_understood(
            zh="请填写 proposal（方案编号）和 name（签名）。",
            en="proposal, name: to sign a settlement, name the proposal by its number and sign with your name",
        )
    _sign(step, check_stands(step, number), side=_side(step), name=name)


def refuse(step: Step, *, number: int | None, reason: str | None) -> None:
    """Take a party's refusal of a proposal, or of the one that stands; the rounds go on. Raises `NotNow`."""
    mediation, side = check_under_way(step), _side(step)
    if number is None and mediation.proposal is None:
        raise not_now(zh="目前没有待答复的调解方案。", en="No proposal stands that could be refused.")
    proposal = mediation.proposal if number is None and mediation.proposal else check_stands(step, number or 0)
    if proposal.has_signed(side):
        raise not_now(
            zh="您已签署该方案；如需变更，请联系调解员。",
            en="You have signed this proposal; if you want it changed, tell the mediator.",
        )
    if proposal.has_refused(side):
        raise not_now(zh="您已拒绝该方案。", en="You have refused this proposal already.")
    data = {"by": side, "proposal": proposal.number}
    step.add(EventKind.PROPOSAL_REFUSED, data, private={"reason": reason})


def _side(step: Step) -> Side:
    return Side.RESPONDENT if step.actor == RESPONDENT else Side.COMPLAINANT


def _sign(step: Step, proposal: Proposal, *, side: Side, name: str, power: Power | None = None) -> None:
    title = SIDES[side]
    if side not in proposal.signers:
        raise not_now(
            zh=f"第 {proposal.number} 号方案无须{title.zh}签署。",
            en=f"Proposal {proposal.number} is not for {title.en} to sign.",
        )
    if proposal.has_signed(side):
        raise not_now(
            zh=f"{title.zh}已签署第 {proposal.number} 号方案。",
            en=f"Proposal {proposal.number} is signed by {title.en} already.",
        )
    check_can_be_kept(step, proposal.promises)
    data = {"by": side, "proposal": proposal.number, "sha256": proposal.sha256, **authority.on_record(power)}
    step.add(EventKind.SETTLEMENT_SIGNED, data, private={"name": name})
    _settle_if_all_signed(step)


def _settle_if_all_signed(step: Step) -> None:
    """Let the settlement hold once nobody's signature is missing: its remedies are accepted and carried out."""
    proposal = _standing(step.case)
    if proposal is None or proposal.unsigned:
        return
    agreed = _agreed(step, proposal)
    data: dict[str, Any] = {
        "proposal": proposal.number,
        "sha256": proposal.sha256,
        "remedies": remedies.in_the_open(agreed),
    }
    notes = remedies.notes_on(agreed) or None
    step.add(EventKind.MEDIATED, data, private={"notes": notes}, actor=SYSTEM)
    for promise in proposal.promises:
        if promise.text:
            open_promise(
                step,
                source=PromiseSource.SETTLEMENT,
                text=promise.text,
                by=promise.by.value,
                due_at=promise.until,
            )
    if agreed:
        payments.carry_out(step)
    else:
        closure.resolve(step, agreement=True)


def _agreed(step: Step, proposal: Proposal) -> list[Remedy]:
    """Give a proposal's remedies as they would stand on the case."""
    return remedies.by_hand(step, [ProposedRemedy.model_validate(each.model_dump()) for each in proposal.remedies])
