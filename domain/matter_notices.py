"""Who is told of a matter (事项通知): its owner when it opens and before it is due, then whoever it climbs to."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain import duty
from domain.duty import Person
from domain.instant import say_minute
from domain.kinds import EventKind
from domain.matter import Matter, MatterStep
from domain.matter_events import MatterEvent, MatterEventKind
from domain.matter_registry import MATTERS
from domain.notices import COMPLAINANT, Addressed, Notice
from domain.policy import Policy
from domain.quiet import quiet_until
from domain.words import Words
from domain.zones import load_zone

CLIMBS = frozenset({MatterEventKind.BREACHED, MatterEventKind.CLIMBED, MatterEventKind.REMINDED})

TOLD = {
    MatterEventKind.ASSIGNED: Words(zh="{id} 已指定由您负责", en="{id} was assigned to you"),
    MatterEventKind.ERASED: Words(
        zh="{id} 所属投诉的个人信息已删除，此后不再保存文字；无法继续的事项已终止",
        en="The person behind {id} was erased: no words are kept of it any more; where it cannot go on, it has ended",
    ),
}
"""What is said of any matter; a kind's own words come first."""
TOLD_ABOVE = frozenset({MatterEventKind.BROKEN})
"""What the rung above the owner's is told."""


class MatterNotice(BaseModel):
    """What a member of staff is to be told of event number `sequence`, in these words.

    It is for `staff` by id, for the owner that the event names, or else for who is on duty on the first of `rungs`.
    """

    model_config = ConfigDict(frozen=True)

    sequence: int
    what: str
    words: Words
    staff: str = ""
    rungs: tuple[str, ...] = ()


def owe(step: MatterStep, events: Sequence[MatterEvent]) -> tuple[MatterNotice, ...]:
    """Tell what is to be told of a step's events."""
    return tuple(notice for event in events for notice in _owed(event, step.matter, step.policy))


def receiver(
    notice: MatterNotice, *, events: Sequence[MatterEvent], people: Sequence[Person], department: str
) -> str | None:
    """Give whom a notice reaches, by id: the event's owner, or who stands in for whom it is for; or nobody."""
    told = next(event for event in events if event.sequence == notice.sequence)
    if told.kind in CLIMBS:
        owner: str | None = told.data.get("owner")
        return owner
    if notice.staff:
        return duty.reached(people, staff=notice.staff, rungs=notice.rungs, department=department, at=told.at)
    found = duty.find(people, rungs=notice.rungs, department=department, at=told.at)
    return found.staff if found else None


def _rungs(event: MatterEvent, matter: Matter, ladder: Sequence[str]) -> tuple[str, ...]:
    place = ladder.index(matter.owner_rung) + (event.kind in TOLD_ABOVE)
    return tuple(ladder[min(place, len(ladder) - 1) :])


def _owed(event: MatterEvent, matter: Matter, policy: Policy) -> Iterator[MatterNotice]:
    told = {**TOLD, **MATTERS[matter.kind].told}
    words = told.get(event.kind) or (told.get(MatterEventKind.BREACHED) if event.kind in CLIMBS else None)
    if words:
        due = event.data.get("due_at") or (matter.due_at.isoformat() if matter.due_at else None)
        by = say_minute(datetime.fromisoformat(due) if due else None, load_zone(policy.pack.zone))
        yield MatterNotice(
            sequence=event.sequence,
            what=f"matter_{event.kind}",
            words=Words(zh=words.zh.format(id=matter.id, by=by), en=words.en.format(id=matter.id, by=by)),
            staff="" if event.kind in TOLD_ABOVE else matter.owner,
            rungs=_rungs(event, matter, policy.pack.ladder),
        )


def to_complainant(matter: Matter, event: EventKind, policy: Policy, at: datetime, *, case: str) -> Addressed:
    """Give what a complainant is told of a matter whose case is over and can tell nothing any more.

    `case` is the matter's own, or the one that goes on for it.
    """
    notice = Notice(
        tracking_number=case,
        cycle=1,
        what=event,
        occurrence=1,
        sequence=matter.sequence,
        subject=matter.id,
        may_wait=True,
        not_before=quiet_until(policy.pack, at),
    )
    return Addressed(notice=notice, receiver=COMPLAINANT)
