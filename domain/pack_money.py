"""What a policy pack says of money: its currency, and the supervised account that mass refunds come from (E9)."""

from domain.pack_sections import Section
from domain.words import Words


class Escrow(Section):
    """A supervised account (监管账户): rows of `remedies` that give `from: escrow` are paid out of it."""

    name: Words
