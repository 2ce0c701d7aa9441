"""The common answer of a mass incident (群体性事件统一答复), as each of its members takes it (H5).

What was found is common, and so are the words. What a member gets is computed from its own records, or is the same for
all; whether the approver's authority covers it is asked of each member by itself.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from domain import authority, closure, milestones, permissions, refund_limit, remedies, support
from domain.case_incident import Standing
from domain.events import SYSTEM, Actor
from domain.evolve_incident import INCIDENT_ANSWER
from domain.incident import CommonFinding
from domain.incident_membership import standing
from domain.kinds import EventKind
from domain.refusals import NotAllowed, Refused, not_now
from domain.remedies import ProposedRemedy
from domain.step import Step
from domain.support import RECORDS


class CommonAnswer(BaseModel):
    """What an incident says to each of its members, and who found, answered and approved it.

    Without `remedies` the rules of each member's pack propose.
    """

    model_config = ConfigDict(frozen=True)

    incident: str
    finding: CommonFinding
    text: str
    remedies: tuple[ProposedRemedy, ...] = ()
    found_by: Actor
    answered_by: Actor
    approved_by: Actor
    note: str | None = None


def answer(step: Step, common: CommonAnswer) -> None:
    """Give a member the common answer; where it does not fit, that is kept for staff and nothing else changes."""
    if step.case.has_ended:
        return
    start = step.savepoint()
    try:
        _check(step, common)
        _record(step, common)
        _decide(step, common)
    except Refused as refusal:
        step.undo(start)
        step.actor = SYSTEM
        data = {"what": INCIDENT_ANSWER, "incident": common.incident, "stage": step.case.stage, "receiver": "staff"}
        step.add(EventKind.NOT_APPLICABLE, data | {"because": refusal.words.model_dump()})


def _check(step: Step, common: CommonAnswer) -> None:
    case = step.case
    if case.incident != common.incident:
        raise not_now(zh="本案不属于该群体性事件。", en="The case does not belong to this incident.")
    if standing(case) is not Standing.WAITING:
        raise not_now(
            zh="本案已单独处理，或尚待业务记录。",
            en="The case is decided on by itself, or still waits for its records.",
        )
    for actor in (common.found_by, common.answered_by, common.approved_by):
        permissions.check_fresh_eyes(case=case, actor=actor, follows=step.follows)


def _record(step: Step, common: CommonAnswer) -> None:
    finding, case = common.finding, step.case
    milestones.end_waiting(step)
    said = finding.model_dump(exclude={"facts"}, exclude_none=True)
    evidence = [each for each in case.evidence if each == RECORDS]
    data: dict[str, Any] = {
        "by": "incident",
        "incident": common.incident,
        "responsible": finding.responsible,
        "cause": finding.cause,
        "facts_clear": finding.facts_clear,
        "confidence": finding.confidence,
        "evidence": evidence,
        "established": case.established.model_copy(update=said).model_dump(mode="json"),
    }
    if evidence:
        data |= support.as_data(support.support_of(step, evidence=evidence, said=()))
    step.add(EventKind.FINDING_RECORDED, data, private={"facts": finding.facts}, actor=common.found_by)


def _decide(step: Step, common: CommonAnswer) -> None:
    promised = remedies.by_hand(step, common.remedies) if common.remedies else remedies.rules_or_refusal(step)
    refund_limit.check(step, promised)
    step.actor = common.answered_by
    if not promised:
        step.add(EventKind.ANSWERED, private={"text": common.text})
        closure.resolve(step, agreement=True)
        return
    step.add(EventKind.RESPONDED, private={"text": common.text})
    remedies.put_forward(step, promised)
    step.actor = common.approved_by
    authority.check_somebody_else(step)
    try:
        power = authority.check_authority(step)
    except NotAllowed:
        # Above the approver's authority, the case waits for somebody else.
        return
    remedies.approve(step, note=common.note, power=power)
