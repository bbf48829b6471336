"""Law 9 and law 6: every room says what it is for, and none is called after nothing."""

import ast
from pathlib import PurePath

import pytest

from tests.house.sources import ROOT, Complaints, broken, modules, tracked

PLATE_LINES = 4
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}


def without_plate(source: str) -> Complaints:
    """Say whether a module fails to begin with one to four lines on its purpose."""
    plate = ast.get_docstring(ast.parse(source))
    if not plate:
        return ["does not say what it is for"]
    height = len(plate.splitlines())
    return [f"its name plate has {height} lines"] if height > PLATE_LINES else []


def nameless(path: PurePath) -> bool:
    """Say whether a path is named after no thing of ours."""
    names = [*path.parts[:-1], path.stem]
    return any(name in NAMELESS or name.startswith("base_") for name in names)


def test_every_module_says_what_it_is_for() -> None:
    assert broken(without_plate, modules()) == []


def test_no_file_is_named_after_nothing() -> None:
    ours = [path.relative_to(ROOT) for path in tracked() if path.suffix == ".py"]
    assert [str(path) for path in ours if nameless(path)] == []


@pytest.mark.parametrize("source", ["import os", '"""A\nB\nC\nD\nE"""', '""" """'])
def test_a_missing_or_swollen_plate_is_seen(source: str) -> None:
    assert without_plate(source)


@pytest.mark.parametrize("name", ["web/utils.py", "common/money.py", "records/base_model.py"])
def test_an_empty_name_is_seen(name: str) -> None:
    assert nameless(PurePath(name))
