"""Remedies (处理方案): proposed by public rules or by hand, approved by others with the authority (E1–E3, E5)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain import advance, force_gate, milestones, payments, refund_limit, remedy_reason
from domain.authority import check_authority, check_somebody_else, on_record
from domain.case_facts import facts_of
from domain.case_remedies import Days, Remedy
from domain.command import StaffCommand
from domain.complaint import Fen, ShortText
from domain.events import Actor
from domain.expressions import ExpressionFailed
from domain.kinds import EventKind, RemedyKind, Stage
from domain.money import say_amount
from domain.power import Power
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.words import Words


def by_rules(step: Step) -> list[Remedy]:
    """Give what the pack's rules promise on the established facts, each with its rule (E2).

    What a rule has given in this case already, in whatever cycle, it does not give again; only what is missing.
    Raises `ExpressionFailed` where an amount cannot be computed: never a wrong amount.
    """
    case, facts = step.case, facts_of(step.case)
    first = len(case.remedies) + 1
    remedies: list[Remedy] = []
    for row in step.policy.pack.remedy_rows(facts):
        given = [remedy.amount_fen for remedy in case.remedies if remedy.rule == row.rule and remedy.counts]
        amount = (row.give.amount_fen.fen(facts) if row.give.amount_fen else 0) - sum(given)
        days = 0 if given else row.give.days or 0
        if amount <= 0 and (given or (row.give.kind.is_automatic and not days)):
            continue
        number = first + len(remedies)
        remedy = _remedy(step, number, kind=row.give.kind, amount_fen=amount, rule=row.rule)
        changes: dict[str, Any] = {"account": row.give.from_ or "", "days": days}
        if row.because:
            changes["because"] = remedy_reason.reason(
                row, facts, amount_fen=amount, given_fen=sum(given), currency=step.policy.pack.currency
            )
        remedies.append(remedy.model_copy(update=changes))
    return remedies


def _remedy(
    step: Step,
    number: int,
    *,
    kind: RemedyKind,
    amount_fen: int,
    rule: str | None = None,
    note: str | None = None,
    days: int = 0,
) -> Remedy:
    case = step.case
    # The id is the key of the payment: a place in the case, so a repeated step gives the same one.
    return Remedy(
        id=f"{case.tracking_number}-R{number}",
        kind=kind,
        amount_fen=amount_fen,
        rule=rule,
        note=note,
        days=days,
        cycle=case.cycle,
    )


def put_forward(step: Step, remedies: list[Remedy], *, actor: Actor | None = None) -> None:
    """Put remedies on the table."""
    step.add(
        EventKind.REMEDY_PROPOSED,
        {"remedies": in_the_open(remedies)},
        private={"notes": notes_on(remedies)},
        actor=actor,
    )


def in_the_open(remedies: Sequence[Remedy]) -> list[dict[str, Any]]:
    """Give remedies as they stand in the open part of an event that puts them on a case."""
    return [_in_the_open(remedy) for remedy in remedies]


def notes_on(remedies: Sequence[Remedy]) -> dict[str, str]:
    """Give what people wrote of remedies, by id: the sealed part of such an event."""
    return {remedy.id: remedy.note for remedy in remedies if remedy.note}


def _in_the_open(remedy: Remedy) -> dict[str, Any]:
    said = remedy.model_dump(mode="json", include={"id", "kind", "amount_fen", "rule"})
    more = remedy.model_dump(mode="json", include={"account", "days"}, exclude_defaults=True)
    return said | more | remedy.model_dump(mode="json", include={"because"}, exclude_none=True)


class ProposedRemedy(BaseModel):
    """One remedy as staff propose it; money and vouchers need an amount in fen, extensions that or days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: RemedyKind
    amount_fen: Fen | None = None
    note: ShortText | None = None
    days: Days | None = None

    def check(self) -> None:
        """Let pass what says how much it is. Raises `NotUnderstood`."""
        if self.days and not self.kind.lasts:
            raise not_understood(
                zh=f"{self.kind} 不能写天数。", en=f"remedies: a {self.kind} does not last for days; leave days out"
            )
        is_free = self.kind is RemedyKind.EXTENSION and self.days
        if self.kind.is_automatic and not self.amount_fen and not is_free:
            raise not_understood(
                zh=f"{self.kind} 必须写明大于零的金额（分）。",
                en=f"remedies: a {self.kind} needs amount_fen above zero",
            )

    def in_the_open(self) -> dict[str, Any]:
        """Give what of it stands in the open part of an event."""
        said = self.model_dump(mode="json", include={"kind", "amount_fen"})
        return said | ({"days": self.days} if self.days else {})


