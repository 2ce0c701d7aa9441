"""A mediation as people read it (调解): both sides the same, of each other but the names that they signed with."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel, Field

from api.speaker import Speaker
from domain.case import Case
from domain.case_mediation import Mediation, Proposal, Side
from domain.kinds import Stage
from domain.mediation_words import MEDIATOR_KINDS, SIDES
from domain.titles import remedy_title
from domain.words import Words

_TO_SIGN: Final = Words(
    zh="请在 {until} 前查看调解方案，签署或拒绝。",
    en="Please read the mediator's proposal, and sign or refuse it by {until}.",
)
_SIGNED: Final = Words(zh="您已签署和解协议，等待其他方签署。", en="You have signed; the others have still to sign.")
_REFUSED: Final = Words(
    zh="您已拒绝该方案；调解至 {until}，您仍可改为签署。",
    en="You have refused this proposal. The mediation goes on until {until}; you can still sign it.",
)
_AT_WORK: Final = Words(zh="调解正在进行，至 {until}。", en="The mediation goes on, until {until}.")
_FAILED: Final = Words(
    zh="调解未成；您可在 {until} 前申请裁决。", en="The mediation has failed. You can ask for a ruling until {until}."
)
_ARBITRATED: Final = Words(
    zh="调解未成；您可在 {until} 前申请裁决小组裁决，双方同意的，也可由外部仲裁机构（{bodies}）裁决。",
    en="The mediation has failed. Until {until} you can ask for a ruling by our panel, or by an outside arbitrator "
    "({bodies}) where both sides prefer that.",
)


class SignatureView(BaseModel):
    """A signature, with the hash of the text that was signed."""

    by: Side
    by_title: str
    name: str | None
    at: datetime
    sha256: str


class SettledRemedyView(BaseModel):
    """A remedy that a proposal gives."""

    kind: str
    kind_title: str
    amount_fen: int
    note: str | None


class PromiseView(BaseModel):
    """What one side promises to do."""

    text: str | None
    by: Side
    by_title: str
    until: datetime


class ProposalView(BaseModel):
    """A mediator's proposal; `settlement` is the text to sign, `sha256` its hash."""

    number: int
    made_at: datetime
    text: str | None
    remedies: tuple[SettledRemedyView, ...]
    promises: tuple[PromiseView, ...]
    settlement: str | None
    sha256: str
    signers: tuple[Side, ...]
    unsigned: tuple[Side, ...] = Field(description="Who has still to sign.")
    signatures: tuple[SignatureView, ...]
    refused_by: tuple[Side, ...]


class SessionView(BaseModel):
    """A meeting of the two sides with the mediator."""

    at: datetime
    where: str | None


class MediationView(BaseModel):
    """A mediation, its standing proposal, and until when there is time."""

    opened_at: datetime
    until: datetime
    mediator_kind: str | None = Field(
        description="negotiation, third_party or administrative; none: nobody is named yet."
    )
    mediator_kind_title: str | None
    proposal: ProposalView | None = Field(description="The one that stands, or was signed by all.")
    session: SessionView | None
    mediated_at: datetime | None
    failed_at: datetime | None
    ruling_until: datetime | None = Field(description="After it failed: until when a ruling can be asked for.")
    arbitrators: tuple[str, ...] = Field(description="Who outside may rule instead of a panel, if both sides prefer.")


class RefusalView(BaseModel):
    """That a side refused a proposal, and why."""

    proposal: int
    by: Side
    reason: str | None
    at: datetime


class DeskMediationView(MediationView):
    """A mediation as staff and the mediator read it: every round of it."""

    cycle: int
    mediator: str | None = Field(description="Who mediates, by id.")
    proposals: tuple[ProposalView, ...]
    withdrawn: tuple[int, ...] = Field(description="The numbers of the proposals that were taken back.")
    refusals: tuple[RefusalView, ...]


def mediation_view(mediation: Mediation | None, speaker: Speaker) -> MediationView | None:
    """Show a mediation to the two sides; none where there is none."""
    if mediation is None:
        return None
    kind = mediation.mediator_kind if mediation.mediator else None
    standing = mediation.proposal if mediation.failed_at is None else None
    return MediationView(
        opened_at=mediation.opened_at,
        until=mediation.until,
        mediator_kind=kind,
        mediator_kind_title=speaker.title(MEDIATOR_KINDS, kind) if kind else None,
        proposal=_proposal(standing, speaker) if standing else None,
        session=SessionView(**mediation.session.model_dump()) if mediation.session else None,
        mediated_at=mediation.mediated_at,
        failed_at=mediation.failed_at,
        ruling_until=mediation.ruling_until,
        arbitrators=_arbitrators(mediation, speaker),
    )


def desk_mediation_view(mediation: Mediation, speaker: Speaker) -> DeskMediationView:
    """Show a mediation to staff."""
    seen = mediation_view(mediation, speaker)
    return DeskMediationView(
        **(seen.model_dump() if seen else {}),
        cycle=mediation.cycle,
        mediator=mediation.mediator or None,
        proposals=tuple(_proposal(each, speaker) for each in mediation.proposals),
        withdrawn=tuple(each.number for each in mediation.proposals if each.withdrawn_at),
        refusals=tuple(
            RefusalView(proposal=each.number, **refusal.model_dump())
            for each in mediation.proposals
            for refusal in each.refusals
        ),
    )


def mediation_step(case: Case, side: Side, speaker: Speaker) -> str | None:
    """Say what comes next for one side of a mediation; none outside of one."""
    mediation = case.mediation
    if case.stage is not Stage.MEDIATING or mediation is None:
        return None
    until = mediation.until if mediation.is_under_way else mediation.ruling_until
    bodies = _arbitrators(mediation, speaker)
    failed = _ARBITRATED if bodies else _FAILED
    words = _words(mediation, side) if mediation.is_under_way else failed
    return words.in_(speaker.language).format(until=speaker.instant(until), bodies=speaker.listed(bodies))


def _arbitrators(mediation: Mediation, speaker: Speaker) -> tuple[str, ...]:
    return speaker.arbitrators if mediation.ruling_until else ()


def _words(mediation: Mediation, side: Side) -> Words:
    proposal = mediation.proposal
    if proposal is None:
        return _AT_WORK
    if proposal.has_signed(side):
        return _SIGNED
    return _REFUSED if proposal.has_refused(side) else _TO_SIGN


def _proposal(proposal: Proposal, speaker: Speaker) -> ProposalView:
    return ProposalView(
        number=proposal.number,
        made_at=proposal.made_at,
        text=proposal.text,
        remedies=tuple(
            SettledRemedyView(
                kind=each.kind,
                kind_title=remedy_title(each.kind, speaker.language, days=each.days or 0),
                amount_fen=each.amount_fen or 0,
                note=each.note,
            )
            for each in proposal.remedies
        ),
        promises=tuple(
            PromiseView(**each.model_dump(), by_title=speaker.title(SIDES, each.by)) for each in proposal.promises
        ),
        settlement=proposal.settlement,
        sha256=proposal.sha256,
        signers=proposal.signers,
        unsigned=proposal.unsigned,
        signatures=tuple(
            SignatureView(**each.model_dump(exclude={"staff"}), by_title=speaker.title(SIDES, each.by))
            for each in proposal.signatures
        ),
        refused_by=tuple(side for side in proposal.signers if proposal.has_refused(side)),
    )
