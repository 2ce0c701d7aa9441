"""Notices (通知): who is to be told what of a step, each by a key of its own (G2, time rules 12 and 13).

Which events are told to whom stands in `domain.notice_rules`. A notice to a complainant that falls into quiet hours is
held by the case, and its agenda lets it go in the morning. Where people are reached is looked up when it is sent.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain import tasks
from domain.case import Case
from domain.case_notices import Held
from domain.changes import Change
from domain.events import SYSTEM, Event
from domain.kinds import EventKind
from domain.notice_rules import (
    THE_COMPLAINANT,
    THE_RESPONDENT,
    Receiver,
    concerns_complainant,
    concerns_respondent,
    staff_to_tell,
)
from domain.quiet import quiet_until
from domain.step import Step
from domain.words import Words

COMPLAINANT = "complainant"
RESPONDENT = "respondent"
OF_A_REMEDY = frozenset({EventKind.APPOINTMENT_MADE, EventKind.APOLOGY_WRITTEN})
PARTIES = frozenset({COMPLAINANT, RESPONDENT})
TELL_COMPLAINANT = Words(zh="通知未能送达投诉人，请以其他方式告知", en="Tell the complainant by other means")
TELL_RESPONDENT = Words(
    zh="通知未能送达被投诉人，请以其他方式告知，并再次执行“通知被投诉人”",
    en="Tell the respondent by other means, then give 'notify-respondent' again",
)
TELL_STAFF = Words(zh="通知未能送达同事，请以其他方式告知", en="Tell a colleague by other means")
Entry = tuple[datetime, Callable[[Step], None]]


class Notice(BaseModel):
    """Something that somebody is to be told; `sequence` is the event that it tells of, `subject` its task or review.

    `occurrence` counts what is said again: a reminder, an alert, a word of progress; the percentage of a warning; of
    what has no count of its own the event's number. `may_wait` is what quiet hours delay, `not_before` how long where
    no agenda can, since the case is over. `to_handler` tells whoever works on the case, as long as they do.
    `instead_of` is the id of the colleague for whom the receiver stands in.
    """

    model_config = ConfigDict(frozen=True)

    tracking_number: str
    cycle: int
    what: EventKind
    milestone: str = ""
    rung: str = ""
    occurrence: int
    sequence: int
    subject: str = ""
    urgent: bool = False
    may_wait: bool = False
    not_before: datetime | None = None
    to_handler: bool = False
    instead_of: str = ""

    def key(self, receiver: str) -> str:
        """Give what no other notice has: case, cycle, milestone, what, rung, occurrence, receiver (time rule 12).

        The occurrence has the event's number with it, since a second alert and a second task count from one again.
        """
        occurrence = f"{self.occurrence}.{self.sequence}"
        about = self.milestone or self.subject
        parts = (self.tracking_number, self.cycle, about, self.what, self.rung, occurrence, receiver)
        return "/".join(str(part) or "-" for part in parts)


class Addressed(BaseModel):
    """A notice with its receiver: `complainant`, `respondent`, or `staff:` and an id."""

    model_config = ConfigDict(frozen=True)

    notice: Notice
    receiver: str

    @property
    def key(self) -> str:
        """Give the notice's key."""
        return self.notice.key(self.receiver)

    def concerns(self, staff: str) -> bool:
        """Tell whether it is for a member of staff, be it through whoever stands in for them."""
        return staff in {self.receiver.removeprefix("staff:"), self.notice.instead_of}


class Owed(BaseModel):
    """A notice and whom it is for, as far as the case knows."""

    model_config = ConfigDict(frozen=True)

    notice: Notice
    to: Receiver


def owe(step: Step) -> tuple[Owed, ...]:
    """Tell what is to be told of a step's events; what has to wait for the morning is put on record instead."""
    owed = [each for event in step.events for each in _owed(event, step)]
    if step.case.has_ended:
        # Nobody is there to let go in the morning what a case holds that is over.
        return tuple(_in_the_morning(each, step) for each in (*owed, *(_of(held, step) for held in step.case.held)))
    waits = [each for each in owed if each.notice.may_wait]
    until = quiet_until(step.policy.pack, step.at)
    if not waits or until is None or not step.follows(Change.QUIET_HOURS_HOLD):
        return tuple(owed)
    for each in waits:
        held = each.notice.model_dump(mode="json", include=set(Held.model_fields), exclude=_unsaid(each.notice))
        step.add(EventKind.NOTICE_HELD, held | {"until": until.isoformat()}, actor=SYSTEM)
    return tuple(each for each in owed if each not in waits)


