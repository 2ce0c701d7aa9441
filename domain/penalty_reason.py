"""Why a rule imposes a penalty (处罚依据): the reason that the pack gives, or the rule with its facts (E8)."""

from domain.facts import Facts
from domain.pack import Pack
from domain.pack_penalties import PenaltyRow
from domain.penalty import Penalty
from domain.remedy_reason import rule_in_words
from domain.words import Words


def reason(row: PenaltyRow, facts: Facts, *, place: int, currency: str) -> Words:
    """Say why a row, in its place from 0, imposes what it gives."""
    return row.because or rule_in_words(_named(place), row.when, facts, currency=currency)


def why_of(penalty: Penalty, *, pack: Pack | None) -> Words | None:
    """Say by which rule a penalty was imposed; none where people decided. Those from before know its place alone."""
    if penalty.why or penalty.row is None:
        return penalty.why
    known = pack.penalties[penalty.row] if pack and penalty.row < len(pack.penalties) else None
    return (known and known.because) or _named(penalty.row)


def _named(place: int) -> Words:
    return Words(zh=f"处罚规则第 {place + 1} 条", en=f"penalty rule {place + 1}")