class Propose(StaffCommand):
    """Propose remedies; an empty list lets the pack's rules propose."""

    name: ClassVar[str] = "propose"
    title: ClassVar[Words] = Words(zh="提出处理方案", en="Propose a remedy")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.INVESTIGATING})

    remedies: tuple[ProposedRemedy, ...] = Field(default=(), max_length=20)

    def decide(self, step: Step) -> None:
        """Put the remedies on the table; the case goes to whoever has the authority."""
        force_gate.check_settled(step)
        remedies = by_hand(step, self.remedies) if self.remedies else rules_or_refusal(step)
        if not remedies:
            raise not_now(
                zh="没有任何补偿规则适用；请写明方案。",
                en="No remedy rule applies to the established facts; name a remedy.",
            )
        refund_limit.check(step, remedies)
        milestones.end_waiting(step)
        put_forward(step, remedies)


def by_hand(step: Step, proposed: Sequence[ProposedRemedy]) -> list[Remedy]:
    """Give the remedies that people name. Raises `NotUnderstood` where one that needs an amount has none."""
    first = len(step.case.remedies) + 1
    for each in proposed:
        each.check()
    return [
        _remedy(step, first + i, kind=each.kind, amount_fen=each.amount_fen or 0, note=each.note, days=each.days or 0)
        for i, each in enumerate(proposed)
    ]


def rules_or_refusal(step: Step) -> list[Remedy]:
    """Give what the rules promise. Raises `NotUnderstood` where an amount cannot be computed."""
    try:
        return by_rules(step)
    except ExpressionFailed as error:
        raise not_understood(zh=f"金额无法计算：{error}", en=f"an amount cannot be computed: {error}") from error


class Approve(StaffCommand):
    """Approve what is on the table: somebody else, whose authority covers the case's total (E3)."""

    name: ClassVar[str] = "approve"
    title: ClassVar[Words] = Words(zh="批准方案", en="Approve the remedy")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.DECIDING})

    note: ShortText | None = None
    total_fen: Fen | None = None

    def decide(self, step: Step) -> None:
        """Offer the approved remedies to the complainant and let the silence window begin."""
        total = step.case.total_fen
        if self.total_fen is not None and self.total_fen != total:
            now, read = (say_amount(fen, step.policy.pack.currency) for fen in (total, self.total_fen))
            raise not_now(
                zh=f"方案合计现为 {now.zh}，不再是 {read.zh}，请核对后再审批。",
                en=f"The total is {now.en} now, not {read.en}; look again, then decide.",
            )
        check_somebody_else(step)
        power = check_authority(step)
        refund_limit.check(step, step.case.remedies)
        milestones.end_waiting(step)
        approve(step, note=self.note, power=power)


def approve(step: Step, *, note: str | None, power: Power | None = None) -> None:
    """Offer what is on the table to the complainant, by `power` where it took one; the silence window begins.

    What the public rules promise in another's stead is paid at once (E4).
    """
    if advance.asks_no_consent(step):
        data = {"in_advance": True, "total_fen": step.case.total_fen, **on_record(power)}
        step.add(EventKind.REMEDY_APPROVED, data, private={"note": note})
        payments.carry_out(step)
        return
    silence_at = step.at + step.policy.pack.silence.after
    step.add(
        EventKind.REMEDY_APPROVED,
        {"total_fen": step.case.total_fen, "silence_at": silence_at.isoformat(), **on_record(power)},
        private={"note": note},
    )
    milestones.pause(step)


class SendBack(StaffCommand):
    """Send a proposal back to the investigation: decided by the same people as an approval."""

    name: ClassVar[str] = "send-back"
    title: ClassVar[Words] = Words(zh="退回方案", en="Send the remedy back")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.DECIDING})

    note: ShortText | None = None

    def decide(self, step: Step) -> None:
        """Drop what was proposed."""
        check_somebody_else(step)
        power = check_authority(step)
        milestones.end_waiting(step)
        step.add(EventKind.SENT_BACK, on_record(power), private={"note": self.note})
