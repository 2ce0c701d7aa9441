"""Pack migration (制度包迁移): a running case goes on by a newer version of its pack (C4; time rules 7 and 14)."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel

from domain import agenda, milestones
from domain.case import Case
from domain.case_milestones import Milestone
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.policy import Policy
from domain.refusals import not_allowed, not_now, not_understood
from domain.step import Step
from domain.words import Words

# Their milestones were cancelled with everything else (rule 10); a contest or an appeal plans by the new version.
_PLANS_NOTHING = frozenset({Stage.DECLINED, Stage.CLOSED, Stage.WITHDRAWN, Stage.MERGED})

_Key = tuple[str, int]


class Due(BaseModel, frozen=True):
    """A milestone and its due instant; `provisional` where the calendar does not cover it."""

    milestone: str
    due_at: datetime
    provisional: bool = False


class Moved(BaseModel, frozen=True):
    """A milestone that is due at another instant now, or at the same for certain."""

    milestone: str
    before: Due
    after: Due


class Moves(BaseModel, frozen=True):
    """What another version of its pack does to a case; `breached` and `met` are those that it makes so at once."""

    from_version: int
    to_version: int
    gained: tuple[Due, ...] = ()
    lost: tuple[Due, ...] = ()
    moved: tuple[Moved, ...] = ()
    met: tuple[str, ...] = ()
    breached: tuple[str, ...] = ()


def migrate(step: Step, *, policy: Policy, actor: Actor) -> Moves:
    """Let the case go on by `policy`, a newer version of its pack, and plan its milestones by that (rule 7).

    Grades, department, handler and every window stay as they are on record. What the new rows make overdue is breached
    at once, with the migration as its reason. Afterwards the step goes on by the new policy.

    Raises:
        NotAllowed: somebody else than an administrator asks.
        NotNow: the case has ended, or goes by this version or a newer one.
        NotUnderstood: the version lacks something that the case stands on.
    """
    if actor.role != "administrator":
        raise not_allowed(zh="只有管理员可以迁移制度包。", en="Only an administrator moves cases to another version.")
    agenda.advance(step)
    before = step.case
    _check(before, old=step.policy, new=policy)
    step.policy = policy
    versions = {"from_version": before.pack_version, "to_version": policy.pack.version}
    step.add(EventKind.MIGRATED, versions, actor=actor)
    if before.stage not in _PLANS_NOTHING:
        milestones.plan(step)
    agenda.advance(step)
    return _compare(before, step.case)


def _check(case: Case, *, old: Policy, new: Policy) -> None:
    version = new.pack.version
    if case.has_ended:
        raise not_now(zh="案件已归档。", en="The case has ended.")
    if case.merging:
        raise not_now(zh="案件正在并案。", en="The case is being merged just now.")
    if version <= case.pack_version:
        raise not_now(
            zh=f"案件已按第 {case.pack_version} 版处理，不能迁移至第 {version} 版。",
            en=f"The case goes by version {case.pack_version} already; {version} is not newer.",
        )
    if lacks := list(_lacks(case, old=old, new=new)):
        raise not_understood(
            zh=f"第 {version} 版没有本案所在的{'、'.join(each.zh for each in lacks)}。",
            en=f"version {version} lacks what the case stands on: {', '.join(each.en for each in lacks)}",
        )


def _lacks(case: Case, *, old: Policy, new: Policy) -> Iterator[Words]:
    pack = new.pack
    if case.department not in pack.departments:
        yield Words(zh=f"部门 {case.department}", en=f"department {case.department!r}")
    if case.category not in pack.catalogue or case.kind not in pack.catalogue[case.category].kinds:
        yield Words(zh=f"分类 {case.category}/{case.kind}", en=f"kind {case.category}/{case.kind}")
    if case.standing_alert and pack.red_alert is None:
        # It would be repeated to nobody, and anybody could acknowledge it.
        yield Words(zh="红色预警", en="red alert")
    # At 0 nothing has been raised: whatever the first rung is called, it is the handler's.
    for place in sorted({case.escalated_to, *(m.rung for m in case.open_milestones)} - {0}):
        rung = old.pack.ladder[place]
        if pack.ladder[place : place + 1] != (rung,):
            yield Words(zh=f"级别 {rung}（第 {place + 1} 级）", en=f"rung {rung!r} as the ladder's no. {place + 1}")


def _compare(before: Case, after: Case) -> Moves:
    old, new = _by_key(before), _by_key(after)
    open_before = {key: m for key, m in old.items() if m.is_open}
    open_after = {key: m for key, m in new.items() if m.is_open}
    both = [(open_before[key], m) for key, m in open_after.items() if key in open_before]
    return Moves(
        from_version=before.pack_version,
        to_version=after.pack_version,
        gained=tuple(_due(m) for key, m in open_after.items() if key not in open_before),
        lost=tuple(_due(m) for key, m in open_before.items() if new[key].cancelled_at),
        moved=tuple(
            Moved(milestone=now.name, before=_due(was), after=_due(now)) for was, now in both if _due(was) != _due(now)
        ),
        met=tuple(m.name for key, m in new.items() if m.met_at and not (key in old and old[key].met_at)),
        breached=tuple(m.name for key, m in new.items() if m.breached_at and not (key in old and old[key].breached_at)),
    )


def _by_key(case: Case) -> dict[_Key, Milestone]:
    return {(m.name, m.cycle): m for m in case.milestones}


def _due(milestone: Milestone) -> Due:
    return Due(milestone=milestone.name, due_at=milestone.due_at, provisional=milestone.provisional)
