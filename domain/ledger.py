"""The ledger (账簿): what a case's events mean in money, as transactions whose entries add up to nothing (E5, E9).

Amounts are integers of the currency's smallest unit (fen of CNY): above zero a debit, below it a credit.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, model_validator

from domain.case import Case
from domain.case_remedies import Remedy
from domain.events import Event
from domain.kinds import EventKind, RemedyKind
from domain.matter_events import MatterEvent, MatterEventKind
from domain.money import CNY, ESCROW
from domain.words import Words


class Account(StrEnum):
    """What money is kept as."""

    CASH = "cash"
    ESCROW = "escrow"
    VOUCHERS = "vouchers"
    REFUNDS = "remedies.refund"
    COMPENSATION = "remedies.compensation"
    VOUCHER_COSTS = "remedies.voucher"
    EXTENSIONS = "remedies.extension"
    RECOURSE = "recourse_receivable"
    WRITTEN_OFF = "written_off"
    RECOVERED = "recovered"


ACCOUNT_TITLES: Final[dict[Account, Words]] = {
    Account.CASH: Words(zh="银行存款", en="Cash"),
    Account.ESCROW: Words(zh="监管账户", en="Escrow"),
    Account.VOUCHERS: Words(zh="已发放的券与延期", en="Vouchers and extensions issued"),
    Account.REFUNDS: Words(zh="处理支出：退款", en="Remedies: refunds"),
    Account.COMPENSATION: Words(zh="处理支出：赔偿", en="Remedies: compensation"),
    Account.VOUCHER_COSTS: Words(zh="处理支出：优惠券", en="Remedies: vouchers"),
    Account.EXTENSIONS: Words(zh="处理支出：延期", en="Remedies: extensions"),
    Account.RECOURSE: Words(zh="应收追偿款", en="Recourse receivable"),
    Account.WRITTEN_OFF: Words(zh="追偿核销", en="Written off"),
    Account.RECOVERED: Words(zh="已追回", en="Recovered"),
}

EXPENSES: Final[dict[RemedyKind, Account]] = {
    RemedyKind.REFUND: Account.REFUNDS,
    RemedyKind.COMPENSATION: Account.COMPENSATION,
    RemedyKind.VOUCHER: Account.VOUCHER_COSTS,
    RemedyKind.EXTENSION: Account.EXTENSIONS,
}
"""What a remedy costs goes here; kinds that move nothing of worth are not in the ledger."""

CLAIM_ACCOUNTS: Final[dict[MatterEventKind, Account]] = {
    MatterEventKind.RECOVERED: Account.RECOVERED,
    MatterEventKind.WRITTEN_OFF: Account.WRITTEN_OFF,
}
"""Where what is taken off a claim goes to."""


class LedgerEntry(BaseModel):
    """One line of a transaction."""

    model_config = ConfigDict(frozen=True)

    account: Account
    amount_fen: int


class Posting(BaseModel):
    """A transaction to be posted once per `key`.

    `what` is a word for machines, `reference` the tracking number or what else it is about, `subject` the remedy or
    other thing that was paid. `book` names the neighbours' list in which it stands there, too; none: a hand moved it.
    Case events name their `sequence`; `corrects` is the key of the transaction that this one reverses.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    what: str
    reference: str
    subject: str
    at: datetime
    entries: tuple[LedgerEntry, ...]
    book: str | None = None
    currency: str = CNY
    sequence: int | None = None
    posted_by: str = "system"
    corrects: str | None = None

    @model_validator(mode="after")
    def _check_balance(self) -> Self:
        if len(self.entries) < 2 or any(entry.amount_fen == 0 for entry in self.entries):
            raise ValueError(f"transaction {self.key} needs two entries or more, none of them of 0 fen")
        if balance := sum(entry.amount_fen for entry in self.entries):
            raise ValueError(f"the entries of transaction {self.key} are {balance} fen out of balance")
        return self


def moved(amount_fen: int, *, debit: Account, credit: Account) -> tuple[LedgerEntry, LedgerEntry]:
    """Give the two entries of an amount that goes from `credit` to `debit`."""
    return LedgerEntry(account=debit, amount_fen=amount_fen), LedgerEntry(account=credit, amount_fen=-amount_fen)


def postings(case: Case, events: Iterable[Event]) -> Iterator[Posting]:
    """Give what a step of a case posts; `case` is the state after it."""
    for event in events:
        if event.kind is EventKind.ADVANCE_PAID:
            yield _claimed(case, event)
        elif event.kind in {EventKind.PAID, EventKind.REMEDY_DONE, EventKind.REMEDY_CONFIRMED}:
            remedy = case.remedy(event.data["remedy"])
            amount = event.data.get("amount_fen", remedy.amount_fen if remedy else 0)
            if remedy and remedy.kind in EXPENSES and amount > 0:
                yield _carried_out(case, remedy, event, amount_fen=amount)


def _claimed(case: Case, event: Event) -> Posting:
    """Take what was paid in another's stead for owed by them, and no longer for a cost of the house."""
    remedy = next(each for each in case.remedies if each.id == event.data["remedy"])
    return Posting(
        key=f"advance {remedy.id}",
        what="advance",
        reference=case.tracking_number,
        subject=remedy.id,
        at=event.at,
        entries=moved(event.data["amount_fen"], debit=Account.RECOURSE, credit=EXPENSES[remedy.kind]),
        currency=event.data.get("currency", CNY),
        sequence=event.sequence,
    )


def matter_postings(matter: str, events: Iterable[MatterEvent], *, reference: str) -> Iterator[Posting]:
    """Give what a step of a matter posts: a claim's money comes in, or is given up. `reference` is its case."""
    for event in events:
        if account := CLAIM_ACCOUNTS.get(event.kind):
            yield Posting(
                key=f"{matter} {event.sequence}",
                what=event.kind.value,
                reference=reference,
                subject=matter,
                at=event.at,
                entries=moved(event.data["amount_fen"], debit=account, credit=Account.RECOURSE),
                currency=event.data.get("currency", CNY),
                posted_by=event.actor,
            )


def _carried_out(case: Case, remedy: Remedy, event: Event, *, amount_fen: int) -> Posting:
    by_hand = event.kind is EventKind.REMEDY_CONFIRMED
    source = Account.CASH if remedy.kind.is_money else Account.VOUCHERS
    if event.data.get("account") == ESCROW:
        source = Account.ESCROW
    return Posting(
        key=f"remedy {remedy.id}",
        what=f"{remedy.kind}_by_hand" if by_hand else remedy.kind.value,
        reference=case.tracking_number,
        subject=remedy.id,
        at=event.at,
        entries=moved(amount_fen, debit=EXPENSES[remedy.kind], credit=source),
        book=None if by_hand else ("payments" if remedy.kind.is_money else "vouchers"),
        currency=event.data.get("currency", CNY),
        sequence=event.sequence,
        posted_by=event.actor if by_hand else "system",
    )
