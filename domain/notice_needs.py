"""Whether a notice is still needed when its turn comes (通知时效): nobody is told what has been settled since."""

from collections.abc import Callable
from typing import Final

from domain.case import SETTLED_STAGES, Case
from domain.kinds import EventKind, Stage, WaitingOn
from domain.notices import RESPONDENT, Addressed


def is_needed(addressed: Addressed, case: Case) -> bool:
    """Tell whether the receiver still has to be told, as the case stands now."""
    if addressed.notice.to_handler and not _is_in_charge(addressed, case):
        return False
    needed = _NEEDED.get(addressed.notice.what)
    return needed is None or needed(addressed, case)


def _is_in_charge(addressed: Addressed, case: Case) -> bool:
    """Whoever handed the case over is not told of it any more."""
    return case.handler is not None and addressed.concerns(case.handler.id)


def _runs(addressed: Addressed, case: Case) -> bool:
    """A milestone that was met, cancelled or left behind in an old cycle is nobody's worry any more."""
    notice = addressed.notice
    return any((m.name, m.cycle) == (notice.milestone, notice.cycle) and m.is_open for m in case.milestones)


def _is_ahead(addressed: Addressed, case: Case) -> bool:
    missed = any(m.name == addressed.notice.milestone and m.breached_at for m in case.open_milestones)
    return _runs(addressed, case) and not missed


def _is_open(_addressed: Addressed, case: Case) -> bool:
    return case.stage not in SETTLED_STAGES


def _goes_on(_addressed: Addressed, case: Case) -> bool:
    return not case.has_ended


def _task_is_theirs(addressed: Addressed, case: Case) -> bool:
    """A task that is done, or has gone to others, is theirs no more; one that nobody has by name is its owner's."""
    task = next((each for each in case.open_tasks if each.id == addressed.notice.subject), None)
    return task is not None and (task.assignee is None or addressed.concerns(task.assignee))


def _is_in_task_force(addressed: Addressed, case: Case) -> bool:
    """Whoever has been replaced is not told any more; of an open place those are told who can fill it."""
    force = case.task_force
    if force is None or force.cycle != addressed.notice.cycle or not _is_open(addressed, case):
        return False
    return any(addressed.concerns(member) for member in force.members) or any(not seat.staff for seat in force.seats)


def _is_waited_for(addressed: Addressed, case: Case) -> bool:
    silent = case.task_force.silent if case.task_force else ()
    return case.stage is Stage.INVESTIGATING and any(addressed.concerns(member) for member in silent)


def _is_called(addressed: Addressed, case: Case) -> bool:
    """Whoever has left the panel is not told any more; where nobody decides, those are told who can see to that."""
    if case.stage is not Stage.ADJUDICATING or case.panel is None:
        return False
    deciders = case.panel.deciders
    return not deciders or any(addressed.concerns(each) for each in deciders)


def _has_still_to_vote(addressed: Addressed, case: Case) -> bool:
    silent = case.panel.silent if case.panel else ()
    return case.stage is Stage.ADJUDICATING and any(addressed.concerns(each.staff) for each in silent)


def _waits_for_arbitration(_addressed: Addressed, case: Case) -> bool:
    """Once a panel was drawn instead, nobody has to see to an arbitrator."""
    return case.stage is Stage.ADJUDICATING and case.panel is not None and case.panel.arbitration is not None


def _review_is_open(addressed: Addressed, case: Case) -> bool:
    # Notices from before do not say which review they are about.
    subject = addressed.notice.subject
    return any(review.is_open and subject in {review.id, ""} for review in case.reviews)


def _is_still_asked(addressed: Addressed, case: Case) -> bool:
    return case.waiting_on is (WaitingOn.RESPONDENT if addressed.receiver == RESPONDENT else WaitingOn.COMPLAINANT)


def _is_latest_word_to_respondent(addressed: Addressed, case: Case) -> bool:
    inquiry = case.inquiry
    return case.is_open and inquiry.heard_at is None and inquiry.notice == addressed.notice.sequence


def _is_latest_code(addressed: Addressed, case: Case) -> bool:
    return case.is_open and case.inquiry.notice == addressed.notice.sequence


def _is_still_to_be_done(addressed: Addressed, case: Case) -> bool:
    """Nobody is told of an appointment, or sent an apology, once a person has seen to it."""
    remedy = case.remedy(addressed.notice.subject)
    return remedy is not None and not remedy.is_settled and not case.has_ended


def _stands(*stages: Stage) -> Callable[[Addressed, Case], bool]:
    """What was said of a stage is said no more once the case has left it, or came back in another cycle."""
    return lambda addressed, case: case.stage in stages and case.cycle == addressed.notice.cycle


def _is_mediated(addressed: Addressed, case: Case) -> bool:
    """Once it is over that is what people are told; whoever mediates no more is told nothing of it."""
    mediation = case.mediation
    if mediation is None or mediation.cycle != addressed.notice.cycle or not mediation.is_under_way:
        return False
    gone = [each for each in mediation.mediators if each != mediation.mediator]
    return case.stage is Stage.MEDIATING and not any(addressed.concerns(each) for each in gone)


