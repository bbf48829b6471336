"""Vectors others published, read beside the checkout; tests skip with a reason without them."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "ledger"
needed = pytest.mark.skipif(
    not FOLDER.exists(), reason="the published vectors (../shared) are not here"
)


def vectors(name: str) -> Any:
    """One file of vectors; an empty one where the folder is absent."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def hashes(listed: list[str]) -> tuple[bytes, ...]:
    """Hashes written in hex."""
    return tuple(bytes.fromhex(one) for one in listed)
