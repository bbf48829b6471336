"""Every setting, command and reason has its line in the docs, and both READMEs tell the same."""

import importlib
import os
import re
import tomllib
from collections.abc import Iterator

import click
import django
import pytest

from tests.house.sources import PACKAGE, ROOT, modules

VARIABLE = re.compile(r"\b(WEIKAMENG_[A-Z0-9]+(?:_[A-Z0-9]+)*|DATABASE_URL)\b")
FENCE = re.compile(r"(?ms)^(```|~~~).*?^\1\s*$")


def variables(text: str) -> set[str]:
    """The environment variables a text names."""
    return set(VARIABLE.findall(text))


def commands(group: click.Group, path: str) -> Iterator[str]:
    """Every command below a group, as it is typed."""
    for name in group.list_commands(click.Context(group)):
        command = group.commands[name]
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def shape(page: str) -> dict[str, int]:
    """What a README is made of: headings, code blocks, pictures."""
    prose = FENCE.sub("", page)
    return {
        "headings": len(re.findall(r"(?m)^#{1,6} ", prose)),
        "code blocks": len(FENCE.findall(page)),
        "pictures": len(re.findall(r"!\[|<img\b", prose)),
    }


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_variable_is_documented() -> None:
    read = {name for path in modules() for name in variables(path.read_text(encoding="utf-8"))}
    assert read
    assert sorted(read - variables(_page("settings.md"))) == []


def test_no_documented_variable_has_gone() -> None:
    read = {name for path in modules() for name in variables(path.read_text(encoding="utf-8"))}
    documented = {name.removesuffix("_FILE") for name in variables(_page("settings.md"))}
    assert sorted(documented - read) == []


def test_every_command_is_documented() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weikameng.config.settings")
    django.setup()  # commands import the rows they show; no database is asked
    cli = importlib.import_module("weikameng.cli.main").cli
    page = _page("commands.md")
    typed = sorted(commands(cli, "weikameng"))
    assert typed
    assert [one for one in typed if not re.search(rf"{re.escape(one)}\b(?!-)", page)] == []


def test_every_reason_is_documented() -> None:
    text = (PACKAGE / "records/shipped/policy/50-reasons.toml").read_text(encoding="utf-8")
    codes = [reason["code"] for reason in tomllib.loads(text)["reasons"]]
    assert codes
    page = _page("reasons.md")
    assert [code for code in codes if not re.search(rf"\b{re.escape(code)}\b", page)] == []


def test_both_readmes_have_the_same_shape() -> None:
    pages = sorted(ROOT.glob("README*.md"))
    assert len(pages) == 2
    one, other = (shape(page.read_text(encoding="utf-8")) for page in pages)
    assert one == other


def test_commands_are_found_at_every_depth() -> None:
    leaf = click.Command("show")
    tree = click.Group("top", commands={"run": leaf, "refunds": click.Group("r", {"show": leaf})})
    assert set(commands(tree, "weikameng")) == {"weikameng run", "weikameng refunds show"}


@pytest.mark.parametrize("extra", ["\n## More\n", "\n```\nmake\n```\n", "\n![a](b.png)\n"])
def test_a_difference_in_shape_is_seen(extra: str) -> None:
    assert shape("# Title\n") != shape("# Title\n" + extra)


def test_a_heading_inside_a_code_block_is_none() -> None:
    assert shape("# T\n```\n# comment\n```\n") == {"headings": 1, "code blocks": 1, "pictures": 0}


def test_a_variable_is_seen() -> None:
    assert variables('env.get("WEIKAMENG_DATA_DIR", DATABASE_URL)') == {
        "WEIKAMENG_DATA_DIR",
        "DATABASE_URL",
    }
