"""What is installed is pinned by hash, and no file says from which registry."""

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, Complaints, tracked

LOCKS = ("requirements.txt", "requirements-dev.txt")
# Spelled in halves: this file is searched too.
ADDRESS = re.compile(
    r"--(extra-)?index" + r"-url|--find" + r"-links|\bregistry" + r"\s*=|https?://" + r"pypi\b"
    r"|https?://files\.python" + r"hosted",
    re.IGNORECASE,
)


def addresses(text: str) -> Complaints:
    """Say where a text names a registry."""
    return [f"names a registry: {found[0]}" for found in ADDRESS.finditer(text)]


def unpinned(lock: str) -> Complaints:
    """Say which requirements come without a version or a hash."""
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock).strip())
    return [
        f"not pinned: {entry.split()[0]}"
        for entry in entries
        if "==" not in entry.split("\n")[0] or "--hash=sha256:" not in entry
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


def test_no_tracked_file_names_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)} {said}" for path in tracked() for said in addresses(_text(path))
    ]
    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_carries_its_hash(name: str) -> None:
    assert unpinned(_text(ROOT / name)) == []


def test_the_developers_lock_holds_all_the_shop_runs_on() -> None:
    shop, both = (set(re.findall(r"(?m)^[\w.\[\]-]+==\S+", _text(ROOT / name))) for name in LOCKS)
    assert shop
    assert shop - both == set()


@pytest.mark.parametrize(
    "text",
    [
        "--index" + "-url https://x",
        "--extra-index" + "-url x",
        "--find" + "-links=/x",
        "registry" + ' = "https://x"',
        "https://" + "pypi.org/simple",
    ],
)
def test_an_address_is_seen(text: str) -> None:
    assert addresses(text)


@pytest.mark.parametrize(
    "lock", ["a==1\n", "a>=1 \\\n    --hash=sha256:00\n", "a==1 \\\n    --hash=sha256:00\nb==2"]
)
def test_a_loose_requirement_is_seen(lock: str) -> None:
    assert unpinned(lock)
