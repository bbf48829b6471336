"""The tree of a checked CEL expression, read from what Google's checker hands out (a serialised
``cel.expr.CheckedExpr``). What was checked is what runs: there is no second parser (N2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class Const:
    """A literal. ``place`` is its offset in the expression, in characters."""

    value: bool | int | str
    place: int


@dataclass(frozen=True, slots=True)
class Name:
    """A fact or a term."""

    name: str
    place: int


@dataclass(frozen=True, slots=True)
class Call:
    """An operator by CEL's own name, e.g. ``_&&_``, and what it is applied to."""

    operator: str
    parts: "tuple[Tree, ...]"
    place: int


Tree = Const | Name | Call
LIST = "[]"
OPERATORS = frozenset(
    {"_&&_", "_||_", "!_", "_?_:_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"}
    | {"_+_", "_-_", "_*_", "-_", LIST}
)


class NotAllowed(ValueError):
    """The expression uses something conditions may not; ``place`` is the offset."""

    def __init__(self, said: Words, place: int) -> None:
        super().__init__(said.en)
        self.said, self.place = said, place


def tree_of(serialised: bytes) -> Tree:
    """Return the tree of ``Expression.serialize()``. NotAllowed for calls outside OPERATORS."""
    checked = _one(serialised, 2)
    places = dict(_position(entry) for entry in _many(_one(checked, 5), 4))
    return _tree(_one(checked, 4), places)


def names_in(tree: Tree) -> frozenset[str]:
    """Return the facts and terms a tree reads."""
    return frozenset(node.name for node in walk(tree) if isinstance(node, Name))


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield a tree and everything under it."""
    ahead = [tree]
    while ahead:
        node = ahead.pop()
        yield node
        if isinstance(node, Call):
            ahead.extend(reversed(node.parts))


# Field numbers below are those of cel/expr/syntax.proto and checked.proto.
def _tree(message: bytes, places: dict[int, int]) -> Tree:
    fields = dict(_fields(message))
    number = fields.get(2, 0)
    place = places.get(number if isinstance(number, int) else 0, 0)
    if 3 in fields:
        return Const(_constant(_bytes(fields[3]), place), place)
    if 4 in fields:
        return Name(_one(_bytes(fields[4]), 1).decode(), place)
    if 6 in fields:
        return _call(_bytes(fields[6]), place, places)
    if 7 in fields:
        return Call(LIST, _trees(_many(_bytes(fields[7]), 1), places), place)
    raise NotAllowed(Words("这种写法", "this form"), place)


def _call(message: bytes, place: int, places: dict[int, int]) -> Call:
    operator = _one(message, 2).decode()
    target, parts = _many(message, 1), _many(message, 3)
    if operator not in OPERATORS or target:
        raise NotAllowed(Words(f"{operator}()", f"{operator}()"), place)
    return Call(operator, _trees(parts, places), place)


def _trees(messages: list[bytes], places: dict[int, int]) -> tuple[Tree, ...]:
    return tuple(_tree(message, places) for message in messages)


def _constant(message: bytes, place: int) -> bool | int | str:
    [(number, value)] = _fields(message) or [(0, b"")]
    if number == 2:
        return bool(value)
    if number == 3 and isinstance(value, int):
        return value - (1 << 64) if value >= 1 << 63 else value
    if number == 6:
        return _bytes(value).decode()
    raise NotAllowed(Words("这种字面值", "this kind of literal"), place)


def _position(entry: bytes) -> tuple[int, int]:
    fields = dict(_fields(entry))
    number, place = fields.get(1, 0), fields.get(2, 0)
    assert isinstance(number, int)
    assert isinstance(place, int)
    return number, place


def _one(message: bytes, number: int) -> bytes:
    return next(iter(_many(message, number)), b"")


def _many(message: bytes, number: int) -> list[bytes]:
    return [_bytes(value) for found, value in _fields(message) if found == number]


def _bytes(value: int | bytes) -> bytes:
    assert isinstance(value, bytes)
    return value


def _fields(message: bytes) -> list[tuple[int, int | bytes]]:
    """Split a protocol buffer message into (field number, varint or bytes)."""
    found: list[tuple[int, int | bytes]] = []
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        if key & 7 == 0:
            value, at = _varint(message, at)
            found.append((key >> 3, value))
        elif key & 7 == 2:
            size, at = _varint(message, at)
            found.append((key >> 3, message[at : at + size]))
            at += size
        else:  # fixed-width numbers: floating point, which conditions may not use
            size = 8 if key & 7 == 1 else 4
            found.append((key >> 3, message[at : at + size]))
            at += size
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
