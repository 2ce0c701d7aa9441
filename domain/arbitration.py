"""Outside arbitration (外部仲裁): preferred by both sides to a panel, and sent out (E7).

The award that comes back is in `domain.award`. Where it comes to nothing, the house's own panel is drawn.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final

from pydantic import StringConstraints

from domain import deadlines, pack_arbitration, panel
from domain.case import Case
from domain.case_mediation import Side
from domain.case_panel import Arbitration
from domain.command import StaffCommand
from domain.complaint import ShortText
from domain.events import SYSTEM, Actor
from domain.instant import JUST_AFTER
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.words import Words

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_USUAL: Final = timedelta(days=3)


def rule_of(pack: Pack) -> pack_arbitration.Arbitration:
    """Give what the pack says. Raises `NotNow`."""
    if pack.arbitration is None:
        raise not_now(
            zh="本案制度不设外部仲裁，请改为申请裁决小组裁决。",
            en="There is no outside arbitration here; ask for a ruling without `arbitrator`.",
        )
    return pack.arbitration


def prefer(step: Step) -> None:
    """Ask the other side whether it prefers an arbitrator, too; the platform, where there is nobody else."""
    rule = rule_of(step.policy.pack)
    by = _side(step)
    if by is Side.RESPONDENT:
        asked = Side.COMPLAINANT
    else:
        asked = Side.RESPONDENT if step.case.inquiry.notified_at else Side.PLATFORM
    until = step.at + rule.answer_within
    data = {"cycle": step.case.cycle, "by": by, "asked": asked, "until": until.isoformat()}
    step.add(EventKind.ARBITRATION_PREFERRED, data, actor=SYSTEM)


def answer(step: Step, *, agrees: bool, reason: str) -> None:
    """Take what the other side says to it; where it does not agree, a panel is drawn at once."""
    if _pending(step.case, reader=_side(step)) is None:
        raise not_now(zh="已经申请裁决。", en="A ruling was asked for already.")
    if agrees:
        _agree(step, by=_side(step), reason=reason)
    else:
        _end(step, because="declined", reason=reason)


def entries(case: Case) -> Iterator[tuple[datetime, Callable[[Step], None]]]:
    """Give the agenda's entry: a preference that nobody shared, a file that is not sent, an award that is late."""
    standing = standing_in(case)
    if standing and case.panel:
        yield case.panel.until + JUST_AFTER, overdue if standing.agreed_at else not_agreed


def not_agreed(step: Step) -> None:
    """Draw a panel: the other side did not agree in its time."""
    _end(step, because="not_agreed", actor=SYSTEM)


def overdue(step: Step) -> None:
    """Remind the next rung up that the file has still to go out, or that the award is late; nobody decides instead."""
    standing, ladder = standing_in(step.case), step.policy.pack.ladder
    if standing:
        rung = min(step.case.owner_rung + 1 + standing.reminded, len(ladder) - 1)
        data = {
            "because": "no_award" if standing.referred_at else "not_referred",
            "rung": ladder[rung],
            "until": _later(step).isoformat(),
        }
        step.add(EventKind.ARBITRATION_OVERDUE, data, actor=SYSTEM)


def standing_in(case: Case) -> Arbitration | None:
    """Give the arbitration that a case is in, or that one side would like."""
    return case.panel.arbitration if case.panel and case.stage is Stage.ADJUDICATING else None


def _pending(case: Case, *, reader: Side) -> Arbitration | None:
    """Give the arbitration to which `reader` has still to agree."""
    standing = standing_in(case)
    return standing if standing and not standing.agreed_at and standing.asked == reader else None


def _side(step: Step) -> Side:
    # A clerk speaks for the complainant.
    return Side.RESPONDENT if step.actor.role == Side.RESPONDENT else Side.COMPLAINANT


