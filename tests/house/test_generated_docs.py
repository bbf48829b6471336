"""Pages drawn from the code are what the code says today; `make docs` writes them again."""

import importlib
import os
from pathlib import Path

import django
import pytest
from click.testing import CliRunner

from tests.house.sources import ROOT

NAMES = ("case-life.md", "facts.md", "reasons.md")


@pytest.fixture(scope="module", name="check")
def check_module() -> object:
    """The module that draws the pages; no database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weikameng.config.settings")
    django.setup()
    return importlib.import_module("weikameng.cli.check")


@pytest.mark.parametrize("name", NAMES)
def test_a_generated_page_is_current(check, name: str) -> None:
    kept = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert kept == check.PAGES[name](), "write it again with `make docs`"


def test_every_generated_page_is_checked(check) -> None:
    assert sorted(check.PAGES) == sorted(NAMES)


def test_the_command_writes_every_page(check, tmp_path: Path) -> None:
    done = CliRunner().invoke(check.docs, ["--folder", str(tmp_path)])
    assert done.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
