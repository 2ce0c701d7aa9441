"""Milestones (节点): which ones a case has, and what re-grading, pauses and re-opening do to them.

Rules by number: 2 independence, 4 pausing, 7 re-grading, 8 new cycles, 10 cancelling and taking over. Due instants:
`domain.deadlines`.
"""

from collections.abc import Sequence
from datetime import datetime

from domain import deadlines, escalation
from domain.case_facts import facts_of
from domain.case_milestones import Milestone, Pause
from domain.changes import Change
from domain.events import SYSTEM
from domain.handover import Handover, TakenOver
from domain.instant import LATEST
from domain.kinds import EventKind, WaitingOn
from domain.pack_rows import MilestoneRow
from domain.step import Step
from domain.working_time import WorkingTime


def plan(step: Step, *, added_at: datetime | None = None) -> tuple[Milestone, ...]:
    """Bring the open milestones of this cycle in line with the grading (rules 2 and 7).

    What was met or breached stays, a breached one open until it is met; what else no longer applies is cancelled; the
    rest is computed anew from its original clock start. New milestones start with the cycle, or at `added_at`; one
    whose work was done before it applied is met by that. Gives those that moved later, or went, after a warning.
    """
    case = step.case
    rows = {row.name: row for row in step.policy.pack.milestone_rows(facts_of(case))}
    gone = [m for m in case.open_milestones if m.name not in rows and m.breached_at is None and not m.is_appointment]
    for milestone in gone:
        step.add(EventKind.MILESTONE_CANCELLED, {"milestone": milestone.name}, actor=SYSTEM)
    known = {m.name: m for m in case.milestones if m.cycle == case.cycle}
    replanned = [fresh for row in rows.values() if (fresh := _replanned(step, row, known.get(row.name), added_at))]
    changed = [_dated_when_done(step, fresh) for fresh in replanned]
    if changed:
        step.add(EventKind.PLANNED, {"plan": [m.model_dump(mode="json") for m in changed]}, actor=SYSTEM)
    for milestone in changed:
        _recognise(step, milestone)
    moved = tuple(m for m in changed if _moved_after_warning(step, m, known.get(m.name)))
    warned = tuple(m for m in gone if m.warned)
    return moved + warned if warned and step.follows(Change.CANCELLING_A_WARNING_NEEDS_A_LEAD) else moved


def _moved_after_warning(step: Step, fresh: Milestone, old: Milestone | None) -> bool:
    # Compared with the pauses up to now credited to both: time that stood still is nobody's postponement.
    return old is not None and old.warned > 0 and fresh.due_at > _dated(old, step).due_at


def _recognise(step: Step, milestone: Milestone) -> None:
    """Take for done what happened in this cycle before the milestone applied; late, it is a breach first."""
    done_at = _done_at(step, milestone)
    if done_at is None:
        return
    late = done_at > milestone.due_at
    said = milestone.breached_at is not None and step.follows(Change.CARRIED_BREACH_IS_NOT_SAID_AGAIN)
    if late and not said:
        escalation.breach(step, milestone, done_at=done_at)
    data = {"milestone": milestone.name, "late": late or said, "met_at": done_at.isoformat()}
    step.add(EventKind.MILESTONE_MET, data, actor=SYSTEM)


def _done_at(step: Step, milestone: Milestone) -> datetime | None:
    """Give when, in this cycle, something happened that meets the milestone."""
    happened = [at for kind, at in step.case.happened.items() if step.meets(milestone, kind)]
    opened_at = step.case.cycle_since
    if opened_at in happened and not step.follows(Change.WORK_AT_THE_OPENING_COUNTS):
        happened = [at for at in happened if at > opened_at]
    return min((at for at in happened if at >= milestone.clock_start), default=None)


def _dated_when_done(step: Step, milestone: Milestone) -> Milestone:
    """Take back what pauses have credited after the work was done; a breached one stays as it was."""
    done_at = None if milestone.breached_at else _done_at(step, milestone)
    if done_at is None:
        return milestone
    fresh = _dated(milestone, step, until=done_at)
    moved = fresh.due_at != milestone.due_at
    return fresh if moved and step.follows(Change.PAUSES_AFTER_THE_WORK_CREDIT_NOTHING) else milestone


def _replanned(step: Step, row: MilestoneRow, old: Milestone | None, added_at: datetime | None) -> Milestone | None:
    """Give the milestone as it should stand, or none when it already does."""
    if old is None:
        return _begun(step, row, added_at)
    if old.met_at or old.breached_at:
        return None
    start = added_at if added_at and old.cancelled_at else old.clock_start
    fresh = _milestone(step, row, start=start, credits_=old.credits, taken=old.taken_over)
    fresh = fresh.model_copy(update={"warned": old.warned, "warnings": _ahead(fresh.warnings, old.warned)})
    return fresh if fresh != old else None


