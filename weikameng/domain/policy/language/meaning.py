"""What a checked condition means: the function its tree stands for, from facts to a value. It is
compiled to Python, from the few kinds of node a checked tree can have and nothing else."""

import ast
import operator
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

from weikameng.domain.policy.language.tree import LIST, Call, Const, Name, Tree

Meaning = Callable[[Mapping[str, Any]], Any]

COMPARING: Mapping[str, Callable[[Any, Any], Any]] = {
    "_==_": operator.eq,
    "_!=_": operator.ne,
    "_<_": operator.lt,
    "_<=_": operator.le,
    "_>_": operator.gt,
    "_>=_": operator.ge,
    "_+_": operator.add,
    "_-_": operator.sub,
    "_*_": operator.mul,
}
_COMPARE: Mapping[str, type[ast.cmpop]] = {
    "_==_": ast.Eq,
    "_!=_": ast.NotEq,
    "_<_": ast.Lt,
    "_<=_": ast.LtE,
    "_>_": ast.Gt,
    "_>=_": ast.GtE,
}
_WORK_OUT: Mapping[str, type[ast.operator]] = {"_+_": ast.Add, "_-_": ast.Sub, "_*_": ast.Mult}
_ROW = ast.arguments([], [ast.arg("row")], None, [], [], None, [])


def meaning(tree: Tree) -> Meaning:
    """Return the function a tree stands for; ``&&`` and ``||`` stop early, as CEL's do.

    ValueError for a list that holds more than literals.
    """
    program = ast.Expression(ast.Lambda(_ROW, _node(tree)))
    code = compile(ast.fix_missing_locations(program), "<condition>", "eval")
    [inner] = [const for const in code.co_consts if isinstance(const, CodeType)]
    return FunctionType(inner, {})


def listed(tree: Tree) -> tuple[bool | int | str, ...]:
    """Return the literals of a list. ValueError when it holds anything else, or several types."""
    if isinstance(tree, Call) and tree.operator == LIST:
        values = tuple(part.value for part in tree.parts if isinstance(part, Const))
        if len(values) == len(tree.parts) and len({type(value) for value in values}) < 2:
            return values
    raise ValueError("a list may hold only literals of one type")


def _node(tree: Tree) -> ast.expr:
    if isinstance(tree, Const):
        return ast.Constant(tree.value)
    if isinstance(tree, Name):
        return ast.Subscript(ast.Name("row", ast.Load()), ast.Constant(tree.name), ast.Load())
    if tree.operator == "@in":
        # A tuple, not a set: 1 and true are different things to CEL, and the lists are short.
        known = [ast.Constant(value) for value in listed(tree.parts[1])]
        return ast.Compare(_node(tree.parts[0]), [ast.In()], [ast.Tuple([*known], ast.Load())])
    if tree.operator == LIST:
        raise ValueError("a list stands only after in")
    return _applied(tree.operator, [_node(part) for part in tree.parts])


def _applied(sign: str, parts: list[ast.expr]) -> ast.expr:
    match sign:
        case "_&&_":
            return ast.BoolOp(ast.And(), parts)
        case "_||_":
            return ast.BoolOp(ast.Or(), parts)
        case "!_":
            return ast.UnaryOp(ast.Not(), parts[0])
        case "-_":
            return ast.UnaryOp(ast.USub(), parts[0])
        case "_?_:_":
            return ast.IfExp(*parts)
    if sign in _COMPARE:
        return ast.Compare(parts[0], [_COMPARE[sign]()], [parts[1]])
    return ast.BinOp(parts[0], _WORK_OUT[sign](), parts[1])
