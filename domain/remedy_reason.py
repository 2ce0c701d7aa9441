"""Why an amount is what it is (金额依据): the rule that gave it, with its facts and its sum, in both languages (E2)."""

import re
from collections.abc import Callable
from typing import Final

from domain.case import Case
from domain.case_facts import facts_of
from domain.case_remedies import Remedy
from domain.expressions import Condition, ExpressionFailed
from domain.facts import Facts
from domain.money import CNY, say_amount
from domain.pack import Pack
from domain.pack_rows import RemedyRow
from domain.titles import RESPONSIBLE, SEVERITIES
from domain.words import Words

# What a rule's facts are called; others go by their keys.
FACTS: Final = {
    "cause": Words(zh="原因", en="cause"),
    "responsible": Words(zh="责任方", en="responsible"),
    "overcharged_fen": Words(zh="多收金额", en="overcharged"),
    "paid_fen": Words(zh="已付金额", en="paid"),
    "amount_fen": Words(zh="争议金额", en="amount in dispute"),
    "delayed_minutes": Words(zh="延误分钟数", en="minutes of delay"),
    "severity": Words(zh="严重程度", en="severity"),
    "urgency": Words(zh="紧急程度", en="urgency"),
    "level": Words(zh="级别", en="level"),
    "facts_clear": Words(zh="事实清楚", en="the facts are clear"),
    "repeat_count": Words(zh="重复投诉次数", en="earlier complaints"),
    "kind": Words(zh="投诉类型", en="kind of complaint"),
    "prior_points": Words(zh="此前扣分", en="points before"),
    "prior_penalties": Words(zh="此前处罚次数", en="penalties before"),
}
_VALUES: Final = {"responsible": RESPONSIBLE, "severity": SEVERITIES}
_NAME_OR_SIGN: Final = re.compile(r"'[^']*'|\"[^\"]*\"|\b[a-z_]+\b|\*")


def reason_of(remedy: Remedy, case: Case, *, pack: Pack) -> Words | None:
    """Say why a remedy is given: as is on record, else by its rule as the facts stand; none where a person decided."""
    said = remedy.because
    if said is None and remedy.rule:
        row = next((each for each in pack.remedies if each.rule == remedy.rule), None)
        amount = remedy.amount_fen if remedy.was_fen is None else remedy.was_fen
        said = reason(row, facts_of(case), amount_fen=amount, currency=pack.currency) if row else None
    if remedy.was_fen is None:
        return said
    was, now = (say_amount(fen, pack.currency) for fen in (remedy.was_fen, remedy.amount_fen))
    zh, en = f"原为 {was.zh}，经人工变更为 {now.zh}", f"put from {was.en} to {now.en} by a person"
    return Words(zh=f"{said.zh}；{zh}", en=f"{said.en}; {en}") if said else Words(zh=zh, en=en)


def reason(row: RemedyRow, facts: Facts, *, amount_fen: int, given_fen: int = 0, currency: str = CNY) -> Words:
    """Say why a rule gives this much; `given_fen` is what it has given before."""
    sums = _sum(row, facts, amount_fen=amount_fen, given_fen=given_fen, currency=currency)
    rule = Words(zh=f"规则 {row.rule}", en=f"rule {row.rule}")
    why = row.because or rule_in_words(rule, row.when, facts, currency=currency)
    return Words(zh=f"{why.zh}：{sums.zh}", en=f"{why.en}: {sums.en}") if sums else why


def rule_in_words(rule: Words, when: Condition, facts: Facts, *, currency: str = CNY) -> Words:
    """Say by which rule, and of what its condition names the facts that say something."""
    known = [name for name in when.facts if getattr(facts, name)]
    zh, en = ([_fact(name, facts, language, currency) for name in known] for language in ("zh", "en"))
    return Words(
        zh=rule.zh + (f"（{'，'.join(zh)}）" if zh else ""), en=rule.en + (f" ({', '.join(en)})" if en else "")
    )


def _sum(row: RemedyRow, facts: Facts, *, amount_fen: int, given_fen: int, currency: str) -> Words | None:
    if row.give.amount_fen is None or not amount_fen:
        return None
    try:
        is_as_computed = row.give.amount_fen.fen(facts) == amount_fen + given_fen
    except ExpressionFailed:
        is_as_computed = False
    total = say_amount(amount_fen, currency)
    if not row.give.amount_fen.facts or not is_as_computed:
        return total
    zh, en = (_NAME_OR_SIGN.sub(_put(facts, language, currency), str(row.give.amount_fen)) for language in ("zh", "en"))
    less = say_amount(given_fen, currency)
    if given_fen:
        zh, en = f"{zh} − 已给付 {less.zh}", f"{en} − {less.en} given already"
    return Words(zh=f"{zh} = {total.zh}", en=f"{en} = {total.en}")


def _put(facts: Facts, language: str, currency: str) -> Callable[[re.Match[str]], str]:
    """Put facts with their values into an expression."""

    def put(found: re.Match[str]) -> str:
        name = found[0]
        if name == "*":
            return "×"
        return _fact(name, facts, language, currency) if name in Facts.model_fields else name

    return put


def _fact(name: str, facts: Facts, language: str, currency: str) -> str:
    value = getattr(facts, name)
    title = FACTS[name].in_(language) if name in FACTS else name
    if isinstance(value, bool):
        return title
    if name.endswith("_fen"):
        return f"{title} {say_amount(value, currency).in_(language)}"
    if value in _VALUES.get(name, {}):
        value = _VALUES[name][value].in_(language)
    return f"{title} {value}"
