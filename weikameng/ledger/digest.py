"""Canonical JSON and digests: the same content always gives the same SHA-256 (docs/evidence.md)."""

import hashlib
import json


def canonical(content: object) -> bytes:
    """Return UTF-8 JSON with sorted keys and no blanks (equal to RFC 8785 without floats)."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest_of(content: object) -> str:
    """Return the hex SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(content)).hexdigest()


def chained(previous: str, content: object) -> str:
    """Return the digest of an item that includes the digest of the item before it (R7.1)."""
    return digest_of({"previous": previous, "item": content})
