"""JSON as providers sign it: values as they were written, no floats, no surprises."""

import json
import re
from typing import Any, NoReturn

_SPACE = re.compile(r"[ \t\n\r]*")


class NotJson(ValueError):
    """The text is not the JSON we can rely on."""


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is no JSON")


# A decimal number stays the text it was: amounts never pass through a float.
_DECODER = json.JSONDecoder(parse_float=str, parse_constant=_no_constant)


def object_of(text: str) -> dict[str, Any]:
    """Return the object this text is. NotJson for anything else, however deep or broken."""
    value = _value_of(text)
    if not isinstance(value, dict):
        raise NotJson("not an object")
    return value


def list_in(raw: bytes) -> list[Any]:
    """Return the list these bytes are in UTF-8. NotJson for anything else."""
    value = _value_of(text_of(raw))
    if not isinstance(value, list):
        raise NotJson("not a list")
    return value


def object_in(raw: bytes) -> dict[str, Any]:
    """Return the object these bytes are in UTF-8."""
    return object_of(text_of(raw))


def text_of(raw: bytes) -> str:
    """Return bytes as text; NotJson when they are not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NotJson("not UTF-8") from None


def _value_of(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise NotJson(type(error).__name__) from None


def raw_members(text: str) -> dict[str, str]:
    """Return each member of the outermost object with its value exactly as it was written.

    The scanner is JSON's own, so braces and quotes inside strings are text. A name that comes
    twice is refused: signer and reader might look at different ones.
    """
    try:
        return _members(text)
    except (ValueError, RecursionError, IndexError) as error:
        raise NotJson(type(error).__name__) from None


def _members(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = _past(text, _after_space(text, 0), "{")
    at = _after_space(text, at)
    if text[at] == "}":
        return _ended(text, at + 1, found)
    while True:
        name, at = _DECODER.raw_decode(text, _after_space(text, at))
        begin = _after_space(text, _past(text, _after_space(text, at), ":"))
        _, at = _DECODER.raw_decode(text, begin)
        if not isinstance(name, str) or name in found:
            raise NotJson("a name that is no string or comes twice")
        found[name] = text[begin:at]
        at = _after_space(text, at)
        if text[at] == "}":
            return _ended(text, at + 1, found)
        at = _past(text, at, ",")


def _ended(text: str, at: int, found: dict[str, str]) -> dict[str, str]:
    if _after_space(text, at) != len(text):
        raise NotJson("more after the object")
    return found


def _past(text: str, at: int, sign: str) -> int:
    if text[at] != sign:
        raise NotJson(f"{sign} expected")
    return at + 1


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
