"""Coverage: for every row of a pack, facts that make it the deciding one. A row without any can never fire."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice, product
from random import Random
from typing import Final, NamedTuple

from pydantic import ValidationError

from domain.expressions import MAX_FEN, Amount, Condition, Expression, ExpressionFailed
from domain.facts import FACT_TYPES, Facts
from domain.pack import Pack
from policies.conditions import TABLES, expressions_of, single_conditions
from policies.problems import Path
from policies.vocabulary import literals_in, words_of

_TRIES: Final = 20_000
_TRIES_AT_EDGES: Final = 500
_MOST_FLAGS_TOGETHER: Final = 3

Value = str | int | bool | tuple[str, ...]


class Firing(NamedTuple):
    """A row, or one of the two answers of a condition that stands alone, with facts that bring it about, if any do."""

    path: Path
    facts: Facts | None
    answer: bool = True


class _Target(NamedTuple):
    path: Path
    asks: Sequence[Expression]
    against: Sequence[Condition] = ()
    answer: bool = True

    def is_hit_by(self, facts: Facts) -> bool:
        try:
            answers = all(_answer(expression, facts) for expression in self.asks)
            return answers is self.answer and not any(condition.holds(facts) for condition in self.against)
        except ExpressionFailed:
            return False


def firings(pack: Pack) -> Iterator[Firing]:
    """Go through all rows of a pack, each with facts that make it decide; conditions alone both ways."""
    for target in _targets(pack):
        yield Firing(path=target.path, facts=_search(target, pack), answer=target.answer)


def unanswered(pack: Pack) -> Iterator[tuple[Path, Facts, str]]:
    """Go through the conditions that have no answer for some facts, with such facts and why."""
    for path, expression in expressions_of(pack):
        if isinstance(expression, Condition):
            asked = {fact: [*_edges(fact), *_values(fact, [], pack)] for fact in expression.facts}
            tries = islice(_every_way(asked), _TRIES_AT_EDGES)
            if found := next(filter(None, (_failure(expression, facts) for facts in tries)), None):
                yield path, *found


def _edges(fact: str) -> list[Value]:
    """Give what a number is worth trying at besides 0: sums overflow at the largest, `x - 1` is zero at 1."""
    return [edge for edge in (MAX_FEN, 3, 1) if FACT_TYPES[fact] == "int" and _is_possible(fact, edge)]


def _failure(condition: Condition, facts: Facts) -> tuple[Facts, str] | None:
    try:
        condition.holds(facts)
    except ExpressionFailed as failed:
        return facts, failed.reason
    return None


def _targets(pack: Pack) -> Iterator[_Target]:
    for table in TABLES:
        conditions = [row.when for row in getattr(pack.grading, table)]
        for place, condition in enumerate(conditions):
            yield _Target(("grading", table, place), [condition], conditions[:place])
    for place, milestone in enumerate(pack.milestones):
        before = [row.when for row in pack.milestones[:place] if row.name == milestone.name]
        yield _Target(("milestones", place), [milestone.when], before)
    for place, remedy in enumerate(pack.remedies):
        amount = [remedy.give.amount_fen] if remedy.give.amount_fen else []
        yield _Target(("remedies", place), [remedy.when, *amount])
    for place, penalty in enumerate(pack.penalties):
        yield _Target(("penalties", place), [penalty.when])
    for place, task in enumerate(pack.investigation.plan if pack.investigation else ()):
        yield _Target(("investigation", "plan", place), [task.when])
    for path, condition in single_conditions(pack):
        yield _Target(path, [condition])
        yield _Target(path, [condition], answer=False)


def _answer(expression: Expression, facts: Facts) -> bool:
    """Ask a condition; an amount answers yes where it can be computed."""
    if isinstance(expression, Amount):
        return expression.fen(facts) >= 0
    return isinstance(expression, Condition) and expression.holds(facts)


def _search(target: _Target, pack: Pack) -> Facts | None:
    """Try the facts that the row itself asks about first, then all that matter, in a fixed order of chance."""
    own = _candidates(target.asks, pack)
    everything = _candidates([*target.asks, *target.against], pack)
    tries: Callable[[], Iterator[Facts]]
    for tries in (lambda: _every_way(own), lambda: _every_way(everything), lambda: _by_chance(everything)):
        if found := next((facts for facts in islice(tries(), _TRIES) if target.is_hit_by(facts)), None):
            return found
    return None


def _every_way(candidates: dict[str, list[Value]]) -> Iterator[Facts]:
    for values in product(*candidates.values()):
        yield Facts.model_validate(dict(zip(candidates, values, strict=True)))


def _by_chance(candidates: dict[str, list[Value]]) -> Iterator[Facts]:
    chance = Random(0)  # noqa: S311 - the same search every time; nothing secret
    while candidates:
        yield Facts.model_validate({name: chance.choice(values) for name, values in candidates.items()})


def _candidates(expressions: Sequence[Expression], pack: Pack) -> dict[str, list[Value]]:
    """Give the values worth trying of each fact that is asked about: what is written out, and what lies beside it."""
    literals = dict.fromkeys(literal for expression in expressions for literal in literals_in(expression.tree))
    asked = dict.fromkeys(fact for expression in expressions for fact in expression.facts)
    return {fact: _values(fact, list(literals), pack) for fact in asked}


def _values(fact: str, literals: list[str | int | bool], pack: Pack) -> list[Value]:
    words = [*words_of(pack).get(fact, ()), *(literal for literal in literals if isinstance(literal, str))]
    numbers = [literal for literal in literals if isinstance(literal, int) and not isinstance(literal, bool)]
    by_type: dict[str, list[Value]] = {
        "bool": [False, True],
        "string": ["", *words],
        "int": [0, *(number + step for number in numbers for step in (0, 1, -1))],
        "list<string>": [
            several
            for count in range(_MOST_FLAGS_TOGETHER + 1)
            for several in combinations(dict.fromkeys(words), count)
        ],
    }
    return [value for value in dict.fromkeys(by_type[FACT_TYPES[fact]]) if _is_possible(fact, value)]


def _is_possible(fact: str, value: Value) -> bool:
    try:
        Facts.model_validate({fact: value})
    except ValidationError:
        return False
    return True
