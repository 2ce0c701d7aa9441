"""What a command is: a class beside its rules, from which handler, route, form and permission all follow."""

from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from domain import permissions
from domain.case import SETTLED_STAGES, Case
from domain.events import RESPONDENT, Actor
from domain.expressions import ExpressionFailed
from domain.fault_words import fault_words
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.refusals import Refused, not_now, not_understood
from domain.step import Step
from domain.titles import STAGES
from domain.words import Words

OPEN_STAGES = frozenset(Stage) - {Stage.CLOSED, Stage.WITHDRAWN, Stage.MERGED}
UNSETTLED_STAGES = frozenset(Stage) - SETTLED_STAGES


class Command(BaseModel):
    """Something asked of a case; its fields are the model's.

    `name` is how it is called, `stages` where it fits, `title` what it is called on pages.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    title: ClassVar[Words]
    stages: ClassVar[frozenset[Stage]]

    def decide(self, step: Step) -> None:
        """Add the events that the command sets off. Raises `Refused`."""
        raise NotImplementedError


class StaffCommand(Command):
    """A command of a member of staff: refused outright when it does not fit."""

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether pages offer it to somebody who may give it in this stage: not where it could only be refused."""
        return True

    def named_people(self) -> tuple[str, ...]:
        """Give the members of staff that the command names, by id; whoever sends it looks them up."""
        return ()

    def named_mediators(self) -> tuple[str, ...]:
        """Name the mediators whom the command names, by id."""
        return ()


class PartySignal(Command):
    """What a party does: kept on the timeline and answered in words when it does not fit.

    `is_for_respondents` where the respondent may do it, too; everything else is the complainant's.
    """

    is_for_respondents: ClassVar[bool] = False


C = TypeVar("C", bound=BaseModel)


def parse(kind: type[C], fields: dict[str, Any]) -> C:
    """Read a command's fields. Raises `NotUnderstood` naming the first field that is wrong."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or getattr(kind, "name", kind.__name__)
        words = fault_words(first)
        raise not_understood(zh=f"字段 {place}：{words.zh}", en=f"{place}: {words.en}") from error


def give(command: Command, step: Step) -> None:
    """Carry out a command of staff, or refuse it with nothing changed. Raises `Refused`."""
    start = step.savepoint()
    try:
        permissions.check(command.name, case=step.case, actor=step.actor, follows=step.follows)
        _check_is_not_merging(step.case)
        check_stage(command, step)
        _decide(command, step)
    except Refused:
        step.undo(start)
        raise


def take(command: PartySignal, step: Step) -> None:
    """Carry out what a party did; what does not fit stays on the timeline with its words and the reason."""
    start = step.savepoint()
    try:
        _check_party(command, step)
        check_stage(command, step)
        _decide(command, step)
    except Refused as refusal:
        step.undo(start)
        keep(command.name, command.model_dump(mode="json", exclude_none=True), step, refusal=refusal)


def _check_party(command: PartySignal, step: Step) -> None:
    if step.actor == RESPONDENT and not command.is_for_respondents:
        raise not_now(
            zh=f"被投诉人不能执行“{command.title.zh}”。", en=f"{command.title.en!r} is not for the respondent to do."
        )


def _decide(command: Command, step: Step) -> None:
    """Let the command decide; a rule of the pack that has no answer for the case refuses it. Raises `Refused`."""
    try:
        command.decide(step)
    except ExpressionFailed as error:
        raise not_understood(zh=f"制度规则无法计算：{error}", en=f"a rule of the pack fails: {error}") from error


def keep(name: str, said: dict[str, Any], step: Step, *, refusal: Refused, actor: Actor | None = None) -> None:
    """Keep what did not fit, with the answer in words; `actor` where it is not whoever is being heard."""
    # In the open, so that neither party reads what was brought for the other; nothing else of what was said is.
    stead = {name: said[name] for name in ("on_behalf_of",) if said.get(name) == RESPONDENT.role}
    step.add(
        EventKind.NOT_APPLICABLE,
        {"what": name, "stage": step.case.stage, "because": refusal.words.model_dump(), **stead},
        private={"said": said},
        actor=actor,
    )


def _check_is_not_merging(case: Case) -> None:
    if case.merging:
        raise not_now(
            zh=f"本案正在并入 {case.merging.into}，请稍候。",
            en=f"This case is just being merged into {case.merging.into}; wait a moment.",
        )


def check_stage(command: Command, step: Step) -> None:
    """Let pass a command that fits the stage. Raises `NotNow`."""
    stage = step.case.stage
    if stage not in command.stages or step.case.has_ended:
        title = STAGES[stage]
        raise not_now(
            zh=f"本案处于“{title.zh}”阶段，不能执行“{command.title.zh}”。",
            en=f"The case stands at {title.en!r}; {command.title.en!r} does not fit now.",
        )
