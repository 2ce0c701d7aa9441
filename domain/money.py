"""Currencies, and the account that money comes from (E5, E9)."""

from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from domain.words import Words

CNY: Final = "CNY"
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""A currency by its three letters (ISO 4217)."""

ESCROW: Final = "escrow"


def stated(currency: str) -> dict[str, str]:
    """Give a currency as it stands in events: not at all where it is the usual one."""
    return {} if currency == CNY else {"currency": currency}


def say_amount(fen: int, currency: str = CNY) -> Words:
    """Say an amount: `12.00 元`, `¥12.00`, `USD 12.00`."""
    said = f"{fen // 100:,}.{fen % 100:02}"
    return (
        Words(zh=f"{said} 元", en=f"¥{said}")
        if currency == CNY
        else Words(zh=f"{currency} {said}", en=f"{currency} {said}")
    )


PayingAccount = Literal["", "escrow"]
"""Where a payment comes from: the house's own account, or the supervised one."""
