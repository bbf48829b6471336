"""Careful reading of a document that may be a broken draft: whatever stands there, pages hold."""

from collections.abc import Mapping
from typing import Any

from weikameng.domain.words import Words


def keyed_rows(document: Mapping[str, Any], key: str) -> dict[str, Mapping[str, Any]]:
    """Return a table of tables."""
    table = document.get(key)
    if not isinstance(table, Mapping):
        return {}
    return {str(name): row for name, row in table.items() if isinstance(row, Mapping)}


def named_rows(document: Mapping[str, Any], key: str, name: str) -> dict[str, Mapping[str, Any]]:
    """Return a list of tables by the value each is named by, in their order."""
    rows = document.get(key)
    if not isinstance(rows, list):
        return {}
    return {str(row[name]): row for row in rows if isinstance(row, Mapping) and name in row}


def texts(row: Mapping[str, Any], key: str) -> list[str]:
    """Return a list of texts."""
    value = row.get(key)
    return [str(item) for item in value] if isinstance(value, list) else []


def words(row: Mapping[str, Any], key: str = "") -> Words:
    """Return a text in both languages; what is missing is empty."""
    found = row.get(key) if key else row
    if not isinstance(found, Mapping):
        return Words("", "")
    return Words(str(found.get("zh", "")), str(found.get("en", "")))
