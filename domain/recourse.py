"""Recourse (追偿): what was paid in advance is claimed from who is responsible, until it is recovered or given up (E4).

A claim is `open` until it is sent, then `claimed`, or `disputed`, and at the end `recovered` or `written_off`. What
comes in and what is given up add up to what was paid, never to more.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.authority import check_covered, on_record
from domain.changes import Change
from domain.complaint import MAX_FEN, Name, ShortText
from domain.events import Actor
from domain.kinds import EventKind
from domain.matter import Changes, Matter, MatterStep, due, over
from domain.matter_commands import MatterCommand
from domain.matter_deadlines import due_data
from domain.matter_events import MatterEvent, MatterEventKind
from domain.money import say_amount, stated
from domain.permissions import LEADS
from domain.power import Power
from domain.refusals import not_allowed, not_now, not_understood
from domain.words import Words

COLLECTORS: Final = LEADS | {"investigator", "finance"}
SENT: Final = frozenset({"claimed", "disputed"})

SomeFen = Annotated[int, Field(gt=0, le=MAX_FEN, strict=True)]
Reference = Annotated[Name, StringConstraints(max_length=64)]


class Recovery(BaseModel):
    """Money that came in; its reference is the bank's or the payer's, and counts once."""

    model_config = ConfigDict(frozen=True)

    reference: str
    amount_fen: int


class Recourse(Matter):
    """A claim; `responsible` is who has to bear it, `against` whom it was sent to, by name."""

    amount_fen: int
    responsible: str
    remedies: tuple[str, ...] = ()
    recovered_fen: int = 0
    written_off_fen: int = 0
    recoveries: tuple[Recovery, ...] = ()
    claimed_by: str = ""
    against: str | None = None
    text: str | None = None

    words: ClassVar[tuple[str, ...]] = ("against", "text")
    folds: ClassVar[Mapping[MatterEventKind, Callable[[Any, MatterEvent], Changes]]] = {
        MatterEventKind.CLAIMED: lambda claim, event: (
            {"state": "claimed", "claimed_by": event.actor.removeprefix("staff:")} | event.private | due(event)
        ),
        MatterEventKind.DISPUTED: lambda claim, event: {"state": "disputed"},
        MatterEventKind.RECOVERED: lambda claim, event: claim.with_money(
            event,
            recovered_fen=claim.recovered_fen + event.data["amount_fen"],
            recoveries=(
                *claim.recoveries,
                Recovery(reference=event.private.get("reference", ""), amount_fen=event.data["amount_fen"]),
            ),
        ),
        MatterEventKind.WRITTEN_OFF: lambda claim, event: claim.with_money(
            event, written_off_fen=claim.written_off_fen + event.data["amount_fen"]
        ),
    }

    @property
    def open_fen(self) -> int:
        """Give what has neither come in nor been given up."""
        return self.amount_fen - self.recovered_fen - self.written_off_fen

    def with_money(self, event: MatterEvent, **money: Any) -> Changes:
        """Give what money changes: with nothing left open, the claim is over."""
        settled = self.model_copy(update=money)
        if settled.open_fen > 0:
            return money
        return money | over(event, "written_off" if settled.written_off_fen else "recovered")


def outcome(claim: Recourse) -> tuple[EventKind, dict[str, Any]]:
    """Give what the case is told at the end."""
    names = {"state", "amount_fen", "recovered_fen", "written_off_fen"}
    return EventKind.RECOURSE_CLOSED, claim.model_dump(include=names)


class SendClaim(MatterCommand):
    """Say that the claim was sent, to whom and in which words; from here on the money is waited for."""

    name: ClassVar[str] = "send-claim"
    title: ClassVar[Words] = Words(zh="发出追偿函", en="Send the claim")
    states: ClassVar[frozenset[str] | None] = frozenset({"open"})
    roles: ClassVar[frozenset[str]] = LEADS | {"investigator"}
    example: ClassVar[dict[str, Any]] = {
        "against": "某某电池厂",
        "text": "贵司电池自燃致人受伤，我司已先行赔付 3,000 元，请于 30 日内支付。",
    }

    against: Name
    text: ShortText

    def decide(self, step: MatterStep) -> None:
        """Put the claim on record, and let the time run in which the money is to be in."""
        section = step.policy.pack.recourse
        data = (
            due_data(
                section.recover_within,
                start=step.at,
                remind_before=section.remind_before,
                policy=step.policy,
                region=step.matter.region,
            )
            if section
            else {}
        )
        step.add(MatterEventKind.CLAIMED, data, private={"against": self.against, "text": self.text})


class DisputeClaim(MatterCommand):
    """Record that the claim is disputed; what is due stays due."""

    name: ClassVar[str] = "dispute"
    title: ClassVar[Words] = Words(zh="记录对方异议", en="Record a dispute")
    states: ClassVar[frozenset[str] | None] = frozenset({"claimed"})
    roles: ClassVar[frozenset[str]] = LEADS | {"investigator"}
    example: ClassVar[dict[str, Any]] = {"reason": "对方认为起火原因尚未查明。"}

    reason: ShortText

    def decide(self, step: MatterStep) -> None:
        """Put it on record."""
        step.add(MatterEventKind.DISPUTED, private={"reason": self.reason})


class RecordRecovery(MatterCommand):
    """Record money that came in; parts of it add up, and the same reference counts once."""

    name: ClassVar[str] = "record-recovery"
    title: ClassVar[Words] = Words(zh="登记追回款", en="Record a recovery")
    states: ClassVar[frozenset[str] | None] = SENT
    roles: ClassVar[frozenset[str]] = COLLECTORS
    example: ClassVar[dict[str, Any]] = {"amount_fen": 100000, "currency": "CNY", "reference": "ICBC-20260310-0042"}

    amount_fen: SomeFen
    currency: str | None = Field(default=None, max_length=3)
    reference: Reference

    def decide(self, step: MatterStep) -> None:
        """Put the money on record; with nothing left open the claim is recovered."""
        claim = _claim(step)
        currency = step.policy.pack.currency
        if self.currency not in {None, currency}:
            raise not_understood(
                zh=f"本制度的币种为 {currency}，不能登记 {self.currency}。",
                en=f"currency: money is counted in {currency} here, not in {self.currency!r}",
            )
        known = next((each for each in claim.recoveries if each.reference == self.reference), None)
        if known and known.amount_fen == self.amount_fen:
            return
        if known:
            said = say_amount(known.amount_fen, currency)
            raise not_now(
                zh=f"流水号 {self.reference} 已登记 {said.zh}。",
                en=f"The reference {self.reference} is on record with {said.en}.",
            )
        _check_open(self.amount_fen, claim, currency)
        data = {"amount_fen": self.amount_fen, **stated(currency)}
        step.add(MatterEventKind.RECOVERED, data, private={"reference": self.reference})


class WriteOff(MatterCommand):
    """Give up what is open, or a part of it: by somebody who did not send the claim, and whose authority covers it.

    Parts add up: whoever writes off another one needs authority over all of them.
    """

    name: ClassVar[str] = "write-off"
    title: ClassVar[Words] = Words(zh="核销", en="Write off")
    roles: ClassVar[frozenset[str]] = COLLECTORS - {"finance"}
    example: ClassVar[dict[str, Any]] = {"reason": "对方已注销，无可追偿。"}

    amount_fen: SomeFen | None = None
    reason: ShortText

    def decide(self, step: MatterStep) -> None:
        """Put it on record; with nothing left open the claim is over."""
        claim = _claim(step)
        amount = self.amount_fen or claim.open_fen
        _check_open(amount, claim, step.policy.pack.currency)
        if step.actor.id == claim.claimed_by:
            raise not_allowed(zh="发出追偿函的人不能核销该笔追偿。", en="Whoever sent the claim may not write it off.")
        power = self._authority(step, claim, amount)
        data = {"amount_fen": amount, **stated(step.policy.pack.currency), **on_record(power)}
        step.add(MatterEventKind.WRITTEN_OFF, data, private={"reason": self.reason})

    def _authority(self, step: MatterStep, claim: Recourse, amount_fen: int) -> Power | None:
        """Give the power that it takes to give up this with all that was given up before. Raises `NotAllowed`."""
        before = claim.written_off_fen if step.follows(Change.WRITE_OFFS_ADD_UP) else 0
        return check_covered(
            before + amount_fen,
            actor=step.actor,
            pack=step.policy.pack,
            at=step.at,
            department=claim.department,
            had_a_part=lambda staff: bool(staff) and staff == claim.claimed_by,
        )

    @classmethod
    def is_offered(cls, matter: Any, reader: Actor) -> bool:
        """Tell whether somebody else sent the claim."""
        return bool(reader.id != matter.claimed_by)


def _check_open(amount_fen: int, claim: Recourse, currency: str) -> None:
    if amount_fen > claim.open_fen:
        still = say_amount(claim.open_fen, currency)
        raise not_understood(
            zh=f"尚待追回 {still.zh}，不能超过该金额。",
            en=f"amount_fen: {still.en} is open, and no more can be taken from it",
        )


def _claim(step: MatterStep) -> Recourse:
    if not isinstance(step.matter, Recourse):
        raise TypeError(f"{step.matter.id} is no claim")
    return step.matter
