"""What a checked CEL expression is made of: the facts it names, its literals, the type and the column of every part.

The engine hands this out as a serialised `cel.expr.CheckedExpr`; the few fields of that format that matter are read
here, so that the rest of the house can ask what a condition speaks of.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

PLAIN_TYPES: Final = frozenset({"bool", "int", "string", "list<bool>", "list<int>", "list<string>"})
"""The types that facts have, and what can be said about them; anything else in an expression mixes types."""

_PRIMITIVES: Final = {1: "bool", 2: "int", 3: "uint", 4: "double", 5: "string", 6: "bytes"}
_INT64_LIMIT: Final = 2**63

# Field numbers of cel.expr.CheckedExpr and of what it contains.
_ANY_VALUE, _TYPE_MAP, _EXPR, _SOURCE_INFO, _POSITIONS = 2, 3, 4, 5, 4
_CONST, _IDENT, _SELECT, _CALL, _LIST, _COMPREHENSION = 3, 4, 5, 6, 7, 9
_CALL_TARGET, _CALL_FUNCTION, _CALL_ARGUMENT = 1, 2, 3
_COMPREHENSION_PARTS: Final = (2, 4, 5, 6, 7)
_CONST_BOOL, _CONST_INT, _CONST_STRING = 2, 3, 6
_TYPE_DYN, _TYPE_PRIMITIVE, _TYPE_LIST = 1, 3, 6

_Message = Mapping[int, list[int | bytes]]


class Node(NamedTuple):
    """A part of an expression; at most one of `name`, `function` and `literal` is set. `offset` counts from 0."""

    offset: int
    type: str
    name: str = ""
    function: str = ""
    literal: str | int | bool | None = None
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """Go through this part and all parts of it, from the left."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_tree(serialised: bytes) -> Node:
    """Read the tree out of what `Expression.serialize()` gave."""
    checked = _parse(_bytes(_parse(serialised), _ANY_VALUE))
    positions = _positions(_parse(_bytes(checked, _SOURCE_INFO)))
    types = {_int(entry, 1): _type(_parse(_bytes(entry, 2))) for entry in map(_parse, _all(checked, _TYPE_MAP))}
    return _node(_parse(_bytes(checked, _EXPR)), positions, types)


def _positions(source_info: _Message) -> dict[int, int]:
    return {_int(entry, 1): _int(entry, 2) for entry in map(_parse, _all(source_info, _POSITIONS))}


def _node(expr: _Message, positions: Mapping[int, int], types: Mapping[int, str]) -> Node:
    node_id = _int(expr, 2)
    node = Node(offset=positions.get(node_id, 0), type=types.get(node_id, "dyn"))
    if _CONST in expr:
        return node._replace(literal=_literal(_parse(_bytes(expr, _CONST))))
    if _IDENT in expr:
        return node._replace(name=_text(_parse(_bytes(expr, _IDENT)), 1))
    function, parts = _parts(expr)
    children = tuple(_node(_parse(part), positions, types) for part in parts)
    return node._replace(function=function, children=children)


def _parts(expr: _Message) -> tuple[str, list[bytes]]:
    """Give the function that a part calls, or no name, and what the part is made of."""
    if _CALL in expr:
        call = _parse(_bytes(expr, _CALL))
        return _text(call, _CALL_FUNCTION), _all(call, _CALL_TARGET) + _all(call, _CALL_ARGUMENT)
    if _COMPREHENSION in expr:
        loop = _parse(_bytes(expr, _COMPREHENSION))
        return "", [part for field in _COMPREHENSION_PARTS for part in _all(loop, field)]
    if _LIST in expr:
        return "", _all(_parse(_bytes(expr, _LIST)), 1)
    return "", _all(_parse(_bytes(expr, _SELECT)), 1)


def _literal(constant: _Message) -> str | int | bool | None:
    if _CONST_STRING in constant:
        return _text(constant, _CONST_STRING)
    if _CONST_BOOL in constant:
        return bool(_int(constant, _CONST_BOOL))
    if _CONST_INT in constant:
        value = _int(constant, _CONST_INT)
        return value if value < _INT64_LIMIT else value - 2 * _INT64_LIMIT
    return None


def _type(message: _Message) -> str:
    if _TYPE_PRIMITIVE in message:
        return _PRIMITIVES.get(_int(message, _TYPE_PRIMITIVE), "other")
    if _TYPE_LIST in message:
        return f"list<{_type(_parse(_bytes(_parse(_bytes(message, _TYPE_LIST)), 1)))}>"
    return "dyn" if _TYPE_DYN in message or not message else "other"


def _parse(data: bytes) -> _Message:
    """Read one message of the protobuf wire format: the values of each field number, in order."""
    fields: dict[int, list[int | bytes]] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value: int | bytes
        if key & 7 == 0:
            value, at = _varint(data, at)
        else:
            size, at = {1: (8, at), 5: (4, at)}.get(key & 7) or _varint(data, at)
            value, at = data[at : at + size], at + size
        fields.setdefault(key >> 3, []).append(value)
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | data[at] << shift, at + 1


def _all(message: _Message, field: int) -> list[bytes]:
    return [value for value in message.get(field, []) if isinstance(value, bytes)]


def _bytes(message: _Message, field: int) -> bytes:
    return next(iter(_all(message, field)), b"")


def _int(message: _Message, field: int) -> int:
    value = message.get(field, [0])[-1]
    return value if isinstance(value, int) else 0


def _text(message: _Message, field: int) -> str:
    return _bytes(message, field).decode()
