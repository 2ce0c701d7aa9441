"""What parties do (signals): durable once answered; what does not fit is kept and answered in words."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain import assignment, closure, consent, feedback, hearing, milestones, red_alert, settlement
from domain.case_remedies import RemedyStatus
from domain.command import OPEN_STAGES, PartySignal
from domain.complaint import Fen, Key, Name, ShortText
from domain.events import RESPONDENT
from domain.kinds import EventKind, Stage
from domain.refusals import not_now
from domain.step import Step
from domain.words import Words


def _not_silent(step: Step) -> dict[str, str]:
    """Let the window for the complainant's answer begin anew: whoever speaks is not silent."""
    if step.case.stage is not Stage.AWAITING_COMPLAINANT:
        return {}
    return {"silence_at": (step.at + step.policy.pack.silence.after).isoformat()}


class Reply(PartySignal):
    """Say something; any answer ends the waiting and its pause (time rule 4).

    `alarming` are words of a red alert that the API read in the text.
    """

    name: ClassVar[str] = "reply"
    title: ClassVar[Words] = Words(zh="补充说明", en="Reply")
    stages: ClassVar[frozenset[Stage]] = frozenset(Stage)

    is_for_respondents: ClassVar[bool] = True

    text: ShortText
    alarming: tuple[str, ...] = ()
    on_behalf_of: Literal["respondent"] | None = None

    def decide(self, step: Step) -> None:
        """Put the words on the timeline."""
        if hearing.speaks_for_respondent(step, on_behalf_of=self.on_behalf_of):
            hearing.answer(step, text=self.text)
        else:
            step.add(EventKind.REPLIED, _not_silent(step), private={"text": self.text})
            milestones.complainant_spoke(step)
        red_alert.raise_in_reply(step, self.alarming)


class AddEvidence(PartySignal):
    """Add a file to the case; it lies in the file store under its SHA-256.

    Sizes, preview, problem, time and place are what was found by looking into it (`domain.media`).
    """

    name: ClassVar[str] = "add_evidence"
    title: ClassVar[Words] = Words(zh="提交证据", en="Add evidence")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES
    is_for_respondents: ClassVar[bool] = True

    id: Key
    kind: Key
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)
    media_type: str = Field(max_length=127)
    note: ShortText | None = None
    width: int | None = Field(default=None, ge=0)
    height: int | None = Field(default=None, ge=0)
    on_behalf_of: Literal["respondent"] | None = None
    preview: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    problem: Key | None = None
    file_name: Name | None = None
    # Not dumped: what does not fit is told to its sender, and these are for staff alone.
    taken_at: datetime | None = Field(default=None, exclude=True)
    camera_clock: str | None = Field(default=None, max_length=19, exclude=True)
    latitude: float | None = Field(default=None, exclude=True)
    longitude: float | None = Field(default=None, exclude=True)

    def decide(self, step: Step) -> None:
        """List the evidence; of the complainant it is an answer, too."""
        data = self.model_dump(mode="json", exclude={"note", "file_name"}, exclude_none=True)
        private = {
            "note": self.note,
            "file_name": self.file_name,
            "taken_at": self.taken_at.isoformat() if self.taken_at else None,
            "camera_clock": self.camera_clock,
            "latitude": self.latitude,
            "longitude": self.longitude,
        }
        if hearing.speaks_for_respondent(step, on_behalf_of=self.on_behalf_of):
            step.add(EventKind.EVIDENCE_ADDED, data, private=private)
            return
        step.add(EventKind.EVIDENCE_ADDED, data | _not_silent(step), private=private)
        milestones.complainant_spoke(step)


class EscalateAsComplainant(PartySignal):
    """Ask for somebody higher up: one rung, at most once in the pack's interval."""

    name: ClassVar[str] = "escalate"
    title: ClassVar[Words] = Words(zh="要求升级", en="Ask for escalation")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Climb one rung, unless that happened a short while ago."""
        every, before = step.policy.pack.complainant_escalates_every, step.case.complainant_escalated_at
        if every is None:
            raise not_now(
                zh="此类投诉不能自行升级。", en="Complaints of this kind cannot be escalated by the complainant."
            )
        if before and step.at < before + every:
            raise not_now(
                zh="您近期已要求升级，请稍候。", en="You escalated a short while ago; please give us a little time."
            )
        top = len(step.policy.pack.ladder) - 1
        rung = min(step.case.owner_rung + 1, top)
        assignment.raise_to(step, rung, reason=self.reason, by_complainant=True)


def _check_is_about_remedies(step: Step, *, proposal: int | None) -> None:
    """Let pass the complainant's answer to remedies; a settlement is signed in a mediation. Raises `NotNow`."""
    if step.actor == RESPONDENT:
        raise not_now(zh="该方案由投诉人确认。", en="This remedy is for the complainant to accept or refuse.")
    if proposal is not None:
        raise not_now(
            zh="目前没有调解，无法答复调解方案。", en="There is no mediation whose proposal could be answered."
        )


