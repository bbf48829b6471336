"""Documents that ship with the platform: the policy, clocks, calendar, wording and messages."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_SHIPPED = Path(__file__).parent / "shipped"


@cache
def shipped(name: str) -> dict[str, Any]:
    """Return a shipped JSON document by its name without ending, e.g. ``catalogue``."""
    document: dict[str, Any] = json.loads((_SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
    return document


@cache
def shipped_policy_text() -> str:
    """Return the shipped policy, one TOML text: the files of ``shipped/policy`` in name order."""
    return "".join(text for _, text in toml_files(_SHIPPED / "policy"))


@cache
def shipped_messages() -> dict[str, Any]:
    """Return the shipped sentences of the inbox, by kind of message."""
    return tomllib.loads((_SHIPPED / "messages.toml").read_text(encoding="utf-8"))


@cache
def shipped_notices() -> dict[str, Any]:
    """Return the shipped texts of SMS and e-mail, and when they may set out."""
    return tomllib.loads((_SHIPPED / "notices.toml").read_text(encoding="utf-8"))


def toml_files(folder: Path) -> list[tuple[str, str]]:
    """Return a folder's TOML files by name, in name order; each ends with its line."""
    found = sorted(folder.glob("*.toml"))
    texts = ((path.name, path.read_text(encoding="utf-8")) for path in found)
    return [(name, text if text.endswith("\n") else f"{text}\n") for name, text in texts]
