"""Canonical JSON of leaves: RFC 8785 for objects of text, whole numbers and truth values only."""

import json
from typing import Any, NoReturn

from weikameng.ledger import digest
from weikameng.ledger.encodings import is_text, text_of
from weikameng.ledger.malformed import Malformed

MAX_LEAF_BYTES = 60_000
MAX_DEPTH = 8
MAX_INTEGER = 2**53 - 1

Json = dict[str, Any]


def canonical_leaf(content: Json) -> bytes:
    """Write an object in its one canonical form; ValueError when it has none."""
    if not _fits(content, MAX_DEPTH):
        raise ValueError("a leaf holds text, whole numbers, lists and objects with ASCII keys")
    encoded = digest.canonical(content)
    if len(encoded) > MAX_LEAF_BYTES:
        raise ValueError("the leaf is too long")
    return encoded


def read_leaf(content: bytes) -> Json:
    """Read an object; bytes that are not exactly its canonical form are malformed."""
    text = text_of(content, MAX_LEAF_BYTES, "leaf")
    try:
        found = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
        if isinstance(found, dict) and canonical_leaf(found) == content:
            return found
    except (ValueError, RecursionError):
        pass
    raise Malformed("leaf")


def _fits(content: object, depth: int) -> bool:
    if isinstance(content, bool):
        return True
    if isinstance(content, int):
        return -MAX_INTEGER <= content <= MAX_INTEGER
    if isinstance(content, str):
        return is_text(content)
    if isinstance(content, list) and depth:
        return all(_fits(one, depth - 1) for one in content)
    if isinstance(content, dict) and depth:
        named = all(isinstance(key, str) and key.isascii() for key in content)
        return named and all(_fits(one, depth - 1) for one in content.values())
    return False


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)
