"""The agenda of a case: what is due at an instant, and when to look again. The workflow asks it and sleeps.

One entry a milestone (its next warning, its breach, its next rung), one a task or a review (its next reminder), one a
red alert, one a window (silence, feedback, appeal, an answer asked for, a hearing, a payment to try again), one for the
next word of progress, one for what quiet hours hold, two a repair (asking what became of it, its wanted time), one for
the plan of a task force, one the window of a mediation or of asking for a ruling, two a member of a panel who has not
voted (the reminder, the end of their time), one the ruling that is to be given.
Rules by number: 5 warnings, 6 breach and ladder, 9 outages, 10 endings, 13 quiet hours.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from domain import (
    apologies,
    arbitration,
    carrying_out,
    escalation,
    hearing,
    investigation_plan,
    letter_review,
    mediation,
    mediator_task,
    milestones,
    notices,
    panel,
    progress,
    red_alert,
    reminders,
    reviews,
    task_force,
    tasks,
    work_orders,
)
from domain.case import SETTLED_STAGES, Case
from domain.case_milestones import Milestone
from domain.case_remedies import RemedyStatus
from domain.changes import Change, follows_all
from domain.closure import archive, close_after_feedback, close_declined
from domain.consent import silence
from domain.escalation import breach, climb
from domain.instant import JUST_AFTER
from domain.kinds import EventKind, Stage
from domain.payments import start_payment
from domain.policy import Policy
from domain.step import Step

STANDS_STILL = SETTLED_STAGES
WINDOWS: Final = frozenset(
    {
        silence,
        close_after_feedback,
        close_declined,
        archive,
        hearing.hearing_elapsed,
        mediation.window_over,
        mediation.nobody_asked,
        arbitration.not_agreed,
    }
)
"""What happens because a party has said nothing in its time."""

Entry = tuple[datetime, Callable[[Step], None]]


def next_at(case: Case, policy: Policy, *, follows: Callable[[Change], bool] = follows_all) -> datetime | None:
    """Tell when the agenda has something next; none when only people can move the case."""
    return min((instant for instant, _ in entries(case, policy, follows=follows)), default=None)


def next_entry(
    case: Case, policy: Policy, *, follows: Callable[[Change], bool] = follows_all
) -> tuple[datetime, str] | None:
    """Give the next instant with a word for what is due then, for the timer's summary."""
    ahead = [(instant, action.__name__.replace("_", " ")) for instant, action in entries(case, policy, follows=follows)]
    return min(ahead, key=lambda each: each[0], default=None)


def advance(step: Step) -> None:
    """Do all that is due at the step's instant, the earliest first; the same call again does nothing."""
    investigation_plan.open_later(step)
    apologies.write_where_owed(step)
    carrying_out.see_to_repairs(step)
    while due := [each for each in entries(step.case, step.policy, follows=step.follows) if each[0] <= step.at]:
        _, action = min(due, key=lambda entry: entry[0])
        action(step)
    task_force.form_where_owed(step)
    mediator_task.settle(step)


def is_said_in_time(step: Step, said_at: datetime | None) -> bool:
    """Tell whether something was said before a window shut on which nobody has acted yet: it is heard first."""
    if said_at is None or not any(said_at < shut_at for shut_at, _ in _shut(step)):
        return False
    return step.follows(Change.SAID_IN_TIME_COUNTS)


def catch_up(step: Step, said_at: datetime) -> None:
    """Act on the windows that had shut before something was said, the earliest first."""
    while shut := [each for each in _shut(step) if each[0] <= said_at]:
        _, action = min(shut, key=lambda entry: entry[0])
        action(step)


def _shut(step: Step) -> list[Entry]:
    """Give the windows that have shut, on which nobody has acted yet."""
    ahead = entries(step.case, step.policy, follows=step.follows)
    return [each for each in ahead if each[0] <= step.at and each[1] in WINDOWS]


