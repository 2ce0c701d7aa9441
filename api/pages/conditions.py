"""Conditions and amounts of packs as people read them (G4); what has no words stays as the pack writes it."""

from collections.abc import Mapping
from functools import reduce
from typing import Final

from api.titles import URGENCIES
from domain.cel_tree import Node
from domain.expressions import Expression
from domain.money import say_amount
from domain.pack import Pack
from domain.remedy_reason import FACTS
from domain.titles import RESPONSIBLE, SEVERITIES
from domain.words import Words

_FACTS: Final[Mapping[str, Words]] = {
    **FACTS,
    "category": Words(zh="投诉类别", en="category"),
    "incident_size": Words(zh="同类投诉数", en="like complaints"),
    "red_alert": Words(zh="红色预警", en="there is a red alert"),
    "vip": Words(zh="重要客户", en="the complainant has priority"),
}
# Causes that no kind of complaint is named after.
_CAUSES: Final[Mapping[str, Words]] = {
    "counterfeit": Words(zh="假冒伪劣", en="counterfeit goods"),
    "food_safety": Words(zh="食品不安全", en="unsafe food"),
    "staff_conduct": Words(zh="服务人员言行不当", en="bad conduct"),
}
_VALUES: Final[Mapping[str, Mapping[str, Words]]] = {
    "responsible": RESPONSIBLE,
    "severity": SEVERITIES,
    "urgency": URGENCIES,
}
_JOINTS: Final[Mapping[str, Words]] = {
    "_&&_": Words(zh="{0}，且{1}", en="{0} and {1}"),
    "_||_": Words(zh="（{0}，或{1}）", en="({0} or {1})"),
    "_==_": Words(zh="{0}为{1}", en="{0} is {1}"),
    "_!=_": Words(zh="{0}不为{1}", en="{0} is not {1}"),
    "@in": Words(zh="{0}为{1}", en="{0} is {1}"),
    "_>_": Words(zh="{0}大于 {1}", en="{0} above {1}"),
    "_>=_": Words(zh="{0}不低于 {1}", en="{0} at least {1}"),
    "_<_": Words(zh="{0}低于 {1}", en="{0} below {1}"),
    "_<=_": Words(zh="{0}不超过 {1}", en="{0} at most {1}"),
    "_*_": Words(zh="{0} × {1}", en="{0} × {1}"),
    "!_": Words(zh="并非{0}", en="not {0}"),
}
_OR: Final = Words(zh="{0}或{1}", en="{0} or {1}")


class _Unsaid(LookupError):
    """A part has no words here."""


class Reader:
    """Reads the expressions of one pack aloud, in one language."""

    def __init__(self, pack: Pack, language: str) -> None:
        self._pack = pack
        self._language = language
        kinds = {name: kind.title for each in pack.catalogue.values() for name, kind in each.kinds.items()}
        categories = {name: category.title for name, category in pack.catalogue.items()}
        self._values = {**_VALUES, "kind": kinds, "category": categories, "cause": {**kinds, **_CAUSES}}

    def say(self, expression: Expression) -> str | None:
        """Say it; none where it has no words."""
        try:
            return self._say(expression.tree)
        except _Unsaid:
            return None

    def _say(self, node: Node) -> str:
        if node.name:
            return self._fact(node.name)
        if node.function not in _JOINTS:
            raise _Unsaid(node.function)
        subject = next((child.name for child in node.children if child.name), "") if node.type == "bool" else ""
        parts = [self._part(child, subject) for child in node.children]
        return _JOINTS[node.function].in_(self._language).format(*parts)

    def _part(self, node: Node, subject: str) -> str:
        if node.literal is not None:
            return self._literal(node.literal, subject)
        if node.type.startswith("list") and node.children:
            return reduce(_OR.in_(self._language).format, (self._part(child, subject) for child in node.children))
        return self._say(node)

    def _fact(self, name: str) -> str:
        if name not in _FACTS:
            raise _Unsaid(name)
        return _FACTS[name].in_(self._language)

    def _literal(self, value: str | int | bool, subject: str) -> str:
        if isinstance(value, str):
            known = self._values.get(subject, {})
            if value not in known:
                raise _Unsaid(value)
            return known[value].in_(self._language)
        if subject == "level":
            return f"“{self._pack.level_title(value, self._language)}”"
        if subject.endswith("_fen"):
            return say_amount(value, self._pack.currency).in_(self._language)
        return str(value)


def say_money(amount: Expression, *, pack: Pack, language: str) -> str | None:
    """Say an amount: so much, or how it is worked out; none where that has no words."""
    literal = amount.tree.literal
    if isinstance(literal, int):
        return say_amount(literal, pack.currency).in_(language)
    return Reader(pack, language).say(amount)
