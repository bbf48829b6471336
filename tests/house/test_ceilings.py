"""Law 8: nothing grows beyond what one person reads at once."""

import ast
import unicodedata

import pytest

from tests.house.sources import Complaints, broken, modules

FILE_LINES = 400
FUNCTION_LINES = 50
PARAMETERS = 5
PROTOCOL_METHODS = 4
COLUMNS = 100

Function = ast.FunctionDef | ast.AsyncFunctionDef


def too_large(source: str) -> Complaints:
    """Say which ceilings this source goes through."""
    lines = source.splitlines()
    found = [f"{len(lines)} lines in one file"] if len(lines) > FILE_LINES else []
    found += [f"{n}: wider than {COLUMNS}" for n, line in enumerate(lines, 1) if _wide(line)]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            found += _function_too_large(node)
        elif isinstance(node, ast.ClassDef):
            found += _protocol_too_large(node)
    return found


def _wide(line: str) -> bool:
    if len(line.split()) == 1:  # one word cannot be broken; ruff lets it be too
        return False
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line) > COLUMNS


def _function_too_large(node: Function) -> Complaints:
    height = (node.end_lineno or node.lineno) - node.lineno + 1
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    width = len([name for name in named if name.arg not in ("self", "cls")])
    found = [f"{node.name} has {height} lines"] if height > FUNCTION_LINES else []
    return found + ([f"{node.name} has {width} parameters"] if width > PARAMETERS else [])


def _protocol_too_large(node: ast.ClassDef) -> Complaints:
    verbs = [verb for verb in node.body if isinstance(verb, Function)]
    protocol = any("Protocol" in ast.unparse(base) for base in node.bases)
    return [f"{node.name} has {len(verbs)} verbs"] * (protocol and len(verbs) > PROTOCOL_METHODS)


def test_every_file_stays_under_the_ceilings() -> None:
    assert broken(too_large, modules()) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("x = 1\n" * 401, "401 lines in one file"),
        ("def long():\n" + "    x = 1\n" * 50, "long has 51 lines"),
        ("def wide(a, b, c, *, d, e, at): ...", "wide has 6 parameters"),
        ("class P(Protocol):\n" + "".join(f" def v{n}(self): ...\n" for n in range(5)), "5 verbs"),
        ("x = '" + "退" * 48 + "'", "1: wider than 100"),
    ],
)
def test_what_is_too_large_is_seen(source: str, complaint: str) -> None:
    assert any(complaint in found for found in too_large(source))


def test_what_just_fits_is_let_be() -> None:
    assert too_large("def fits(self, a, b, c, d, *, at):\n" + "    x = 1\n" * 49) == []