def _begun(step: Step, row: MilestoneRow, added_at: datetime | None) -> Milestone | None:
    """Begin a milestone: with the cycle's clock, or going on from the last cycle where the pack resumes (rule 8)."""
    case = step.case
    last = next((m for m in reversed(case.milestones) if m.name == row.name and m.cycle < case.cycle), None)
    if step.policy.pack.reopen == "resume" and last and case.stood_since:
        if last.met_at and last.met_at < case.stood_since:
            return None
        return _continued(step, row, last, credits_=_between_cycles(step, last, case.stood_since))
    start = case.received_at if case.cycle == 1 else case.cycle_since
    return _milestone(step, row, start=added_at or start)


def _between_cycles(step: Step, last: Milestone, stood_since: datetime) -> tuple[Pause, ...]:
    """Give every stretch in which the case was settled; those of a cycle that the milestone sat out, too."""
    known = (*last.credits, Pause(began_at=stood_since, ended_at=step.case.cycle_since))
    sat_out = tuple(each for each in step.case.stood if each not in known)
    if sat_out and step.follows(Change.EVERY_STRETCH_BETWEEN_CYCLES_COUNTS):
        return (*known, *sat_out)
    return known


def _continued(step: Step, row: MilestoneRow, last: Milestone, *, credits_: tuple[Pause, ...]) -> Milestone:
    """Go on with a milestone of the last cycle; one that was breached climbs on, it is not breached again."""
    if last.breached_at:
        return last.model_copy(
            update={"cycle": step.case.cycle, "credits": credits_, "met_at": None, "cancelled_at": None}
        )
    return _milestone(step, row, start=last.clock_start, credits_=credits_, taken=last.taken_over)


def _ahead(warnings: Sequence[deadlines.FractionWarning], warned: float) -> tuple[deadlines.FractionWarning, ...]:
    return tuple(each for each in warnings if each[0] > warned)


def _milestone(
    step: Step,
    row: MilestoneRow,
    *,
    start: datetime,
    credits_: tuple[Pause, ...] = (),
    taken: TakenOver | None = None,
) -> Milestone:
    fresh = undated(row, cycle=step.case.cycle, start=start, credits_=credits_)
    return _dated(fresh.model_copy(update={"taken_over": taken}) if taken else fresh, step)


def undated(row: MilestoneRow, *, cycle: int, start: datetime, credits_: tuple[Pause, ...] = ()) -> Milestone:
    """Make a milestone of a pack's row, before anything is counted."""
    return Milestone(
        name=row.name,
        cycle=cycle,
        clock_start=start,
        allowance=row.allowance.model_dump(mode="json"),
        due_at=start,
        met_by=tuple(EventKind(kind) for kind in row.met_by),
        warn_at=tuple(row.warn_at),
        pauses=row.pauses,
        statutory=row.statutory,
        credits=credits_,
    )


def pause(step: Step) -> None:
    """Say which milestones stand still, now that the case waits for the complainant (rule 4)."""
    names = [m.name for m in step.case.open_milestones if m.pauses and m.breached_at is None]
    if names:
        step.add(EventKind.PAUSED, {"milestones": names}, actor=SYSTEM)


def complainant_spoke(step: Step) -> None:
    """End the waiting for the complainant; what others were asked is still to be answered."""
    if step.case.waiting_on is WaitingOn.COMPLAINANT:
        end_waiting(step)


def stop_waiting(step: Step) -> None:
    """End the waiting because nobody answered in time: then, however late that is noticed (rule 9)."""
    end_waiting(step, ended_at=step.case.waiting_until)


def end_waiting(step: Step, *, ended_at: datetime | None = None) -> None:
    """End the waiting, if there is any, now or at `ended_at`; credit the pause to what stood still (rules 3 and 4)."""
    case = step.case
    if case.waiting_on is None:
        return
    was_paused = case.is_paused
    data = {"of": case.waiting_on} | ({"ended_at": ended_at.isoformat()} if ended_at else {})
    step.add(EventKind.WAITING_ENDED, data, actor=SYSTEM)
    standing = [m for m in case.open_milestones if m.pauses and m.breached_at is None] if was_paused else []
    if standing:
        credited = [_dated(m, step) for m in standing]
        plan_ = [m.model_dump(mode="json") for m in credited]
        step.add(EventKind.RESUMED, {"milestones": [m.name for m in credited], "plan": plan_}, actor=SYSTEM)


