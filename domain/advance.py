"""Advance payment (先行赔付): where facts are clear the platform pays, and claims it back from who is responsible (E4).

It is on where the pack has both `advance_payment` and `recourse`. What the public rules promise is then paid right
after its approval, with no consent asked; what people have named is paid once it is agreed. Either way a claim begins.
"""

from typing import Any

from domain import matters
from domain.case import Case
from domain.case_facts import facts_of
from domain.case_remedies import Remedy, RemedyStatus
from domain.changes import Change
from domain.events import SYSTEM
from domain.kinds import EventKind, Responsible
from domain.matter_deadlines import due_data
from domain.matter_events import MatterKind
from domain.money import stated
from domain.pack import Pack
from domain.step import Step

BEARERS = frozenset({Responsible.RESPONDENT, Responsible.THIRD_PARTY})
UNDER_WAY = frozenset({RemedyStatus.ACCEPTED, RemedyStatus.PAYING, RemedyStatus.FAILED, RemedyStatus.MANUAL})


def is_due(case: Case, pack: Pack) -> bool:
    """Tell whether what a case gets is paid in advance: somebody else has to bear it, and the pack's rule holds."""
    rule, bearer = pack.advance_payment, case.established.responsible
    if rule is None or pack.recourse is None or bearer not in BEARERS:
        return False
    return rule.surely_holds(facts_of(case))


def asks_no_consent(step: Step) -> bool:
    """Tell whether what is on the table is paid at once: all of it comes from the public rules and needs no hand.

    Whoever has withdrawn is paid nothing unasked.
    """
    if step.case.staff_case:
        return False
    offered = [remedy for remedy in step.case.remedies if remedy.status is RemedyStatus.PROPOSED]
    by_rule = all(remedy.rule and remedy.kind.is_automatic for remedy in offered)
    has_money = any(remedy.kind.is_money for remedy in offered)
    return has_money and by_rule and is_due(step.case, step.policy.pack) and not _was_changed(step)


def _was_changed(step: Step) -> bool:
    """Tell whether people have changed what the rules gave in this cycle."""
    return EventKind.REMEDY_CHANGED in step.case.happened and step.follows(Change.CHANGED_REMEDIES_ARE_ASKED_FOR)


def paid(step: Step, remedy: Remedy) -> None:
    """Put on record that money was paid in another's stead; after the last of it, begin the claim."""
    if not remedy.kind.is_money or not is_due(step.case, step.policy.pack):
        return
    bearer = step.case.established.responsible
    data: dict[str, Any] = {"remedy": remedy.id, "amount_fen": remedy.amount_fen, "responsible": bearer}
    data |= stated(step.policy.pack.currency)
    step.add(EventKind.ADVANCE_PAID, data, actor=SYSTEM)
    if not any(each.kind.is_money and each.status in UNDER_WAY for each in step.case.remedies):
        _claim(step, bearer)


def claim_the_rest(step: Step) -> None:
    """Begin the claim of what was paid, now that nothing more of it will be."""
    if _owed(step.case) and step.follows(Change.WITHDRAWN_ADVANCES_ARE_CLAIMED):
        _claim(step, step.case.established.responsible)


def _owed(case: Case) -> list[Remedy]:
    """Give what was paid in another's stead and is in no claim yet."""
    claimed = {each for matter in case.matters for each in matter.start.terms.get("remedies", ())}
    return [remedy for remedy in case.remedies if remedy.id in case.advances and remedy.id not in claimed]


def _claim(step: Step, bearer: str) -> None:
    case, section, owed = step.case, step.policy.pack.recourse, _owed(step.case)
    if section is None or not owed:
        return
    matters.open_matter(
        step,
        EventKind.RECOURSE_OPENED,
        MatterKind.RECOURSE,
        seen_to=section,
        due=due_data(
            section.claim_within,
            start=step.at,
            remind_before=section.remind_before,
            policy=step.policy,
            region=case.complaint.region,
        ),
        terms={
            "remedies": [remedy.id for remedy in owed],
            "amount_fen": sum(remedy.amount_fen for remedy in owed),
            "responsible": bearer,
        },
        actor=SYSTEM,
    )
