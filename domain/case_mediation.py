"""A mediation (调解) as a case keeps it; what happens in it stands in `domain.mediation` and `domain.settlement`."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel

from domain.case_force import PlannedRemedy


class MediatorKind(StrEnum):
    """Whose mediator it is; both sides are told."""

    NEGOTIATION = "negotiation"
    THIRD_PARTY = "third_party"
    ADMINISTRATIVE = "administrative"


class Side(StrEnum):
    """Who may have to sign a settlement."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    PLATFORM = "platform"


class KnownMediator(BaseModel, frozen=True):
    """A mediator as the staff register knows them."""

    id: str
    kind: MediatorKind = MediatorKind.NEGOTIATION


class Promise(BaseModel, frozen=True):
    """Something that one side promises to do by `until`; the words are none where those of people were erased."""

    text: str | None
    by: Side
    until: datetime


class Signature(BaseModel, frozen=True):
    """One side's signature; `staff` is who signed for the platform, or brought the signature for somebody."""

    by: Side
    name: str | None
    at: datetime
    sha256: str
    staff: str = ""


class Refusal(BaseModel, frozen=True):
    """That one side refused a proposal."""

    by: Side
    reason: str | None
    at: datetime


class Proposal(BaseModel, frozen=True):
    """What a mediator proposed, by its number within the mediation.

    `settlement` is the text that is signed, `sha256` its hash, `signers` all who have to sign it.
    """

    number: int
    text: str | None
    remedies: tuple[PlannedRemedy, ...] = ()
    promises: tuple[Promise, ...] = ()
    settlement: str | None
    sha256: str
    signers: tuple[Side, ...]
    made_at: datetime
    made_by: str
    withdrawn_at: datetime | None = None
    signatures: tuple[Signature, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def total_fen(self) -> int:
        """Give what it costs in all."""
        return sum(remedy.amount_fen or 0 for remedy in self.remedies)

    @property
    def unsigned(self) -> tuple[Side, ...]:
        """Give who has still to sign."""
        signed = {signature.by for signature in self.signatures}
        return tuple(side for side in self.signers if side not in signed)

    def has_signed(self, side: Side) -> bool:
        """Tell whether a side has signed it."""
        return any(signature.by is side for signature in self.signatures)

    def has_refused(self, side: Side) -> bool:
        """Tell whether a side has refused it, and has not signed it since."""
        return not self.has_signed(side) and any(refusal.by is side for refusal in self.refusals)


class Session(BaseModel, frozen=True):
    """A meeting of the two sides with the mediator: when, and where or by which link."""

    at: datetime
    where: str | None


class Mediation(BaseModel, frozen=True):
    """The mediation of one cycle, which is to be over by `until`.

    Once it has failed, either side may ask for a ruling until `ruling_until`; none where the pack knows no rulings.
    `mediator` is empty while nobody is named; `mediators` are all who ever were. `reminded` is the part of its time
    that both sides were last reminded of. `unnamed_since` is since when nobody mediates.
    """

    cycle: int
    opened_at: datetime
    until: datetime
    mediator: str = ""
    mediator_kind: MediatorKind = MediatorKind.NEGOTIATION
    mediators: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    session: Session | None = None
    reminded: float = 0
    mediated_at: datetime | None = None
    failed_at: datetime | None = None
    ruling_until: datetime | None = None
    ruling_asked_at: datetime | None = None
    unnamed_since: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        """Tell whether both sides may still agree."""
        return self.mediated_at is None and self.failed_at is None

    @property
    def proposal(self) -> Proposal | None:
        """Give the proposal that stands: the last, unless it was withdrawn."""
        last = self.proposals[-1] if self.proposals else None
        return last if last and last.withdrawn_at is None else None
