"""Documents that ship with the platform: the policy catalogue, clocks, calendar and wording."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_SHIPPED = Path(__file__).parent / "shipped"


@cache
def shipped(name: str) -> dict[str, Any]:
    """Return a shipped JSON document by its name without ending, e.g. ``catalogue``."""
    document: dict[str, Any] = json.loads((_SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
    return document
