"""What a policy pack says of money: its currency, and the supervised account that mass refunds come from (E9)."""

import re
from typing import Annotated

from pydantic import AfterValidator

from domain.pack_sections import Section
from domain.words import Words


def _check_letters(currency: str) -> str:
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ValueError("a currency is three capital letters (ISO 4217), such as CNY")
    return currency


PackCurrency = Annotated[str, AfterValidator(_check_letters)]
"""The currency in which a pack pays."""


class Escrow(Section):
    """A supervised account (监管账户): rows of `remedies` that give `from: escrow` are paid out of it."""

    name: Words
