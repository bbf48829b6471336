"""A real database for every test: the embedded PostgreSQL, or the server DATABASE_URL names."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# CI must say the same twice of the same commit; elsewhere every run looks at new examples.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None)
settings.load_profile("same" if os.environ.get("CI") else "new")

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("WEIKAMENG_DATA_DIR", str(ROOT / "var" / "test"))
QUICK_DIGEST = "django.contrib.auth.hashers.MD5PasswordHasher"
EMBEDDED = not os.environ.get("DATABASE_URL")
if EMBEDDED:
    from weikameng.gateways import postgres

    postgres.ensure_running(Path(os.environ["WEIKAMENG_DATA_DIR"]) / "postgres")


# Files go to workers in this order. What takes minutes goes out before what takes seconds, or one
# worker ends long after the other; what starts a platform late, because it stays until the end.
LONG = ("every_page", "every_turn", "test_seeds", "test_campaign.py", "policy_mutations")
WITH_A_PLATFORM = ("/browser/", "/platform/")
QUICK = ("/domain/", "/ledger/", "/web/")
REST = 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Collect in the order in which files are handed out."""
    items.sort(key=lambda item: _turn(item.path.as_posix()))


def _turn(path: str) -> int:
    for turn, names in ((0, LONG), (2, WITH_A_PLATFORM), (3, QUICK)):
        if any(name in path for name in names):
            return turn
    return REST


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Empty it quickly; let go of the sandbox's own connection before it is dropped.

    One digest of passwords for all tests of a worker: the people made for the first are copied to
    the others, who must know it.
    """
    from django.test import TransactionTestCase, override_settings

    from tests import quick_rows

    quick_digest = override_settings(PASSWORD_HASHERS=[QUICK_DIGEST])
    quick_digest.enable()
    if EMBEDDED:
        quick_rows.allow(Path(os.environ["WEIKAMENG_DATA_DIR"]))
    TransactionTestCase._fixture_teardown = quick_rows.empty  # type: ignore[method-assign]
    # A new connection for each test would have the server read every table's description anew.
    TransactionTestCase._should_reload_connections = _stays_connected  # type: ignore[method-assign]
    yield
    from weikameng.services import wiring

    wiring.leave_sandbox()
    quick_digest.disable()


def _stays_connected(_case: object) -> bool:
    return False


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Sealed files of a test in a folder of its own."""
    from weikameng.services import wiring

    settings.FILES_DIR = tmp_path
    wiring.files.cache_clear()
    yield tmp_path
    wiring.files.cache_clear()
