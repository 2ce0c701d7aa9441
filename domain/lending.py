"""Lending authority (权限出借与代理): by whom, to whom, how much and how long; on record for ever (E3).

A loan is for an emergency: a team lead or above lends a named colleague an amount, until an instant. A delegation is
for an absence: whoever stands in decides with the absent one's authority. What of it serves in a case is told by
`domain.authority`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from domain.money import say_amount
from domain.pack import Pack
from domain.permissions import COMMANDS_OF_ROLE, EVERYWHERE, LEADS
from domain.power import PowerKind
from domain.refusals import not_allowed, not_now, not_understood

LONGEST: Final = timedelta(days=30)
READERS: Final = LEADS | {"auditor"}


class AuthorityAct(StrEnum):
    """What can stand in the register of authority."""

    LENT = "lent"
    DELEGATED = "delegated"
    REVOKED = "revoked"


class AuthorityEvent(BaseModel):
    """An entry of the register; `private` holds words and is sealed."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    at: datetime
    kind: AuthorityAct
    actor: str
    data: dict[str, Any] = {}
    private: dict[str, Any] = {}


class Colleague(BaseModel):
    """A member of staff as lending sees them."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    role: str
    rung: str
    department: str | None = None
    disabled_at: datetime | None = None


class Grant(BaseModel):
    """What somebody gives: `amount_fen` is the greatest total of a case; none: as much as their own rung has."""

    model_config = ConfigDict(frozen=True)

    kind: PowerKind
    of: str
    to: str
    amount_fen: int | None = None
    begins_at: datetime
    ends_at: datetime
    reason: str


class Loan(Grant):
    """A loan or delegation as the register has it; `given_by` and `revoked_by` are as on a timeline."""

    id: str
    given_at: datetime
    given_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def is_good(self, *, at: datetime) -> bool:
        """Tell whether it may be used at an instant."""
        return self.revoked_at is None and self.begins_at <= at <= self.ends_at


def check(grant: Grant, *, giver: Colleague, taker: Colleague | None, packs: Iterable[Pack], at: datetime) -> None:
    """Let pass what may be given. Raises `NotAllowed`, `NotUnderstood`."""
    if grant.kind is PowerKind.LOAN and giver.role not in LEADS:
        raise not_allowed(zh="组长以上方可出借审批权限。", en="Authority is lent by team leads and up.")
    if grant.to == grant.of:
        raise not_allowed(zh="不能把审批权限给自己。", en="Nobody gives authority to themselves.")
    if taker is None or taker.disabled_at or "approve" not in COMMANDS_OF_ROLE.get(taker.role, frozenset()):
        raise not_understood(
            zh=f"员工 {grant.to} 不能审批方案。",
            en=f"to: staff {grant.to} can approve no remedies, or is not here any more",
        )
    if giver.role not in EVERYWHERE and taker.department != giver.department:
        raise not_allowed(zh="只能给本部门的同事。", en="Authority stays within the department: theirs is another one.")
    _check_time(grant, at=at)
    if grant.amount_fen is not None and not _covers(giver, grant.amount_fen, packs):
        lent = say_amount(grant.amount_fen)
        raise not_allowed(
            zh=f"{lent.zh}超出出借人自己的审批权限。", en=f"{lent.en} is more than the lender may approve."
        )


def check_revoking(loan: Loan, *, actor: Colleague, giver: Colleague | None, packs: Iterable[Pack]) -> None:
    """Let pass who may take a loan back: whoever gave it, or a lead who might have. Raises `NotAllowed`, `NotNow`."""
    _check_may_revoke(loan, actor=actor, giver=giver, packs=packs)
    if loan.revoked_at:
        raise not_now(zh=f"{loan.id} 已被收回。", en=f"{loan.id} was revoked already.")


def _check_may_revoke(loan: Loan, *, actor: Colleague, giver: Colleague | None, packs: Iterable[Pack]) -> None:
    if actor.id == loan.of:
        return
    within = actor.role in EVERYWHERE or (giver is not None and giver.department == actor.department)
    if actor.role not in LEADS or not within or not _is_as_high(actor, loan, giver, tuple(packs)):
        raise not_allowed(
            zh="须由出借人，或本部门权限不低于该额度的组长以上收回。",
            en="It is revoked by whoever gave it, or by a lead of the department whose own authority goes as far.",
        )


def check_reading(staff: str, *, reader: Colleague) -> None:
    """Let pass who may see somebody's loans: themselves, leads and auditors. Raises `NotAllowed`."""
    if reader.id != staff and reader.role not in READERS:
        raise not_allowed(
            zh="借用权限由本人、组长以上及审计人员查阅。",
            en="Loans are read by whom they concern, by team leads and up, and by auditors.",
        )


def _check_time(grant: Grant, *, at: datetime) -> None:
    if grant.ends_at <= max(grant.begins_at, at):
        raise not_understood(zh="截止时间须晚于开始时间和现在。", en="until: must lie ahead, and after the beginning")
    if grant.kind is PowerKind.LOAN and grant.ends_at - grant.begins_at > LONGEST:
        raise not_understood(
            zh=f"一次最多出借 {LONGEST.days} 天。", en=f"until: a loan is for {LONGEST.days} days at most"
        )


def _covers(person: Colleague, amount_fen: int, packs: Iterable[Pack]) -> bool:
    """Tell whether somebody's own rung has that much under any pack; each case asks again by its own."""
    return any(person.rung in pack.ladder and pack.may_approve(person.rung, amount_fen) for pack in packs)


def _is_as_high(actor: Colleague, loan: Loan, giver: Colleague | None, packs: tuple[Pack, ...]) -> bool:
    if loan.amount_fen is not None:
        return _covers(actor, loan.amount_fen, packs)
    ladders = [pack.ladder for pack in packs if giver and {actor.rung, giver.rung} <= set(pack.ladder)]
    return any(ladder.index(actor.rung) >= ladder.index(giver.rung) for ladder in ladders if giver)
