"""Short secrets at rest: encrypted with the platform's key before they reach the database (P6)."""

from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def sealed(secret: str) -> str:
    """Return a secret encrypted, as text."""
    return _box().encrypt(secret.encode()).decode()


def opened(token: str) -> str:
    """Return what was sealed. cryptography's InvalidToken when another key sealed it."""
    return _box().decrypt(token.encode()).decode()


@cache
def _box() -> Fernet:
    return Fernet(settings.CARD_KEY)


def mark_of(purpose: str, text: str) -> str:
    """Return what equal texts share and nobody without the key can make: to count by."""
    digest = salted_hmac(purpose, text, secret=settings.CARD_KEY, algorithm="sha256")
    return str(digest.hexdigest())