class Accept(PartySignal):
    """Accept the remedy that was offered; in a mediation, sign the settlement with one's name.

    `total_fen` is the total that was read.
    """

    name: ClassVar[str] = "accept"
    title: ClassVar[Words] = Words(zh="接受方案", en="Accept")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.AWAITING_COMPLAINANT, Stage.MEDIATING})
    is_for_respondents: ClassVar[bool] = True

    proposal: settlement.Number | None = None
    signature: Name | None = Field(default=None, alias="name")

    total_fen: Fen | None = None

    def decide(self, step: Step) -> None:
        """Carry the remedy out at once, or put the signature on record.

        A remedy that was changed meanwhile the complainant looks at again first.
        """
        if step.case.stage is Stage.MEDIATING:
            settlement.sign(step, number=self.proposal, name=self.signature)
            return
        _check_is_about_remedies(step, proposal=self.proposal)
        if self.total_fen not in {None, step.case.total_fen}:
            raise not_now(
                zh="方案在您确认前已变更，请查看新方案后再确认。",
                en="The remedy was changed before you answered; please look at the new one first.",
            )
        consent.accept(step)


class Refuse(PartySignal):
    """Refuse the remedy that was offered, or a mediator's proposal."""

    name: ClassVar[str] = "refuse"
    title: ClassVar[Words] = Words(zh="拒绝方案", en="Refuse")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.AWAITING_COMPLAINANT, Stage.MEDIATING})
    is_for_respondents: ClassVar[bool] = True

    reason: ShortText | None = None
    proposal: settlement.Number | None = None

    def decide(self, step: Step) -> None:
        """Go to a mediation, or back one level up; in a mediation the rounds go on."""
        if step.case.stage is Stage.MEDIATING:
            settlement.refuse(step, number=self.proposal, reason=self.reason)
            return
        _check_is_about_remedies(step, proposal=self.proposal)
        consent.refuse(step, reason=self.reason)


class Rate(PartySignal):
    """Say how it went (F2)."""

    name: ClassVar[str] = "rate"
    title: ClassVar[Words] = Words(zh="评价", en="Rate")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.RESOLVED, Stage.CLOSED})

    score: int = Field(ge=1, le=5, strict=True)
    solved: bool
    comment: ShortText | None = None

    def decide(self, step: Step) -> None:
        """Close when satisfied, reopen when not."""
        feedback.rate(step, score=self.score, solved=self.solved, comment=self.comment)


class Withdraw(PartySignal):
    """Withdraw the complaint (F5)."""

    name: ClassVar[str] = "withdraw"
    title: ClassVar[Words] = Words(zh="撤诉", en="Withdraw")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    reason: ShortText | None = None

    def decide(self, step: Step) -> None:
        """End the case; a payment under way settles first, a red alert goes on as a staff case."""
        case = step.case
        if case.withdrawing or case.staff_case:
            raise not_now(zh="您已撤诉。", en="You have withdrawn already.")
        under_way = any(remedy.status is RemedyStatus.PAYING for remedy in case.remedies)
        if under_way and not case.red_alert:
            step.add(EventKind.WITHDRAWN, {"after_payment": True}, private={"reason": self.reason})
        else:
            closure.withdraw(step, reason=self.reason)


class Contest(PartySignal):
    """Contest that the complaint is out of scope (A5)."""

    name: ClassVar[str] = "contest"
    title: ClassVar[Words] = Words(zh="异议", en="Contest")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.DECLINED})

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Look again, another person."""
        feedback.contest(step, reason=self.reason)


class Appeal(PartySignal):
    """Appeal against the outcome (F3)."""

    name: ClassVar[str] = "appeal"
    title: ClassVar[Words] = Words(zh="申诉", en="Appeal")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.RESOLVED, Stage.CLOSED})

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Look again, one level up, other people."""
        feedback.appeal(step, reason=self.reason)
