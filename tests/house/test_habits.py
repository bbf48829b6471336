"""Law 5 and law 6: habits that hide what happens, kept out one by one."""

import ast

import pytest

from tests.house.sources import PACKAGE, ROOT, Complaints, broken, imports, modules

WEB = ("django.http", "django.shortcuts", "django.urls", "django.views")
HIDDEN = ("django.dispatch", "django.db.models.signals", "django.contrib.contenttypes.fields")
MOCKS = ("unittest.mock", "mock", "pytest_mock")
BROAD = {"Exception", "BaseException"}

# The worker outlives whatever one task does; the command around it likewise.
BROAD_ALLOWED = {PACKAGE / "services" / "worker.py", PACKAGE / "cli" / "worker.py"}


def _imports_of(source: str, unwanted: tuple[str, ...]) -> Complaints:
    return [
        f"{line}: imports {name}"
        for line, name in imports(ast.parse(source))
        if any(f"{name}.".startswith(f"{prefix}.") for prefix in unwanted)
    ]


def knows_http(source: str) -> Complaints:
    """Say where a service knows of requests and pages."""
    return _imports_of(source, WEB)


def hides(source: str) -> Complaints:
    """Say where something would happen behind the reader's back."""
    found = _imports_of(source, HIDDEN)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            verbs = (verb for verb in node.body if isinstance(verb, ast.FunctionDef))
            found += [f"{node.name} overrides {v.name}" for v in verbs if v.name == "save"]
    return found


def mocks(source: str) -> Complaints:
    """Say where a test talks to a double of our own code."""
    tree = ast.parse(source)
    asked = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    return _imports_of(source, MOCKS) + ["asks for mocker"] * ("mocker" in asked)


def catches_all(source: str) -> Complaints:
    """Say where a bug would be swallowed."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = {ast.unparse(x) for x in _each(node.type)} if node.type else {"everything"}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = {ast.unparse(argument) for argument in node.args}
        else:
            continue
        found += [f"{node.lineno}: catches {name}" for name in caught & {*BROAD, "everything"}]
    return found


def _each(caught: ast.expr) -> list[ast.expr]:
    return caught.elts if isinstance(caught, ast.Tuple) else [caught]


def test_services_know_no_http() -> None:
    assert broken(knows_http, modules("services")) == []


def test_nothing_happens_behind_the_readers_back() -> None:
    assert broken(hides, modules()) == []


def test_no_test_mocks_our_own_code() -> None:
    assert broken(mocks, sorted((ROOT / "tests").rglob("*.py"))) == []


def test_only_the_worker_catches_everything() -> None:
    assert broken(catches_all, [path for path in modules() if path not in BROAD_ALLOWED]) == []


@pytest.mark.parametrize("source", ["from django import http", "import django.shortcuts as s"])
def test_http_in_a_service_is_seen(source: str) -> None:
    assert knows_http(source)


@pytest.mark.parametrize(
    "source",
    [
        "from django.dispatch import receiver",
        "from django.db.models import signals",
        "from django.contrib.contenttypes.fields import GenericForeignKey",
        "class Case(Model):\n def save(self): ...",
    ],
)
def test_hidden_work_is_seen(source: str) -> None:
    assert hides(source)


@pytest.mark.parametrize("source", ["from unittest import mock", "def test_x(mocker): ..."])
def test_a_mock_is_seen(source: str) -> None:
    assert mocks(source)


@pytest.mark.parametrize(
    "source",
    [
        "try: ...\nexcept: ...",
        "try: ...\nexcept Exception: ...",
        "try: ...\nexcept (ValueError, BaseException): ...",
        "with suppress(Exception): ...",
    ],
)
def test_a_broad_net_is_seen(source: str) -> None:
    assert catches_all(source)


def test_a_narrow_net_is_let_be() -> None:
    assert catches_all("try: ...\nexcept (ValueError, OSError): ...") == []