def _agree(step: Step, *, by: Side, reason: str | None) -> None:
    data = {"by": by, "until": _later(step).isoformat()}
    step.add(EventKind.ARBITRATION_AGREED, data, private={"reason": reason})


def _end(step: Step, *, because: str, reason: str | None = None, actor: Actor | None = None) -> None:
    step.add(EventKind.ARBITRATION_ENDED, {"because": because}, private={"reason": reason}, actor=actor)
    panel.form(step)


def _later(step: Step) -> datetime:
    # A version of the pack that the case came to since may not know of arbitrators.
    rule = step.policy.pack.arbitration
    return step.at + (rule.answer_within if rule else _USUAL)


class AgreeArbitration(StaffCommand):
    """Agree for the platform that an outside arbitrator decides, where the respondent cannot be asked."""

    name: ClassVar[str] = "agree-arbitration"
    title: ClassVar[Words] = Words(zh="同意外部仲裁", en="Agree to an outside arbitrator")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.ADJUDICATING})

    reason: ShortText | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the platform was asked."""
        return _pending(case, reader=Side.PLATFORM) is not None

    def decide(self, step: Step) -> None:
        """Put it on record; the file is to be sent out next."""
        if _pending(step.case, reader=Side.PLATFORM) is None:
            raise not_now(
                zh="没有待平台答复的外部仲裁意向。", en="Nobody waits for the platform to agree to an arbitrator."
            )
        _agree(step, by=Side.PLATFORM, reason=self.reason)


class ReferToArbitrator(StaffCommand):
    """Put on record that the file has gone out to one of the pack's bodies; `package` is its SHA-256."""

    name: ClassVar[str] = "refer-to-arbitrator"
    title: ClassVar[Words] = Words(zh="移送外部仲裁", en="Refer to the arbitrator")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.ADJUDICATING})

    body: ShortText
    reference: ShortText
    package: Sha256 | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether both sides agreed and the file is still here."""
        standing = standing_in(case)
        return standing is not None and standing.agreed_at is not None and standing.referred_at is None

    def decide(self, step: Step) -> None:
        """Let the time for the award begin."""
        standing = standing_in(step.case)
        if standing is None or not standing.agreed_at:
            raise not_now(
                zh="双方尚未同意外部仲裁，不能移送。",
                en="Not both sides have agreed to an arbitrator yet.",
            )
        if standing.referred_at:
            raise not_now(zh="本案已经移送仲裁。", en="The case was referred to an arbitrator already.")
        rule = rule_of(step.policy.pack)
        body = rule.find(self.body)
        if body is None:
            known = ", ".join(each.en for each in rule.bodies)
            raise not_understood(
                zh=f"制度中没有仲裁机构“{self.body}”，可选：{'、'.join(each.zh for each in rule.bodies)}。",
                en=f"body: the pack has no {self.body!r}; it has {known}",
            )
        time = step.policy.working_time_in(step.case.complaint.region)
        until = deadlines.due_at(rule.within, start=step.at, paused=(), time=time)
        data = {"body": body.model_dump(), "until": until.isoformat()}
        sent = {"package": self.package} if self.package else {}
        step.add(EventKind.ARBITRATION_REFERRED, data | sent, private={"reference": self.reference})


class EndArbitration(StaffCommand):
    """Say that no arbitrator takes the case; the house's panel is drawn instead."""

    name: ClassVar[str] = "end-arbitration"
    title: ClassVar[Words] = Words(zh="终止外部仲裁", en="End the arbitration")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.ADJUDICATING})

    reason: ShortText

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether both sides agreed to one."""
        standing = standing_in(case)
        return standing is not None and standing.agreed_at is not None

    def decide(self, step: Step) -> None:
        """Draw a panel."""
        standing = standing_in(step.case)
        if standing is None or not standing.agreed_at:
            raise not_now(zh="本案不在外部仲裁中。", en="The case is not with an arbitrator.")
        _end(step, because="not_taken", reason=self.reason)
