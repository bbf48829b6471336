"""Who still needs a sealed file: the same bytes are one file, whoever handed them in."""

from collections.abc import Sequence
from pathlib import Path

from weikameng.records.statements import fetch_all, statement

_HERE = Path(__file__).parent
HELD = statement(_HERE / "sealed_files.sql")
_NEEDED = statement(_HERE / "sealed_files_needed.sql").replace("{held}", HELD)


def needed(digests: Sequence[str], emptied: Sequence[int]) -> set[str]:
    """Return which of these files an order needs that is none of those just emptied."""
    asked = {"digests": list(digests), "emptied": list(emptied)}
    return {row[0] for row in fetch_all(_NEEDED, asked)}
