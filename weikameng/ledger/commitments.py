"""Salted commitments: the log holds proof of a value, never the value; without the salt nothing."""

import hmac
from hashlib import sha256

SALT_BYTES = 32
MAX_DOMAIN = 64


def commitment(salt: bytes, domain: str, value: bytes) -> bytes:
    """HMAC-SHA256 under a random salt over the domain, a zero byte, and the value."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt is 32 random bytes")
    if not domain or len(domain) > MAX_DOMAIN or not domain.isascii() or "\0" in domain:
        raise ValueError("a domain is a short ASCII name")
    return hmac.new(salt, domain.encode() + b"\0" + value, sha256).digest()


def opens(committed: bytes, salt: bytes, domain: str, value: bytes) -> bool:
    """Say whether this value, under this salt, is what was committed to."""
    return hmac.compare_digest(committed, commitment(salt, domain, value))