def _proposal_stands(addressed: Addressed, case: Case) -> bool:
    standing = case.mediation.proposal if case.mediation else None
    return standing is not None and _is_mediated(addressed, case)


_NEEDED: Final[dict[EventKind, Callable[[Addressed, Case], bool]]] = {
    EventKind.WARNED: _is_ahead,
    EventKind.BREACHED: _runs,
    EventKind.CLIMBED: _runs,
    EventKind.REMINDED: _runs,
    EventKind.ASSIGNED: _goes_on,
    EventKind.REPLIED: _goes_on,
    EventKind.EVIDENCE_ADDED: _goes_on,
    EventKind.ESCALATED: _is_open,
    EventKind.REMEDY_PROPOSED: lambda addressed, case: case.stage is Stage.DECIDING,
    EventKind.TASK_OPENED: _task_is_theirs,
    EventKind.TASK_REMINDED: _task_is_theirs,
    EventKind.RED_ALERT_RAISED: lambda addressed, case: case.standing_alert is not None and not case.has_ended,
    EventKind.ALERT_REPEATED: lambda addressed, case: case.standing_alert is not None and not case.has_ended,
    EventKind.ACKNOWLEDGED: lambda addressed, case: case.acknowledgement != "done",
    EventKind.PROGRESS_TOLD: lambda addressed, case: case.stage is Stage.INVESTIGATING,
    EventKind.ASKED: _is_still_asked,
    EventKind.REMEDY_APPROVED: lambda addressed, case: case.stage is Stage.AWAITING_COMPLAINANT,
    EventKind.RESOLVED: _stands(Stage.RESOLVED, Stage.CLOSED),
    EventKind.CLOSED: _stands(Stage.CLOSED),
    EventKind.DECLINED: _stands(Stage.DECLINED, Stage.CLOSED),
    EventKind.LETTER_APPROVED: _stands(Stage.RESOLVED, Stage.CLOSED),
    EventKind.LETTER_SENT_BACK: _task_is_theirs,
    EventKind.LETTER_REDRAFTED: _task_is_theirs,
    EventKind.RESPONDENT_NOTIFIED: _is_latest_word_to_respondent,
    EventKind.RESPONDENT_CODE_RENEWED: _is_latest_code,
    EventKind.RESPONDENT_HEARD: _is_open,
    EventKind.HEARING_ELAPSED: _is_open,
    EventKind.REVIEW_OPENED: _review_is_open,
    EventKind.REVIEW_REMINDED: _review_is_open,
    EventKind.TASK_FORCE_FORMED: _is_in_task_force,
    EventKind.MEMBER_REPLACED: _is_in_task_force,
    EventKind.PLAN_DRAFTED: _is_waited_for,
    EventKind.PLAN_SETTLED: _stands(Stage.INVESTIGATING, Stage.DECIDING),
    EventKind.PLAN_ELAPSED: _stands(Stage.INVESTIGATING),
    EventKind.REMEDY_CHANGED: _stands(Stage.DECIDING),
    EventKind.APPOINTMENT_MADE: _is_still_to_be_done,
    EventKind.APOLOGY_WRITTEN: _is_still_to_be_done,
    EventKind.PROMISE_KEPT: lambda addressed, case: not case.staff_case,
    EventKind.MEDIATION_OPENED: _is_mediated,
    EventKind.MEDIATOR_NAMED: _is_mediated,
    EventKind.MEDIATOR_RECUSED: _is_mediated,
    EventKind.SESSION_SET: _is_mediated,
    EventKind.PROPOSAL_MADE: _proposal_stands,
    EventKind.PROPOSAL_WITHDRAWN: _is_mediated,
    EventKind.PROPOSAL_REFUSED: _is_mediated,
    EventKind.SETTLEMENT_SIGNED: _is_mediated,
    EventKind.MEDIATION_REMINDED: _is_mediated,
    EventKind.MEDIATED: _stands(Stage.REMEDYING, Stage.RESOLVED, Stage.CLOSED),
    EventKind.MEDIATION_FAILED: _stands(Stage.MEDIATING, Stage.ADJUDICATING, Stage.RESOLVED, Stage.CLOSED),
    EventKind.RULING_ASKED: _stands(Stage.ADJUDICATING),
    EventKind.PANEL_FORMED: _is_called,
    EventKind.PANELIST_REPLACED: _is_called,
    EventKind.VOTE_REMINDED: _has_still_to_vote,
    EventKind.VOTES_COUNTED: _is_called,
    EventKind.RULING_OVERDUE: _is_called,
    EventKind.ARBITRATION_PREFERRED: _waits_for_arbitration,
    EventKind.ARBITRATION_AGREED: _waits_for_arbitration,
    EventKind.ARBITRATION_REFERRED: _stands(Stage.ADJUDICATING),
    EventKind.ARBITRATION_OVERDUE: _waits_for_arbitration,
    EventKind.ARBITRATION_ENDED: _stands(Stage.ADJUDICATING),
}
