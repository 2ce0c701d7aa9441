"""The award (仲裁裁决): what an outside arbitrator decided comes back, and binds as a ruling does (E7)."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from domain import remedies
from domain.arbitration import standing_in
from domain.case import Case
from domain.case_panel import Arbitration, Outcome
from domain.command import StaffCommand
from domain.complaint import ShortText
from domain.events import Actor
from domain.instant import Instant
from domain.kinds import Stage
from domain.pack import Pack
from domain.refusals import not_allowed, not_now, not_understood
from domain.remedies import ProposedRemedy
from domain.ruling import rule
from domain.step import Step
from domain.words import Words

BY_ARBITRATOR = "arbitrator"


class RecordAward(StaffCommand):
    """Put an arbitrator's award on record as it was given; `evidence` is the award itself, uploaded before."""

    name: ClassVar[str] = "record-award"
    title: ClassVar[Words] = Words(zh="登记仲裁裁决", en="Record the award")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.ADJUDICATING})

    outcome: Outcome
    text: ShortText
    remedies: tuple[ProposedRemedy, ...] = Field(default=(), max_length=20)
    improvement: ShortText | None = None
    reference: ShortText
    given_at: Instant
    evidence: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the case is with an arbitrator, and the reader had no part in it before."""
        standing = standing_in(case)
        return standing is not None and standing.referred_at is not None and not _had_part(case, reader.id)

    def decide(self, step: Step) -> None:
        """Carry it out; nobody has to approve or accept it."""
        standing = self._check(step)
        data: dict[str, Any] = {"by": BY_ARBITRATOR, "awarded_at": self.given_at.isoformat()}
        if standing.body:
            data["body"] = standing.body.model_dump()
        if self.evidence:
            data["evidence"] = self.evidence
        rule(
            step,
            outcome=self.outcome,
            remedies=remedies.by_hand(step, self.remedies),
            penalties=(),
            data=data,
            private={"reasons": self.text, "improvement": self.improvement, "reference": self.reference},
        )

    def _check(self, step: Step) -> Arbitration:
        standing = standing_in(step.case)
        if standing is None or standing.referred_at is None:
            raise not_now(zh="本案未移送外部仲裁。", en="The case is not with an arbitrator; there is no award.")
        if _had_part(step.case, step.actor.id):
            raise not_allowed(
                zh="您处理或决定过本案，仲裁裁决须由他人登记。",
                en="You handled or decided this case; somebody else records the award.",
            )
        if not standing.referred_at <= self.given_at <= step.at:
            raise not_understood(
                zh="given_at：裁决时间须在移送之后、现在以前。",
                en="given_at: an award is given after the case was referred, and not in the future",
            )
        if self.evidence and self.evidence not in step.case.evidence:
            raise not_understood(
                zh=f"evidence：本案没有证据 {self.evidence}。", en=f"evidence: the case has no {self.evidence!r}"
            )
        return standing


def _had_part(case: Case, staff: str) -> bool:
    handles = case.handler is not None and case.handler.id == staff
    return handles or any(deed.staff == staff for deed in case.deeds)
