"""Vocabulary: which words a fact can be in a pack, and which values its conditions ask about."""

from collections.abc import Collection, Iterator
from typing import Final

from domain.cel_tree import Node
from domain.facts import FACT_TYPES
from domain.kinds import AmountBand, Channel, Emotion, Responsible, Severity, Urgency
from domain.pack import Pack

_COMPARISONS: Final = frozenset({"_==_", "_!=_", "@in"})


def words_of(pack: Pack) -> dict[str, Collection[str]]:
    """Give the words that each fact of a closed list can be; a fact that is not here can be any text."""
    return {
        "service_line": pack.service_lines,
        "channel": list(Channel),
        "category": list(pack.catalogue),
        "kind": [kind for category in pack.catalogue.values() for kind in category.kinds],
        "department": list(pack.departments),
        "urgency": list(Urgency),
        "severity": list(Severity),
        "amount_band": list(AmountBand) if pack.amount_bands else [],
        "emotion": list(Emotion),
        "responsible": list(Responsible),
        "flags": pack.flags,
    }


def comparisons_in(tree: Node) -> Iterator[tuple[str, str]]:
    """Go through what an expression compares: each fact, and the word that it is held against."""
    for node in tree.walk():
        if node.function in _COMPARISONS:
            parts = [part for child in node.children for part in child.walk()]
            facts = [child.name for child in node.children if child.name in FACT_TYPES]
            yield from ((fact, part.literal) for fact in facts for part in parts if isinstance(part.literal, str))


def literals_in(tree: Node) -> Iterator[str | int | bool]:
    """Go through all values that are written out in an expression."""
    for node in tree.walk():
        if node.literal is not None:
            yield node.literal
