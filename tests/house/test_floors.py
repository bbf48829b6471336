"""The floor plan: imports only go down, checked by import-linter and by a planted break."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.sources import PACKAGE, ROOT

LINTER = Path(sys.executable).with_name("lint-imports")


def linted(place: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of `pyproject.toml` over the package lying in this place."""
    asked = [LINTER, "--config", ROOT / "pyproject.toml", "--no-cache", "--no-logo"]
    here = {"PYTHONPATH": str(place), "PATH": "/usr/bin:/bin"}
    return subprocess.run(asked, cwd=place, env=here, capture_output=True, text=True, timeout=120)


def test_imports_only_go_down() -> None:
    done = linted(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_import_going_up_is_seen(tmp_path: Path) -> None:
    unwanted = shutil.ignore_patterns("__pycache__", "static", "templates", "locale")
    shutil.copytree(PACKAGE, tmp_path / "weikameng", ignore=unwanted)
    planted = tmp_path / "weikameng" / "domain" / "planted.py"
    planted.write_text("import weikameng.records\nimport django\n")
    done = linted(tmp_path)
    assert done.returncode == 1
    assert "weikameng.domain.planted -> weikameng.records" in done.stdout