def _unsaid(notice: Notice) -> set[str]:
    return set() if notice.subject else {"subject"}


def entries(case: Case) -> Iterator[Entry]:
    """Give the agenda's entry for what is held: the end of the quiet hours."""

    def let_notices_go(step: Step) -> None:
        step.add(EventKind.NOTICES_RELEASED, {"notices": [held.sequence for held in step.case.held]}, actor=SYSTEM)

    if case.held:
        yield min(held.until for held in case.held), let_notices_go


def failed(step: Step, *, key: str, what: str, receiver: str, because: str) -> None:
    """Take in that a notice could not be delivered; a person has to tell whom it was for."""
    data = {"key": key, "what": what, "receiver": receiver, "because": because}
    step.add(EventKind.NOTICE_FAILED, data, actor=SYSTEM)
    ask_a_person(step, key=key, receiver=receiver)


def ask_a_person(step: Step, *, key: str, receiver: str = COMPLAINANT) -> None:
    """Open a task to tell somebody by other means; one at a time for each of them."""
    is_open = any(
        task.is_open and task.because == EventKind.NOTICE_FAILED and task.key.endswith(f"/{receiver}")
        for task in step.case.tasks
    )
    if not is_open:
        title = {COMPLAINANT: TELL_COMPLAINANT, RESPONDENT: TELL_RESPONDENT}.get(receiver, TELL_STAFF)
        tasks.open_for_a_person(step, title=title, because=EventKind.NOTICE_FAILED, key=key)


def _owed(event: Event, step: Step) -> Iterator[Owed]:
    case = step.case
    if event.kind is EventKind.NOTICES_RELEASED:
        let_go = set(event.data["notices"])
        yield from (_of(held, step) for held in (step.before.held if step.before else ()) if held.sequence in let_go)
    if concerns_complainant(event, case):
        notice = _notice(event, case)
        yield Owed(notice=notice.model_copy(update={"may_wait": _may_wait(notice, step)}), to=THE_COMPLAINANT)
    if concerns_respondent(event, case):
        until = quiet_until(step.policy.pack, step.at)
        yield Owed(notice=_notice(event, case).model_copy(update={"not_before": until}), to=THE_RESPONDENT)
    for to in staff_to_tell(event, case, step.policy.pack):
        yield Owed(notice=_notice(event, case).model_copy(update={"to_handler": to.is_handler}), to=to)


def _of(held: Held, step: Step) -> Owed:
    fields = held.model_dump(exclude={"until"})
    notice = Notice(tracking_number=step.case.tracking_number, may_wait=True, **fields)
    return Owed(notice=notice, to=THE_COMPLAINANT)


def _in_the_morning(owed: Owed, step: Step) -> Owed:
    until = quiet_until(step.policy.pack, step.at) if owed.notice.may_wait else None
    return owed.model_copy(update={"notice": owed.notice.model_copy(update={"not_before": until})})


def _notice(event: Event, case: Case) -> Notice:
    data = event.data
    what = EventKind.ACKNOWLEDGED if event.kind is EventKind.RECEIVED else event.kind
    return Notice(
        tracking_number=case.tracking_number,
        cycle=case.cycle,
        what=what,
        milestone=data.get("milestone", ""),
        rung=str(data.get("rung", "")),
        occurrence=_occurrence(event, case),
        sequence=event.sequence,
        subject=data.get("task") or data.get("review") or (data["remedy"] if event.kind in OF_A_REMEDY else ""),
        urgent=event.kind in {EventKind.RED_ALERT_RAISED, EventKind.ALERT_REPEATED},
    )


def _occurrence(event: Event, case: Case) -> int:
    data = event.data
    percent = round(100 * data["fraction"]) if "fraction" in data else 0
    counted = _reminders(event, case) or data.get("occurrence") or data.get("periods") or percent
    return int(counted or event.sequence)


def _reminders(event: Event, case: Case) -> int:
    """Tell how often people have been reminded of a milestone, this time included."""
    if event.kind is not EventKind.REMINDED:
        return 0
    return next(m.reminded for m in reversed(case.milestones) if m.name == event.data["milestone"])


def _may_wait(notice: Notice, step: Step) -> bool:
    """Tell whether a notice to a complainant is neither the acknowledgement nor needed by a statutory milestone."""
    if notice.what is EventKind.ACKNOWLEDGED:
        return False
    met = {e.data["milestone"] for e in step.events if e.kind is EventKind.MILESTONE_MET}
    return not any(m.statutory and m.name in met for m in step.case.milestones if m.cycle == notice.cycle)
