"""Currencies, and the account that money comes from (E5, E9)."""

from typing import Annotated, Final, Literal

from pydantic import StringConstraints

CNY: Final = "CNY"
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""A currency by its three letters (ISO 4217)."""

ESCROW: Final = "escrow"


def stated(currency: str) -> dict[str, str]:
    """Give a currency as it stands in events: not at all where it is the usual one."""
    return {} if currency == CNY else {"currency": currency}


PayingAccount = Literal["", "escrow"]
"""Where a payment comes from: the house's own account, or the supervised one."""
