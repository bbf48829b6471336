"""A real database for every test: the embedded PostgreSQL, or the server DATABASE_URL names."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("WEIKAMENG_DATA_DIR", str(ROOT / "var" / "test"))
if not os.environ.get("DATABASE_URL"):
    from weikameng.gateways import postgres

    postgres.ensure_running(Path(os.environ["WEIKAMENG_DATA_DIR"]) / "postgres")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT
