"""Why an amount is what it is (金额依据): the rule that gave it, with its facts and its sum, in both languages (E2)."""

import re
from collections.abc import Callable
from typing import Final

from domain.case import Case
from domain.case_facts import facts_of
from domain.case_remedies import Remedy
from domain.expressions import ExpressionFailed
from domain.facts import Facts
from domain.pack import Pack
from domain.pack_rows import RemedyRow
from domain.titles import RESPONSIBLE
from domain.words import Words

# What a rule's facts are called; others go by their keys.
_FACTS: Final = {
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
}
_NAME_OR_SIGN: Final = re.compile(r"'[^']*'|\"[^\"]*\"|\b[a-z_]+\b|\*")


def reason_of(remedy: Remedy, case: Case, *, pack: Pack) -> Words | None:
    """Say why a remedy is given: as is on record, else by its rule as the facts stand; none where a person decided."""
    said = remedy.because
    if said is None and remedy.rule:
        row = next((each for each in pack.remedies if each.rule == remedy.rule), None)
        amount = remedy.amount_fen if remedy.was_fen is None else remedy.was_fen
        said = reason(row, facts_of(case), amount_fen=amount) if row else None
    if remedy.was_fen is None:
        return said
    was, now = _money(remedy.was_fen), _money(remedy.amount_fen)
    zh, en = f"原为 {was} 元，经人工变更为 {now} 元", f"put from ¥{was} to ¥{now} by a person"
    return Words(zh=f"{said.zh}；{zh}", en=f"{said.en}; {en}") if said else Words(zh=zh, en=en)


def reason(row: RemedyRow, facts: Facts, *, amount_fen: int, given_fen: int = 0) -> Words:
    """Say why a rule gives this much; `given_fen` is what it has given before."""
    sums = _sum(row, facts, amount_fen=amount_fen, given_fen=given_fen)
    why = row.because or _by_the_rule(row, facts)
    return Words(zh=f"{why.zh}：{sums.zh}", en=f"{why.en}: {sums.en}") if sums else why


def _by_the_rule(row: RemedyRow, facts: Facts) -> Words:
    # Of what the condition names, the facts that say something.
    known = [name for name in row.when.facts if getattr(facts, name)]
    zh, en = ([_fact(name, facts, language) for name in known] for language in ("zh", "en"))
    return Words(
        zh=f"规则 {row.rule}" + (f"（{'，'.join(zh)}）" if zh else ""),
        en=f"rule {row.rule}" + (f" ({', '.join(en)})" if en else ""),
    )


def _sum(row: RemedyRow, facts: Facts, *, amount_fen: int, given_fen: int) -> Words | None:
    if row.give.amount_fen is None or not amount_fen:
        return None
    try:
        is_as_computed = row.give.amount_fen.fen(facts) == amount_fen + given_fen
    except ExpressionFailed:
        is_as_computed = False
    total = _money(amount_fen)
    if not row.give.amount_fen.facts or not is_as_computed:
        return Words(zh=f"{total} 元", en=f"¥{total}")
    zh, en = (_NAME_OR_SIGN.sub(_put(facts, language), str(row.give.amount_fen)) for language in ("zh", "en"))
    less = _money(given_fen)
    if given_fen:
        zh, en = f"{zh} − 已给付 {less} 元", f"{en} − ¥{less} given already"
    return Words(zh=f"{zh} = {total} 元", en=f"{en} = ¥{total}")


def _put(facts: Facts, language: str) -> Callable[[re.Match[str]], str]:
    """Put facts with their values into an expression."""

    def put(found: re.Match[str]) -> str:
        name = found[0]
        if name == "*":
            return "×"
        return _fact(name, facts, language) if name in Facts.model_fields else name

    return put


def _fact(name: str, facts: Facts, language: str) -> str:
    value = getattr(facts, name)
    title = _FACTS[name].in_(language) if name in _FACTS else name
    if isinstance(value, bool):
        return title
    if name.endswith("_fen"):
        amount = _money(value)
        return f"{title} ¥{amount}" if language == "en" else f"{title} {amount} 元"
    if name == "responsible" and value in RESPONSIBLE:
        value = RESPONSIBLE[value].in_(language)
    return f"{title} {value}"


def _money(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
