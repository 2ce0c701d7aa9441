"""Conditions and amounts of a policy pack: CEL, checked against the facts when it is read, evaluated without surprises.

    ValueError
      ExpressionRefused   wrong as written: an unknown fact, mixed types, a bad pattern …; found when a pack is read
    ArithmeticError
      ExpressionFailed    right as written, but no answer for these facts: overflow, a negative amount …

CEL knows no clock, no randomness and no loop without end, and its patterns are RE2: evaluation is deterministic and
bounded, so a workflow may do it.
"""

import re
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any, ClassVar, Final, NamedTuple, Self, final

from cel_expr_python import cel
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from domain.cel_tree import PLAIN_TYPES, Node, read_tree
from domain.expression_faults import at_column, describe_faults
from domain.facts import FACT_TYPES, Facts

MAX_FEN: Final = 2**53 - 1
"""The greatest amount, in fen, that every part of the system carries exactly."""

MAX_LENGTH: Final = 4_000
"""How many characters an expression may have."""

_IN_WORDS: Final = {
    "dyn": "of mixed types",
    "list<dyn>": "a list of mixed types",
    "other": "of a type that no fact has",
}
_PLAIN_TYPES_ONLY: Final = "facts are int, string, bool or list of string, and types must not be mixed"


class ExpressionRefused(ValueError):
    """An expression is wrong as it is written; the message names the column and what was expected."""


class ExpressionFailed(ArithmeticError):
    """An expression has no answer for these facts."""

    def __init__(self, *, source: str, reason: str) -> None:
        super().__init__(f"{source!r} has no answer for these facts: {reason}")
        self.source = source
        self.reason = reason


class _Program(NamedTuple):
    expression: Any
    facts: tuple[str, ...]
    tree: Node


