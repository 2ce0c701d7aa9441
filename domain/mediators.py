"""Who mediates (调解员): named as the mediation opens, or by a team lead; one who is no stranger steps back (E6).

Staff, shifts and leave are looked up as the step is written, as for the ladder (`domain.duty`). Of the house's own
mediators one is found by itself; one of a third party or an authority is named by a person alone, since the file then
leaves the house.
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from domain import duty
from domain.case_mediation import KnownMediator, MediatorKind
from domain.complaint import Key, ShortText
from domain.duty import Person
from domain.events import Event
from domain.kinds import EventKind
from domain.mediation import InMediation, acted_in, check_under_way, wanted_mediator
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.words import Words

ROLE: Final = "mediator"
FOUND_BY_ITSELF: Final = frozenset({EventKind.MEDIATION_OPENED, EventKind.MEDIATOR_RECUSED})


def is_asked(event: Event) -> bool:
    """Tell whether an event leaves open who mediates."""
    return event.kind in FOUND_BY_ITSELF and "rungs" in event.data


def named(event: Event, people: Sequence[Person], *, department: str) -> Event:
    """Give the event with who mediates: the longest here of those who are there and of another department.

    One of the case's own department only where there is nobody else; nobody where there is none at all.
    """
    able = [
        each
        for each in people
        if each.role == ROLE
        and each.mediates_as in {"", MediatorKind.NEGOTIATION}
        and each.id not in event.data["excluded"]
        and each.is_there(event.at)
    ]
    found = next(iter(sorted(able, key=lambda each: each.department == department)), None)
    data = {name: value for name, value in event.data.items() if name not in {"rungs", "excluded"}}
    kind = {"mediator_kind": MediatorKind.NEGOTIATION.value} if found else {}
    return event.model_copy(update={"data": {**data, "mediator": found.id if found else "", **kind}})


def to_tell(event: Event, *, people: Sequence[Person], rungs: Sequence[str], department: str) -> tuple[str, ...]:
    """Give who is told that somebody mediates: whoever it is, or where nobody was found who may name one."""
    mediator = event.data.get("mediator")
    return (mediator,) if mediator else duty.to_alarm(people, rungs=rungs, department=department, at=event.at)


class AssignMediator(InMediation):
    """Name who mediates, in place of whoever does so far."""

    name: ClassVar[str] = "assign-mediator"
    title: ClassVar[Words] = Words(zh="指定调解员", en="Name the mediator")

    mediator: Key
    reason: ShortText | None = None

    def named_mediators(self) -> tuple[str, ...]:
        """Name who is to mediate."""
        return (self.mediator,)

    def decide(self, step: Step) -> None:
        """Put on record who mediates from now on; what was proposed so far stands."""
        mediation = check_under_way(step)
        known = self._check(step, before=mediation.mediator)
        data = {"mediator": known.id, "mediator_kind": known.kind, "instead_of": mediation.mediator}
        step.add(EventKind.MEDIATOR_NAMED, data, private={"reason": self.reason})

    def _check(self, step: Step, *, before: str) -> KnownMediator:
        known = step.mediators.get(self.mediator)
        if known is None:
            raise not_understood(
                zh=f"没有可用的调解员 {self.mediator}（须为角色 mediator 的在册人员）。",
                en=f"mediator: no active member of staff {self.mediator!r} with the role mediator",
            )
        if known.id == before:
            raise not_now(zh=f"{self.mediator} 已是本案调解员。", en=f"{self.mediator!r} mediates already.")
        if known.id in acted_in(step.case):
            raise not_understood(
                zh=f"{self.mediator} 曾参与本案，不能担任调解员。",
                en=f"mediator: {self.mediator!r} has had a part in this case; choose somebody else",
            )
        return known


class RecuseMediator(InMediation):
    """Step back as the mediator of a case; another is looked for at once."""

    name: ClassVar[str] = "recuse-mediator"
    title: ClassVar[Words] = Words(zh="调解员回避", en="Step back as the mediator")

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Put it on record with the reason; whoever comes next is found as the step is written."""
        check_under_way(step)
        data = {"instead_of": step.actor.id, **wanted_mediator(step)}
        step.add(EventKind.MEDIATOR_RECUSED, data, private={"reason": self.reason})
