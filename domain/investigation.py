"""Investigation (调查): records, findings, words with the complainant, and going straight through (D4, D5, E3)."""

from typing import Any, ClassVar

from pydantic import Field

from domain import (
    answers,
    closure,
    force_gate,
    hearing,
    joint_plan,
    milestones,
    payments,
    permissions,
    refund_limit,
    remedies,
    support,
)
from domain.case_facts import facts_of
from domain.case_remedies import Established, Remedy
from domain.changes import Change
from domain.checks import check_ahead, check_evidence
from domain.command import OPEN_STAGES, StaffCommand
from domain.complaint import Fen, Key, Name, ShortText
from domain.events import NEIGHBOUR, SYSTEM
from domain.expressions import ExpressionFailed
from domain.instant import Instant
from domain.kinds import EventKind, Responsible, Stage, WaitingOn
from domain.ports import OrderRecord
from domain.refusals import not_understood
from domain.step import Step
from domain.support import Supports
from domain.words import Words

PERSONS = frozenset({Responsible.RESPONDENT, Responsible.COMPLAINANT})
MAX_MINUTES = 10_000_000


def records_arrived(step: Step, record: OrderRecord | None) -> None:
    """Take in what the business records say; where they and the pack allow, go straight through (E3)."""
    if step.case.records != "wanted" or step.case.has_ended:
        return
    if record is None:
        step.add(EventKind.RECORDS_MISSING, {}, actor=NEIGHBOUR)
        return
    data = {
        "source": record.source,
        "fetched_at": record.fetched_at.isoformat(),
        "facts": record.facts.model_dump(mode="json"),
    }
    step.add(EventKind.RECORDS_FETCHED, data, actor=NEIGHBOUR)
    promised = _straight_through(step)
    if refund_limit.is_exceeded(step, promised):
        refund_limit.leave_to_a_person(step)
    elif promised:
        _go_straight_through(step, promised)


def _straight_through(step: Step) -> list[Remedy]:
    """Give the remedies that need no hand, or none: facts from records alone, untouched by people, all automatic."""
    case, condition = step.case, step.policy.pack.straight_through
    if condition is None or case.stage is not Stage.INVESTIGATING or case.cycle > 1 or case.deeds or case.staff_case:
        return []
    if case.task_force:
        return []
    if hearing.is_owed(step):
        # What goes against somebody whom the complaint names is for people: they hear them first.
        return []
    try:
        promised = remedies.by_rules(step)
        total = case.total_fen + sum(remedy.amount_fen for remedy in promised)
        holds = condition.holds(facts_of(case, total_fen=total))
    except ExpressionFailed:
        # An amount that cannot be computed is for people to look at.
        return []
    return promised if holds and all(remedy.kind.is_automatic for remedy in promised) else []


def _go_straight_through(step: Step, promised: list[Remedy]) -> None:
    milestones.end_waiting(step)
    established = step.case.established
    step.add(
        EventKind.FINDING_RECORDED,
        {
            "by": "records",
            "responsible": established.responsible,
            "cause": established.cause,
            "facts_clear": established.facts_clear,
            "confidence": established.confidence,
            "evidence": ["records"],
            "established": established.model_dump(mode="json"),
        },
        actor=SYSTEM,
    )
    remedies.put_forward(step, promised)
    step.add(EventKind.REMEDY_APPROVED, {"straight_through": True, "total_fen": step.case.total_fen}, actor=SYSTEM)
    payments.carry_out(step)


