"""A real database for every test: the embedded PostgreSQL, or the server DATABASE_URL names."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# CI must say the same twice of the same commit; elsewhere every run looks at new examples.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None)
settings.load_profile("same" if os.environ.get("CI") else "new")

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("WEIKAMENG_DATA_DIR", str(ROOT / "var" / "test"))
EMBEDDED = not os.environ.get("DATABASE_URL")
if EMBEDDED:
    from weikameng.gateways import postgres

    postgres.ensure_running(Path(os.environ["WEIKAMENG_DATA_DIR"]) / "postgres")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Empty it quickly; let go of the sandbox's own connection before it is dropped."""
    from django.test import TransactionTestCase

    from tests import quick_rows

    if EMBEDDED:
        quick_rows.allow(Path(os.environ["WEIKAMENG_DATA_DIR"]))
    TransactionTestCase._fixture_teardown = quick_rows.empty  # type: ignore[method-assign]
    yield
    from weikameng.services import wiring

    wiring.leave_sandbox()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT
