"""Remedies (处理方案): proposed by public rules or by hand, approved by others with the authority (E1–E3, E5)."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain import force_gate, milestones, payments
from domain.case_facts import facts_of
from domain.case_remedies import Remedy, RemedyStatus
from domain.command import StaffCommand
from domain.complaint import Fen, Key, ShortText
from domain.events import Actor
from domain.expressions import ExpressionFailed
from domain.kinds import EventKind, RemedyKind, Stage
from domain.permissions import LEADS
from domain.refusals import not_allowed, not_now, not_understood
from domain.step import Step
from domain.words import Words

AUTHORS = frozenset(
    {
        EventKind.FINDING_RECORDED,
        EventKind.REMEDY_PROPOSED,
        EventKind.PLAN_DRAFTED,
        EventKind.PLAN_AGREED,
        EventKind.PLAN_DISSENTED,
    }
)
CASHIERS = LEADS | {"finance"}


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
        if amount <= 0 and (given or row.give.kind.is_automatic):
            continue
        number = first + len(remedies)
        remedies.append(_remedy(step, number, kind=row.give.kind, amount_fen=amount, rule=row.rule))
    return remedies


def _remedy(
    step: Step, number: int, *, kind: RemedyKind, amount_fen: int, rule: str | None = None, note: str | None = None
) -> Remedy:
    case = step.case
    # The id is the key of the payment: a place in the case, so a repeated step gives the same one.
    return Remedy(
        id=f"{case.tracking_number}-R{number}",
        kind=kind,
        amount_fen=amount_fen,
        rule=rule,
        note=note,
        cycle=case.cycle,
    )


def put_forward(step: Step, remedies: list[Remedy], *, actor: Actor | None = None) -> None:
    """Put remedies on the table."""
    names = {"id", "kind", "amount_fen", "rule"}
    step.add(
        EventKind.REMEDY_PROPOSED,
        {"remedies": [remedy.model_dump(mode="json", include=names) for remedy in remedies]},
        private={"notes": {remedy.id: remedy.note for remedy in remedies if remedy.note}},
        actor=actor,
    )


class ProposedRemedy(BaseModel):
    """One remedy as staff propose it; money, vouchers and extensions need an amount in fen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: RemedyKind
    amount_fen: Fen | None = None
    note: ShortText | None = None


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
        milestones.end_waiting(step)
        put_forward(step, remedies)


def by_hand(step: Step, proposed: Sequence[ProposedRemedy]) -> list[Remedy]:
    """Give the remedies that people name. Raises `NotUnderstood` where one that needs an amount has none."""
    first = len(step.case.remedies) + 1
    for each in proposed:
        if each.kind.is_automatic and not each.amount_fen:
            raise not_understood(
                zh=f"{each.kind} 必须写明大于零的金额（分）。",
                en=f"remedies: a {each.kind} needs amount_fen above zero",
            )
    return [
        _remedy(step, first + i, kind=each.kind, amount_fen=each.amount_fen or 0, note=each.note)
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

    def decide(self, step: Step) -> None:
        """Offer the approved remedies to the complainant and let the silence window begin."""
        check_somebody_else(step)
        check_authority(step)
        milestones.end_waiting(step)
        approve(step, note=self.note)


def approve(step: Step, *, note: str | None) -> None:
    """Offer what is on the table to the complainant, and let the silence window begin."""
    silence_at = step.at + step.policy.pack.silence.after
    step.add(
        EventKind.REMEDY_APPROVED,
        {"total_fen": step.case.total_fen, "silence_at": silence_at.isoformat()},
        private={"note": note},
    )
    milestones.pause(step)


def check_somebody_else(step: Step) -> None:
    """Let pass who neither found nor proposed anything in this cycle. Raises `NotAllowed`."""
    case, actor = step.case, step.actor
    if any(deed.staff == actor.id and deed.cycle == case.cycle and deed.what in AUTHORS for deed in case.deeds):
        raise not_allowed(
            zh="提出方案、作出调查结论或对小组处置方案表过态的人不能审批该方案。",
            en="Whoever proposed the remedy, recorded the finding or spoke on the task force's plan may not decide on "
            "it.",
        )


def check_authority(step: Step, total_fen: int | None = None) -> None:
    """Let pass whose rung may approve the case's total, or `total_fen`. Raises `NotAllowed`."""
    total = step.case.total_fen if total_fen is None else total_fen
    rung, pack = step.actor.rung, step.policy.pack
    if rung not in pack.ladder or not pack.may_approve(rung, total):
        raise not_allowed(
            zh=f"方案合计 {total} 分，超出 {rung} 的审批权限。",
            en=f"The remedies come to {total} fen, more than {rung} may approve.",
        )


class SendBack(StaffCommand):
    """Send a proposal back to the investigation: decided by the same people as an approval."""

    name: ClassVar[str] = "send-back"
    title: ClassVar[Words] = Words(zh="退回方案", en="Send the remedy back")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.DECIDING})

    note: ShortText | None = None

    def decide(self, step: Step) -> None:
        """Drop what was proposed."""
        check_somebody_else(step)
        check_authority(step)
        milestones.end_waiting(step)
        step.add(EventKind.SENT_BACK, {}, private={"note": self.note})


class ConfirmRemedy(StaffCommand):
    """Confirm that a remedy was carried out by hand; money that no gateway took is for finance and leads."""

    name: ClassVar[str] = "confirm-remedy"
    title: ClassVar[Words] = Words(zh="确认已执行", en="Confirm a remedy was carried out")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.REMEDYING})

    remedy: Key
    how: ShortText

    def decide(self, step: Step) -> None:
        """Mark it done; after the last one the case is resolved."""
        remedy = step.case.remedy(self.remedy)
        if remedy is None or not remedy.counts:
            raise not_understood(
                zh=f"本案没有方案 {self.remedy}。", en=f"remedy: this case has no remedy {self.remedy!r}"
            )
        if remedy.is_settled:
            raise not_now(zh="该方案已执行。", en="This remedy was carried out already.")
        if remedy.status is RemedyStatus.PAYING:
            raise not_now(zh="正在支付，请等待支付结果。", en="A payment is under way; wait for what becomes of it.")
        if remedy.kind.is_automatic and step.actor.role not in CASHIERS:
            raise not_allowed(
                zh="款项由财务或组长以上确认。", en="Money is confirmed by finance or a team lead and up."
            )
        data = {"remedy": remedy.id, "kind": remedy.kind, "amount_fen": remedy.amount_fen}
        step.add(EventKind.REMEDY_CONFIRMED, data, private={"how": self.how})
        payments.finish(step)