class RecordFinding(StaffCommand):
    """Record what was found; the pack's remedy rules propose at once (D5, E2)."""

    name: ClassVar[str] = "record-finding"
    title: ClassVar[Words] = Words(zh="记录调查结论", en="Record a finding")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.INVESTIGATING})

    facts: ShortText
    cause: Name
    responsible: Responsible
    facts_clear: bool
    evidence: tuple[Key, ...] = Field(default=(), max_length=200)
    supports: tuple[Supports, ...] = Field(default=(), max_length=200)
    overcharged_fen: Fen | None = None
    delayed_minutes: int | None = Field(default=None, ge=0, le=MAX_MINUTES)
    confidence: int = Field(ge=0, le=100)
    improvement: ShortText | None = None

    def decide(self, step: Step) -> None:
        """Put the finding on record and what the rules make of it on the table."""
        if self.responsible is Responsible.RESPONDENT:
            hearing.check_heard(step)
        self._check_evidence(step)
        rests_on = self._rests_on(step)
        milestones.end_waiting(step)
        established = self._established(step.case.established)
        data = {
            "by": "staff",
            "responsible": self.responsible,
            "cause": self.cause,
            "facts_clear": self.facts_clear,
            "confidence": self.confidence,
            "evidence": list(self.evidence),
            "established": established.model_dump(mode="json"),
            **rests_on,
            **_what_it_could_not_read(step),
        }
        step.add(EventKind.FINDING_RECORDED, data, private={"facts": self.facts, "improvement": self.improvement})
        if force_gate.holds_back(step.case):
            return
        promised = joint_plan.planned(step) or remedies.rules_or_refusal(step)
        if refund_limit.is_exceeded(step, promised):
            refund_limit.leave_to_a_person(step)
        elif promised:
            remedies.put_forward(step, promised)

    def _check_evidence(self, step: Step) -> None:
        if self.responsible in PERSONS and not self.evidence:
            raise not_understood(
                zh="认定个人有责的结论必须列明证据。", en="evidence: a finding against a person must name its evidence"
            )
        check_evidence(self.evidence, case=step.case)

    def _rests_on(self, step: Step) -> dict[str, Any]:
        """Say which party supports what; where a person has to bear it, one word alone is not for everybody."""
        if not self.evidence and not self.supports:
            return {}
        if not step.follows(Change.FINDING_SHOWS_ITS_SUPPORT):
            return {}
        found = support.support_of(step, evidence=self.evidence, said=self.supports)
        if self.responsible in PERSONS:
            support.check_second_pair_of_eyes(found, actor=step.actor)
        return support.as_data(found)

    def _established(self, records: Established) -> Established:
        """Join the finding with the records: what the finding leaves open stays as recorded."""
        said = {
            "cause": self.cause,
            "responsible": self.responsible,
            "facts_clear": self.facts_clear,
            "confidence": self.confidence,
            "overcharged_fen": self.overcharged_fen,
            "delayed_minutes": self.delayed_minutes,
        }
        return records.model_copy(update={name: value for name, value in said.items() if value is not None})


def _what_it_could_not_read(step: Step) -> dict[str, Any]:
    """Mark a finding that did not wait for the business records."""
    if step.case.records != "wanted" or not step.follows(Change.FINDING_SAYS_WHAT_IT_COULD_NOT_READ):
        return {}
    return {"without_records": True}


class Respond(StaffCommand):
    """Say something to the complainant; a final answer with no remedy on the table resolves the case."""

    name: ClassVar[str] = "respond"
    title: ClassVar[Words] = Words(zh="答复投诉人", en="Answer the complainant")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.INVESTIGATING})

    text: ShortText
    final: bool
    template: Key | None = None

    def decide(self, step: Step) -> None:
        """Put the words on the timeline; resolve where they are the last."""
        data = answers.on_record(self.template, pack=step.policy.pack)
        if not self.final:
            step.add(EventKind.RESPONDED, data, private={"text": self.text})
            return
        permissions.check_fresh_eyes(case=step.case, actor=step.actor, follows=step.follows)
        force_gate.check_settled(step)
        milestones.end_waiting(step)
        step.add(EventKind.ANSWERED, data, private={"text": self.text})
        if not step.case.pending_remedies:
            closure.resolve(step, agreement=True)


class Ask(StaffCommand):
    """Ask somebody something; only the complainant's silence stops a clock (C7)."""

    name: ClassVar[str] = "ask"
    title: ClassVar[Words] = Words(zh="请求补充", en="Ask for something")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.INVESTIGATING, Stage.DECIDING, Stage.REMEDYING})

    of: WaitingOn
    text: ShortText
    until: Instant | None = None

    def decide(self, step: Step) -> None:
        """Let the case wait for the answer, until `until` at most."""
        check_ahead("until", self.until, at=step.at)
        milestones.end_waiting(step)
        until = self.until.isoformat() if self.until else None
        step.add(EventKind.ASKED, {"of": self.of, "until": until}, private={"text": self.text})
        if self.of is WaitingOn.COMPLAINANT:
            milestones.pause(step)


class Note(StaffCommand):
    """Write something down for colleagues; complainants do not see it."""

    name: ClassVar[str] = "note"
    title: ClassVar[Words] = Words(zh="内部备注", en="Write a note")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    text: ShortText

    def decide(self, step: Step) -> None:
        """Put the note on the timeline."""
        step.add(EventKind.NOTE, {}, private={"text": self.text})