def _dated(milestone: Milestone, step: Step, *, until: datetime | None = None) -> Milestone:
    """Give the milestone with its due instant and warnings, every pause up to now or to `until` credited."""
    pauses, time = escalation.pauses_of(milestone, step.case), step.policy.working_time_in(step.case.complaint.region)
    return dated(milestone, pauses=pauses, until=until or step.at, time=time)


def dated(milestone: Milestone, *, pauses: Sequence[Pause], until: datetime, time: WorkingTime) -> Milestone:
    """Give the milestone with its due instant and the warnings ahead, what of `pauses` lies before `until` credited."""
    allowance, start = deadlines.allowance_of(milestone), milestone.clock_start
    paused = deadlines.credited(pauses, since=start, until=until)
    due_at = deadlines.due_at(allowance, start=start, paused=paused, time=time)
    warned = deadlines.warnings(allowance, fractions=milestone.warn_at, start=start, due=due_at, time=time)
    if (earlier := taken_over_at(milestone, pauses=pauses, until=until, time=time)) and earlier < due_at:
        due_at = earlier
        warned = deadlines.warnings_before(due_at, allowance, fractions=milestone.warn_at, start=start, time=time)
    provisional = allowance.is_working and not time.is_covered(start, due_at)
    ahead = _ahead(warned, milestone.warned)
    return milestone.model_copy(update={"due_at": due_at, "warnings": ahead, "provisional": provisional})


def taken_over_at(
    milestone: Milestone, *, pauses: Sequence[Pause], until: datetime, time: WorkingTime
) -> datetime | None:
    """Give where the due moment taken over from a merged case stands; the pauses of that case are in it already."""
    taken = milestone.taken_over
    if taken is None:
        return None
    paused = deadlines.credited(pauses, since=taken.at, until=until)
    return deadlines.taken_over_at(taken, deadlines.allowance_of(milestone), paused=paused, time=time)


def handed_over(step: Step) -> Handover:
    """Give what this case would hand over now, every pause up to now credited (rule 10)."""
    case = step.case
    return Handover(
        tracking_number=case.tracking_number,
        due={m.name: (m if m.breached_at else _dated(m, step)).due_at for m in case.open_milestones},
        missed=tuple(m.name for m in case.open_milestones if m.breached_at),
        red_alert=case.standing_alert is not None,
    )


def take_over(step: Step, handover: Handover) -> None:
    """Let open milestones take over the due moments of a merged case that are earlier than theirs (rule 10)."""
    running = [m for m in step.case.open_milestones if m.breached_at is None]
    due = _due_for(running, step, handover)
    changed = []
    for milestone in (m for m in running if m.name in due):
        taken = TakenOver(tracking_number=handover.tracking_number, due_at=due[milestone.name], at=step.at)
        fresh = _dated(milestone.model_copy(update={"taken_over": taken}), step)
        if fresh.due_at < _dated(milestone, step).due_at:
            changed.append(fresh)
    if changed:
        step.add(EventKind.PLANNED, {"plan": [m.model_dump(mode="json") for m in changed]}, actor=SYSTEM)
    for milestone in changed:
        # The agenda breaches what runs; a pause does not take back what was missed before it could count.
        missed_in_a_pause = milestone.due_at < step.at and step.case.stands_still(milestone)
        if missed_in_a_pause and step.follows(Change.WHAT_A_DUPLICATE_MISSED_IS_MISSED_IN_A_PAUSE):
            escalation.breach(step, milestone)


def _due_for(running: Sequence[Milestone], step: Step, handover: Handover) -> dict[str, datetime]:
    """Give which running milestone takes which due moment: that of its own name; what nobody has a name for, the next.

    What this case has done already needs no second deadline, and what was missed stays on record in the merged case.
    """
    due = {m.name: handover.due[m.name] for m in running if m.name in handover.due}
    here = {m.name for m in step.case.milestones if m.cycle == step.case.cycle and m.cancelled_at is None}
    nameless = [at for name, at in handover.due.items() if name not in here and name not in handover.missed]
    if nameless and running:
        following = min(running, key=lambda m: m.due_at).name
        due[following] = min(*nameless, due.get(following, LATEST))
    return due


def cancel_all(step: Step) -> None:
    """Cancel every open milestone, and with it every reminder (rule 10)."""
    for milestone in step.case.open_milestones:
        step.add(EventKind.MILESTONE_CANCELLED, {"milestone": milestone.name}, actor=SYSTEM)
