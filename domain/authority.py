"""Authority (审批权限): who may decide on how much, and never on what they proposed or found themselves (E3).

Somebody has the authority of their rung, and for a time what was lent to them or left to them as a stand-in. What is
from somebody else goes no further than theirs, and not where either of the two had a part in the proposal.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain import fresh_eyes
from domain.case import Case
from domain.events import Actor
from domain.instant import say_minute
from domain.kinds import EventKind
from domain.money import say_amount
from domain.pack import Pack
from domain.permissions import ALL_DEPARTMENTS
from domain.power import Power, PowerKind
from domain.refusals import not_allowed
from domain.step import Step
from domain.titles import RUNGS
from domain.words import Words
from domain.zones import load_zone

AUTHORS = frozenset(
    {
        EventKind.FINDING_RECORDED,
        EventKind.REMEDY_PROPOSED,
        EventKind.PLAN_DRAFTED,
        EventKind.PLAN_AGREED,
        EventKind.PLAN_DISSENTED,
        EventKind.REMEDY_CHANGED,
    }
)
POWERS: Mapping[PowerKind, Words] = {
    PowerKind.LOAN: Words(zh="借用权限", en="loan"),
    PowerKind.DELEGATION: Words(zh="代理权限", en="delegation"),
}


def is_author(case: Case, staff: str) -> bool:
    """Tell whether somebody found, proposed or changed anything in this cycle."""
    return any(deed.staff == staff and deed.cycle == case.cycle and deed.what in AUTHORS for deed in case.deeds)


def barred(case: Case) -> tuple[str, ...]:
    """Give by id who may not decide on the remedies of this cycle: its authors, and who decided before."""
    before = fresh_eyes.those_before(case)
    authors = (deed.staff for deed in case.deeds if is_author(case, deed.staff))
    return tuple(dict.fromkeys([*before, *authors]))


def check_somebody_else(step: Step) -> None:
    """Let pass who neither found nor proposed anything in this cycle. Raises `NotAllowed`."""
    if is_author(step.case, step.actor.id):
        raise not_allowed(
            zh="提出方案、作出调查结论或对小组处置方案表过态的人不能审批该方案。",
            en="Whoever proposed the remedy, recorded the finding or spoke on the task force's plan may not decide on "
            "it.",
        )


def check_authority(step: Step, total_fen: int | None = None) -> Power | None:
    """Let pass whose authority covers a total in fen; none: the case's, with what it already got.

    Gives the power that it takes; none where their own authority is enough. Raises `NotAllowed`.
    """
    case = step.case
    return check_covered(
        case.total_fen if total_fen is None else total_fen,
        actor=step.actor,
        pack=step.policy.pack,
        at=step.at,
        department=case.department,
        had_a_part=lambda staff: is_author(case, staff),
    )


def check_covered(
    total: int, *, actor: Actor, pack: Pack, at: datetime, department: str, had_a_part: Callable[[str], bool]
) -> Power | None:
    """Let pass whose authority, or that of a power they have, covers a total in fen. Raises `NotAllowed`.

    Args:
        total: what is decided on, in fen.
        actor: who decides.
        pack: whose rungs and amounts count.
        at: when.
        department: whose case or claim it is.
        had_a_part: tells whether somebody, by id, had a part in what is decided on.

    Returns:
        The power that it takes; none where their own authority is enough.
    """
    if covers(pack, actor.rung, total):
        return None
    sum_, rung = say_amount(total, pack.currency), RUNGS.get(actor.rung, Words(zh=actor.rung, en=actor.rung))
    said = Words(
        zh=f"合计 {sum_.zh}，超出{rung.zh}的审批权限。", en=f"It comes to {sum_.en}, more than {rung.en} may approve."
    )
    for power in actor.powers:
        because = _why_not(power, total, pack=pack, at=at, department=department)
        if had_a_part(power.of) or had_a_part(actor.id):
            because = because or Words(zh="出借人或使用人参与了该事项", en="one of the two had a part in it")
        if because is None:
            return power
        name = POWERS[power.kind]
        said = Words(
            zh=f"{said.zh}{name.zh} {power.id} 也不适用：{because.zh}。",
            en=f"{said.en} The {name.en} {power.id} does not help: {because.en}.",
        )
    raise not_allowed(zh=said.zh, en=said.en)


def on_record(power: Power | None) -> dict[str, Any]:
    """Give what an event says of the power by which it came about; nothing where none was needed."""
    return {"authority": power.model_dump(mode="json", include={"kind", "id", "of"})} if power else {}


def _why_not(power: Power, total: int, *, pack: Pack, at: datetime, department: str) -> Words | None:
    """Say why a power does not serve; none where it does."""
    if not power.begins_at <= at <= power.ends_at:
        zone = load_zone(pack.zone)
        since, until = say_minute(power.begins_at, zone), say_minute(power.ends_at, zone)
        return Words(zh=f"有效期为 {since} 至 {until}", en=f"it is good from {since} until {until}")
    if power.role not in ALL_DEPARTMENTS and power.department != department:
        return Words(zh="来自其他部门", en="it comes from another department")
    if not covers(pack, power.rung, total):
        return Words(zh="超出出借人自己的权限", en="that is more than whoever gave it may approve")
    if power.amount_fen is not None and total > power.amount_fen:
        most = say_amount(power.amount_fen, pack.currency)
        return Words(zh=f"仅限 {most.zh}", en=f"it goes up to {most.en}")
    return None


def covers(pack: Pack, rung: str, total: int) -> bool:
    """Tell whether a rung is one of the pack's and may approve a total in fen."""
    return rung in pack.ladder and pack.may_approve(rung, total)
