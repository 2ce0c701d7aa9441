"""The ledger as finance and auditors read it (E9); amounts in the currency's smallest unit, credits below zero."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from domain.ledger import ACCOUNT_TITLES, Account
from storage.ledger_book import Balance, Transaction


class EntryView(BaseModel):
    """One side of a transaction."""

    account: str = Field(examples=["remedies.refund"])
    title: str
    amount_fen: int


class TransactionView(BaseModel):
    """A transaction; its entries add up to nothing."""

    id: int
    key: str
    what: str = Field(description="A word for machines: the kind of remedy, `escrow_funded`, `reversal`.")
    reference: str = Field(description="The tracking number, or what else it is about.")
    subject: str = Field(description="The remedy that was paid, or the bank's reference.")
    at: datetime
    currency: str
    posted_by: str
    corrects: str | None = Field(description="The key of the transaction that this one reverses.")
    entries: list[EntryView]


class LedgerList(BaseModel):
    """A page of transactions, the newest first."""

    items: list[TransactionView]
    next: str | None = None


class AccountView(BaseModel):
    """What an account has in a currency."""

    account: str
    title: str
    sort: str = Field(description="`asset`, `liability`, `expense` or `income`.")
    currency: str = Field(description="Empty where nothing went through it.")
    balance_fen: int
    debit_fen: int
    credit_fen: int


class AccountList(BaseModel):
    """Every account."""

    items: list[AccountView]


class DayView(BaseModel):
    """What went through an account on a local day."""

    day: date
    account: str
    title: str
    currency: str
    debit_fen: int
    credit_fen: int


class Totals(BaseModel):
    """Daily totals, and whose days they are."""

    zone: str
    items: list[DayView]


class Funding(BaseModel):
    """What became of funding the supervised account."""

    state: Literal["asked", "posted"] = Field(description="`asked` until a second person says the same.")


def account_title(account: str, language: str) -> str:
    """Say what an account is called."""
    return ACCOUNT_TITLES[Account(account)].in_(language)


def transaction_views(items: Sequence[Transaction], language: str) -> list[TransactionView]:
    """Give transactions as they are read."""
    return [
        TransactionView(
            **{name: value for name, value in item._asdict().items() if name != "entries"},
            entries=[
                EntryView(account=account, title=account_title(account, language), amount_fen=amount)
                for account, amount in item.entries
            ],
        )
        for item in items
    ]


def account_views(balances: Sequence[Balance], language: str) -> list[AccountView]:
    """Give balances as they are read."""
    return [AccountView(**each._asdict(), title=account_title(each.account, language)) for each in balances]
