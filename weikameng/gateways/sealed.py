"""Signed messages between us and the sandbox: HMAC-SHA256 over the exact bytes, both ways."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any


class BadSignature(Exception):
    """The bytes are not what the other side signed; nothing in them may be believed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message as it travels: the exact bytes and their signature in hex."""

    body: bytes
    signature: str


def seal(content: dict[str, Any], key: str) -> Sealed:
    """Sign a message."""
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return Sealed(body, _sign(body, key))


def unseal(message: Sealed, key: str) -> dict[str, Any]:
    """Return what the message says; BadSignature when the signature does not hold."""
    if not hmac.compare_digest(_sign(message.body, key).encode(), message.signature.encode()):
        raise BadSignature
    content: dict[str, Any] = json.loads(message.body)
    return content


def _sign(body: bytes, key: str) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
