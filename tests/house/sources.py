"""What the laws look at: our modules as text and trees, and the files git knows of."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "weikameng"
NOT_OURS = {".git", ".venv", "var", "build", "dist", "__pycache__"}

Complaints = list[str]
Law = Callable[[str], Complaints]


def modules(*rooms: str, ending: str = ".py") -> list[Path]:
    """Every source file of these floors (of all when none is named), migrations left out."""
    places = [PACKAGE / room for room in rooms] or [PACKAGE]
    found = sorted(path for place in places for path in place.rglob(f"*{ending}"))
    return [path for path in found if "migrations" not in path.parts]


def broken(law: Law, paths: list[Path]) -> Complaints:
    """Hold every file against one law; each complaint says where."""
    return [
        f"{path.relative_to(ROOT)}: {complaint}"
        for path in paths
        for complaint in law(path.read_text(encoding="utf-8"))
    ]


def tracked() -> list[Path]:
    """The files of the checkout that are, or would be, committed."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # unpacked from an archive
        return [path for path in ROOT.rglob("*") if path.is_file() and not _foreign(path)]
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def _foreign(path: Path) -> bool:
    return bool(NOT_OURS.intersection(path.relative_to(ROOT).parts))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each imported name with its line: `from a import b` gives `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each string a program uses (docstrings left out), f-strings with their holes dropped."""
    idle = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if id(node) in idle or id(node) in inside:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value for part in node.values if isinstance(part, ast.Constant))
            yield node.lineno, " ".join(str(part) for part in parts)
