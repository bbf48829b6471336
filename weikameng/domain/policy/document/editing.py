"""A policy text with single values changed, as forms do it: everything else of the text stays as it
was written, comments included."""

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from weikameng.domain.policy.document.places import NAMED_BY, line_of

Place = tuple[str, ...]
# None takes the key away.
Value = str | int | bool | tuple[str, ...] | None


class NoSuchPlace(LookupError):
    """The text can't be read, or has nothing at this place."""


def with_values(text: str, values: Mapping[Place, Value]) -> str:
    """Return the text with these values at these places, such as ``("params", "urgent_from")``.

    NoSuchPlace when the text is not TOML or the row of a place is not there.
    """
    try:
        document = tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as error:
        raise NoSuchPlace(str(error)) from error
    new: list[tuple[Place, str, str]] = []
    for place, value in values.items():
        row, key = _row(document, place[:-1]), place[-1]
        if value is None:
            row.pop(key, None)
        elif key in row:
            row[key] = _written(value)
        else:
            line = f"{key} = {tomlkit.item(_written(value)).as_string()}"
            new.append((place[:-1], _anchor(row), line))
    text = tomlkit.dumps(document)
    for row_place, anchor, line in new:
        text = _inserted(text, (*row_place, anchor), line)
    return text


def value_at(document: Mapping[str, Any], place: Place) -> Any:
    """Return what a document holds at a place; None when there is nothing."""
    found: Any = document
    for depth, key in enumerate(place):
        found = _inner(found, key, place[:depth])
        if found is None:
            return None
    return found


def _row(document: Any, place: Place) -> Any:
    row = value_at(document, place)
    if not isinstance(row, Mapping) or not row:
        raise NoSuchPlace(".".join(place))
    return row


def _inner(found: Any, key: str, within: Place) -> Any:
    if isinstance(found, Mapping):
        return found.get(key)
    if isinstance(found, list):
        named_by = NAMED_BY.get("rules.cases" if within[-1] == "cases" else within[-1], "")
        return next((row for row in found if row.get(named_by) == key), None)
    return None


def _anchor(row: Mapping[str, Any]) -> str:
    """Before which key a new one is written: a row's sentences come last, after what decides."""
    return "zh" if "zh" in row else list(row)[-1]


def _inserted(text: str, before: Place, line: str) -> str:
    number, _ = line_of(text, ".".join(before))
    if not number:
        raise NoSuchPlace(".".join(before))
    lines = text.splitlines(keepends=True)
    lines.insert(number - 1, f"{line}\n")
    return "".join(lines)


def _written(value: Value) -> Any:
    """A text of several lines stays readable."""
    if isinstance(value, str) and "\n" in value and '"""' not in value:
        return tomlkit.string(value, multiline=True)
    return list(value) if isinstance(value, tuple) else value
