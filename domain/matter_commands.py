"""What staff do about matters: each command declared once, as those of cases are; handler, route and form follow."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from domain.complaint import Key
from domain.events import Actor
from domain.matter import Matter, MatterStep
from domain.matter_events import MatterEventKind
from domain.permissions import ALL_DEPARTMENTS, HANDLERS, LEADS, READERS
from domain.refusals import Refused, not_allowed, not_now, not_understood
from domain.words import Words


class MatterCommand(BaseModel):
    """Something that staff ask of a matter; its fields are the model's.

    `states` are those in which it fits, none: any before the end; `roles` are those that may give it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    title: ClassVar[Words]
    states: ClassVar[frozenset[str] | None] = None
    roles: ClassVar[frozenset[str]] = HANDLERS
    example: ClassVar[dict[str, Any]] = {}

    @classmethod
    def is_offered(cls, matter: Any, reader: Actor) -> bool:
        """Tell whether pages offer it to somebody who may give it now: not where it could only be refused."""
        return True

    def named_people(self) -> tuple[str, ...]:
        """Give the members of staff that the command names, by id; whoever sends it looks them up."""
        return ()

    def decide(self, step: MatterStep) -> None:
        """Add the events that the command sets off. Raises `Refused`."""
        raise NotImplementedError


class AssignMatter(MatterCommand):
    """Say who sees to it from now on."""

    name: ClassVar[str] = "assign"
    title: ClassVar[Words] = Words(zh="指定责任人", en="Assign")
    roles: ClassVar[frozenset[str]] = LEADS
    example: ClassVar[dict[str, Any]] = {"owner": "7"}

    owner: Key

    def decide(self, step: MatterStep) -> None:
        """Put the new owner on record; with them it goes to their department."""
        person = step.people.get(self.owner)
        if person is None:
            raise not_understood(
                zh=f"没有可用的员工 {self.owner}。", en=f"owner: no active member of staff {self.owner!r}"
            )
        data = {"owner": person.id} | ({"department": person.department} if person.department else {})
        step.add(MatterEventKind.ASSIGNED, data)


def give(command: MatterCommand, step: MatterStep, *, title: Words) -> None:
    """Carry out a command, or refuse it with nothing changed. Raises `Refused`.

    `title` is what such a matter is called.
    """
    start = step.savepoint()
    try:
        check_role(type(command), role=step.actor.role)
        _check_department(step.matter, step.actor)
        _check_state(command, step.matter, title)
        command.decide(step)
    except Refused:
        step.undo(start)
        raise


def take(signal: MatterCommand, step: MatterStep) -> None:
    """Carry out what a party did; what does not fit stays on the timeline with its words and the reason."""
    start = step.savepoint()
    try:
        signal.decide(step)
    except Refused as refusal:
        step.undo(start)
        data = {"what": signal.name, "because": refusal.words.model_dump()}
        said = signal.model_dump(mode="json", exclude_none=True)
        step.add(MatterEventKind.NOT_APPLICABLE, data, private={"said": said})


def check_role(command: type[MatterCommand], *, role: str) -> None:
    """Let pass a role that may give `command` on some matter. Raises `NotAllowed`."""
    if role not in command.roles:
        raise not_allowed(
            zh=f"角色 {role} 无权执行“{command.title.zh}”。", en=f"The role {role} may not give {command.name!r} here."
        )


def may_open(matter: Matter, reader: Actor) -> bool:
    """Tell whether somebody may read a matter: it is their department's, or theirs."""
    return reader.role in READERS and not _is_guest(matter, reader)


def is_offered(command: type[MatterCommand], matter: Matter, reader: Actor) -> bool:
    """Tell whether somebody may give a command now, as things stand."""
    return (
        _fits(command, matter)
        and reader.role in command.roles
        and may_open(matter, reader)
        and command.is_offered(matter, reader)
    )


def _is_guest(matter: Matter, actor: Actor) -> bool:
    is_theirs = actor.role in ALL_DEPARTMENTS or actor.department == matter.department
    return not is_theirs and actor.id != matter.owner


def _check_department(matter: Matter, actor: Actor) -> None:
    if _is_guest(matter, actor):
        raise not_allowed(
            zh=f"该事项属于 {matter.department} 部门，您属于 {actor.department or '无部门'}。",
            en=f"This belongs to {matter.department}; you belong to {actor.department or 'no department'}.",
        )


def _fits(command: type[MatterCommand], matter: Matter) -> bool:
    return matter.is_open and (command.states is None or matter.state in command.states)


def _check_state(command: MatterCommand, matter: Matter, title: Words) -> None:
    if not matter.is_open:
        raise not_now(
            zh=f"{title.zh} {matter.id} 已办结，不能执行“{command.title.zh}”。",
            en=f"{title.en.capitalize()} {matter.id} is over; {command.title.en!r} does not fit any more.",
        )
    if not _fits(type(command), matter):
        raise not_now(
            zh=f"{title.zh} {matter.id} 当前不能执行“{command.title.zh}”。",
            en=f"{title.en.capitalize()} {matter.id} is {matter.state}; {command.title.en!r} does not fit now.",
        )