def entries(case: Case, policy: Policy, *, follows: Callable[[Change], bool] = follows_all) -> Iterator[Entry]:
    """Give every instant that lies ahead or is due, with what is to be done then."""
    if case.has_ended:
        return
    yield from _milestone_entries(case, policy)
    yield from red_alert.entries(case)
    yield from _task_entries(case, policy)
    yield from notices.entries(case)
    yield from progress.entries(case, policy, follows=follows)
    if case.merging:
        # Promises are kept until another case has taken them over; nothing else may change what is handed over.
        return
    if case.stage not in STANDS_STILL:
        yield from _payment_entries(case)
        if case.waiting_until:
            yield case.waiting_until, milestones.stop_waiting
        if case.inquiry.window:
            yield case.inquiry.window + JUST_AFTER, hearing.hearing_elapsed
    yield from task_force.entries(case)
    yield from _window_entries(case)
    yield from mediation.entries(case)
    yield from mediator_task.entries(case, follows=follows)
    yield from panel.entries(case)
    yield from arbitration.entries(case)
    yield from work_orders.entries(case, policy)
    yield from reviews.entries(case, policy)


def _window_entries(case: Case) -> Iterator[Entry]:
    if case.stage is Stage.AWAITING_COMPLAINANT and case.silence_at:
        yield case.silence_at + JUST_AFTER, silence
    elif case.stage is Stage.RESOLVED and case.feedback_until:
        if not letter_review.is_held(case):
            yield case.feedback_until + JUST_AFTER, close_after_feedback
    elif case.stage is Stage.DECLINED and case.appeal_until:
        yield case.appeal_until + JUST_AFTER, close_declined
    elif case.stage is Stage.CLOSED and case.appeal_until:
        yield case.appeal_until + JUST_AFTER, archive
    elif case.stage is Stage.WITHDRAWN:
        yield case.stage_since, archive


def _payment_entries(case: Case) -> Iterator[Entry]:
    if case.withdrawing:
        # What is under way is settled; nothing new is set going for somebody who has withdrawn.
        return
    for remedy in case.remedies:
        if remedy.status is RemedyStatus.FAILED and remedy.retry_at and remedy.reported is None:

            def try_payment_again(step: Step, remedy_id: str = remedy.id) -> None:
                start_payment(step, remedy_id)

            yield remedy.retry_at, try_payment_again


def _task_entries(case: Case, policy: Policy) -> Iterator[Entry]:
    every = policy.pack.climb_every
    for task in case.open_tasks:
        if task.due_at is None:
            continue

        def remind_of_task(step: Step, task_id: str = task.id, due_at: datetime = task.due_at) -> None:
            tasks.remind(step, task_id, occurrence=reminders.occurrence(due_at, at=step.at, every=every))

        yield reminders.next_at(task.due_at, reminded=task.reminded, every=every), remind_of_task


def _milestone_entries(case: Case, policy: Policy) -> Iterator[Entry]:
    for milestone in case.open_milestones:
        if case.stands_still(milestone):
            continue
        if milestone.breached_at:
            instant = escalation.next_climb_at(milestone, case=case, every=policy.pack.climb_every)
            yield instant, _named(climb, milestone)
            continue
        if milestone.warnings:
            yield milestone.warnings[0][1], _named(warn, milestone)
        yield milestone.due_at + JUST_AFTER, _named(breach, milestone)


def _named(action: Callable[[Step, Milestone], None], milestone: Milestone) -> Callable[[Step], None]:
    def act(step: Step) -> None:
        action(step, milestone)

    act.__name__ = f"{action.__name__}: {milestone.name}"
    return act


def warn(step: Step, milestone: Milestone) -> None:
    """Warn once; of fractions past, only the last (rule 5)."""
    if step.at > milestone.due_at:
        # Already missed: the breach says it better.
        breach(step, milestone)
        return
    fraction = max(fraction for fraction, instant in milestone.warnings if instant <= step.at)
    step.add(EventKind.WARNED, {"milestone": milestone.name, "fraction": fraction})