class Expression(ABC):
    """A CEL expression, checked when it is made; equal to any other of its class with the same source."""

    __slots__ = ("_program", "source")

    gives: ClassVar[str]
    purpose: ClassVar[str]

    def __init__(self, source: str) -> None:
        self.source = source
        self._program = _compile(source, self.gives, self.purpose)

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that it speaks of, in order, each once."""
        return self._program.facts

    @property
    def tree(self) -> Node:
        """What it is made of."""
        return self._program.tree

    @classmethod
    @abstractmethod
    def parse(cls, value: object) -> Self:
        """Make one from what stands in a YAML or JSON file; raises `ExpressionRefused`."""

    def _evaluate(self, facts: Facts) -> object:
        program = self._program
        # Only what is spoken of: taking over all facts costs several times the evaluation.
        data = {name: _as_cel(getattr(facts, name)) for name in program.facts}
        try:
            return program.expression.eval(data=data).value()
        except RuntimeError as error:
            raise ExpressionFailed(source=self.source, reason=f"the facts cannot be read ({error})") from error

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Expression) and other.source == self.source

    def __hash__(self) -> int:
        return hash((type(self), self.source))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.source!r})"

    def __str__(self) -> str:
        return self.source

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return type(self), (self.source,)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda expression: expression.source, return_schema=core_schema.str_schema()
            ),
        )


@final
class Condition(Expression):
    """Something that holds for some facts and not for others."""

    __slots__ = ()

    gives = "bool"
    purpose = "a condition gives true or false"

    @classmethod
    def parse(cls, value: object) -> Self:
        """Take CEL as text; a bare `true` or `false` is one, too."""
        if isinstance(value, cls):
            return value
        if isinstance(value, bool):
            return cls(str(value).lower())
        if isinstance(value, str):
            return cls(value)
        raise ExpressionRefused("write a condition as CEL text, such as \"level == 2 && 'legal' in flags\"")

    @property
    def always_holds(self) -> bool:
        """Tell whether it is literally `true`, and so catches everything."""
        return self.source.strip() == "true"

    def holds(self, facts: Facts) -> bool:
        """Tell whether it holds for `facts`; raises `ExpressionFailed` where that cannot be said."""
        value = self._evaluate(facts)
        if isinstance(value, bool):
            return value
        raise ExpressionFailed(source=self.source, reason=_reason(value))

    def surely_holds(self, facts: Facts) -> bool:
        """Tell whether it holds for `facts`; where that cannot be said, it does not."""
        return self._holds_or(facts, in_doubt=False)

    def may_hold(self, facts: Facts) -> bool:
        """Tell whether it holds for `facts`; where that cannot be said, it does."""
        return self._holds_or(facts, in_doubt=True)

    def _holds_or(self, facts: Facts, *, in_doubt: bool) -> bool:
        try:
            return self.holds(facts)
        except ExpressionFailed:
            return in_doubt


@final
class Amount(Expression):
    """An amount of money in integer fen, computed from facts."""

    __slots__ = ()

    gives = "int"
    purpose = "an amount is a whole number of fen"

    def __init__(self, source: str) -> None:
        super().__init__(source)
        if not self.facts:
            self._check_constant()

    @classmethod
    def parse(cls, value: object) -> Self:
        """Take CEL as text, or a plain number of fen."""
        if isinstance(value, cls):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return cls(str(value))
        if isinstance(value, str):
            return cls(value)
        raise ExpressionRefused('write an amount in whole fen or as CEL text, such as "overcharged_fen * 2"')

    def fen(self, facts: Facts) -> int:
        """Compute the amount, 0 to 2^53 - 1 fen; raises `ExpressionFailed` where it would be anything else."""
        value = self._evaluate(facts)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ExpressionFailed(source=self.source, reason=_reason(value))
        if not 0 <= value <= MAX_FEN:
            raise ExpressionFailed(source=self.source, reason=f"{value} fen is outside 0 to {MAX_FEN}")
        return value

    def _check_constant(self) -> None:
        try:
            self.fen(Facts())
        except ExpressionFailed as failed:
            raise ExpressionRefused(f"{failed.reason}; {self.purpose}, 0 to {MAX_FEN}") from failed


_ENVIRONMENT = cel.NewEnv(variables={name: cel.Type(cel_type) for name, cel_type in FACT_TYPES.items()})
_PATTERN_PROBE = _ENVIRONMENT.compile("region.matches(cause)")


@lru_cache(maxsize=4_096)
def _compile(source: str, gives: str, purpose: str) -> _Program:
    """Compile and check an expression; what comes out never changes and is shared by all packs."""
    if len(source) > MAX_LENGTH:
        raise ExpressionRefused(f"{len(source)} characters; an expression has at most {MAX_LENGTH}")
    if not source.isascii() and any("\ud800" <= character <= "\udfff" for character in source):
        raise ExpressionRefused("an expression must not contain lone surrogates")
    try:
        expression = _ENVIRONMENT.compile(source)
    except RuntimeError as error:
        raise ExpressionRefused(describe_faults(source=source, report=str(error))) from None
    tree = read_tree(expression.serialize())
    _check_types(source, tree)
    _check_patterns(source, tree)
    if tree.type != gives:
        raise ExpressionRefused(at_column(source=source, offset=0, fault=f"this gives {tree.type}; {purpose}"))
    named = dict.fromkeys(node.name for node in tree.walk() if node.name in FACT_TYPES)
    return _Program(expression=expression, facts=tuple(named), tree=tree)


def _as_cel(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _reason(answer: object) -> str:
    """Cut the status code off the engine's answer."""
    return re.sub(r"^[A-Z_]+: ", "", str(answer))


def _check_types(source: str, tree: Node) -> None:
    for node in tree.walk():
        if node.type not in PLAIN_TYPES:
            fault = f"this is {_IN_WORDS.get(node.type, node.type)}; {_PLAIN_TYPES_ONLY}"
            raise ExpressionRefused(at_column(source=source, offset=node.offset, fault=fault))


def _check_patterns(source: str, tree: Node) -> None:
    for node in tree.walk():
        if node.function != "matches":
            continue
        pattern = node.children[-1]
        if not isinstance(pattern.literal, str):
            fault = "matches() needs its pattern written out as text, so that it can be checked now"
            raise ExpressionRefused(at_column(source=source, offset=pattern.offset, fault=fault))
        answer = _PATTERN_PROBE.eval(data={"region": "", "cause": pattern.literal}).value()
        if not isinstance(answer, bool):
            reason = answer.rpartition("expression: ")[2]
            fault = f"the pattern {pattern.literal!r} is no RE2 regular expression ({reason})"
            raise ExpressionRefused(at_column(source=source, offset=pattern.offset, fault=fault))
